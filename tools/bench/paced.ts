import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { newState, startBenchSystem } from './bench-system.ts'
import { digits, type Figure, median, percentile, spread, whole } from './figures.ts'
import { type Admin, adminOf, move } from './move.ts'
import { addPair, onboard, openStore, type Pair } from './organisation.ts'
import { readStatistics, resetStatistics } from './statistics.ts'

const requestUnitsPerSecond = 10_000
const pauseBetweenReadsMs = 10

interface Run {
  readonly seconds: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly throttled: number
  /** The same reads of the same system while nothing moves: what the machine itself takes. */
  readonly restingP95Ms: number
}

const restingMs = 5_000

/** How fast the tenant's screens stay while its users move at 60 % of what its partition gives. */
export async function measurePaced(
  users: number,
  runs: number,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const measured: Run[] = []
  for (let run = 0; run < runs; run++) {
    measured.push(await onePacedMove(users))
    tell(`paced, ${whole(users)} users: ${JSON.stringify(measured.at(-1))}`)
  }
  const of = (name: keyof Run) => measured.map((run) => run[name])
  return [
    {
      what: `Move of ${whole(users)} paced at 60 % of ${whole(requestUnitsPerSecond)} RU/s, ${whole(users / 2)} others on the target`,
      ...spread(of('seconds'), digits(2, ' s')),
      target: '≤ 4 s',
      met: median(of('seconds')) <= 4,
    },
    { what: 'Other reads of the tenant meanwhile, p50', ...spread(of('p50Ms'), digits(1, ' ms')) },
    {
      what: 'Other reads of the tenant meanwhile, p95',
      ...spread(of('p95Ms'), digits(1, ' ms')),
      target: '≤ 10 ms',
      met: median(of('p95Ms')) <= 10,
    },
    {
      what: 'The same reads while nothing moves, p95',
      ...spread(of('restingP95Ms'), digits(1, ' ms')),
    },
    {
      what: 'Requests answered 429 meanwhile',
      ...spread(of('throttled'), whole),
      target: '0',
      met: Math.max(...of('throttled')) === 0,
    },
  ]
}

/** Seeded without a limit, moved with one: the store outlives the processes. */
async function onePacedMove(users: number): Promise<Run> {
  const state = newState()
  try {
    const seeding = await startBenchSystem({ state })
    await onboard(seeding)
    const store = openStore(seeding)
    const warmUp = await addPair(store.documents, 500, { others: 250 })
    const pair = await addPair(store.documents, users, { others: users / 2 })
    await store.close()
    await seeding.stop()
    const system = await startBenchSystem({
      state,
      requestUnitsPerSecond,
      settings: { TENANT_REQUEST_UNITS_PER_SECOND: String(requestUnitsPerSecond), THROTTLE_SHARE: '0.6' },
    })
    try {
      const admin = await adminOf(system)
      await readMeanwhile(admin, warmUp, move(admin, warmUp))
      // Meanwhile the budget of the partition fills again.
      const restingLatenciesMs = await readMeanwhile(admin, pair, wait(restingMs))
      await resetStatistics(system)
      const moving = move(admin, pair)
      const latenciesMs = await readMeanwhile(admin, pair, moving)
      const { throttled } = await readStatistics(system)
      return {
        seconds: (await moving).seconds,
        p50Ms: percentile(latenciesMs, 50),
        p95Ms: percentile(latenciesMs, 95),
        throttled,
        restingP95Ms: percentile(restingLatenciesMs, 95),
      }
    } finally {
      await system.stop()
    }
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
}

/** What an administrator's screen asks for, in turns, as long as the move runs. */
async function readMeanwhile(admin: Admin, pair: Pair, moving: Promise<unknown>): Promise<number[]> {
  const latenciesMs: number[] = []
  let running = true
  const ended = moving.finally(() => {
    running = false
  })
  const paths = [`/subscriptions/${pair.targetId}`, '/subscriptions']
  for (let turn = 0; running; turn++) {
    const startedMs = performance.now()
    await admin.get(paths[turn % paths.length] ?? '')
    latenciesMs.push(performance.now() - startedMs)
    await wait(pauseBetweenReadsMs)
  }
  await ended
  return latenciesMs
}
