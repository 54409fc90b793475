import type { Services } from '#functions/jobs/job.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { lookAfter, mailsOf, operationsOf } from './aftermath.ts'
import { type Chance, chanceFrom } from './chance.ts'
import { Clients } from './clients.ts'
import { Cloud, type CrashAt } from './cloud.ts'
import {
  count,
  type Fault,
  type Faults,
  faultsOf,
  isSimulated,
  ordinaryFaults,
  type Tally,
} from './faults.ts'
import { checkAccepted, checkEnd, textOf } from './final-checks.ts'
import { Invariants } from './invariants.ts'
import { home, neighbour, operators } from './known-ids.ts'
import type { Mutant } from './mutants.ts'
import { found, type OrganisationShape, shapeFrom } from './organisation.ts'
import { plantPoison } from './plant-poison.ts'
import { type Plot, plotFrom } from './plot.ts'
import { workers } from './queue-workers.ts'
import { tell } from './story.ts'
import type { Host } from './tasks.ts'
import { WorkerPool } from './worker-pool.ts'

/** How a run differs from what its seed says; nothing for the ordinary run. */
export interface RunOptions {
  readonly faults?: readonly Fault[]
  readonly shape?: OrganisationShape
  readonly plot?: Plot
  readonly poison?: boolean
  readonly skew?: boolean
  /** Replicas that are behind. */
  readonly behind?: boolean
  readonly settings?: Partial<Services['settings']>
  readonly crashAt?: CrashAt
  readonly mutant?: Mutant
  readonly trace?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly broken: { readonly invariant: string; readonly seen: string } | undefined
  readonly tally: Tally
  /** Deliveries that followed a crash. */
  readonly restarts: number
  readonly deliveriesMax: number
}

const minuteMs = 60_000
/** After the last fault everything must have come to rest by then: clocks may be ten minutes apart. */
const restsWithinMs = 30 * minuteMs
const faultsLastMs = 20 * minuteMs
const skewMaxMs = 5 * minuteMs
const operatorRoundsMax = 12

/** One seed: an organisation, its jobs, everything that goes wrong, and the aftermath. */
export async function run(seed: number, options: RunOptions = {}): Promise<Outcome> {
  const chance = chanceFrom(seed)
  const tally: Tally = new Map()
  const drawn = new Set(ordinaryFaults.filter(() => chance.happens(0.5)))
  const faults = faultsOf(chance, tally, options.faults ? new Set(options.faults) : drawn)
  const plot = options.plot ?? plotFrom(chance)
  const shape = options.shape ?? shapeFrom(chance, plot)
  const workSliceMs = chance.pick([15_000, 15_000, 15_000, 100])
  const cloud = new Cloud({
    chance,
    faults,
    tally,
    settings: { workSliceMs, forgottenAfterMs: workSliceMs + 5_000, ...options.settings },
    throttleShare: chance.pick([0, 0.6]),
    ...(options.crashAt ? { crashAt: options.crashAt } : {}),
    ...(options.mutant?.services ? { mutate: options.mutant.services } : {}),
    ...(options.trace ? { trace: options.trace } : {}),
  })
  const organisation = await found(cloud, chance, shape)
  const invariants = new Invariants(cloud.documents, home, operators, (invariant, seen) =>
    cloud.breaks(invariant, seen),
  )
  const neighbours = textOf(cloud, neighbour)

  cloud.replicas.level()
  const hosts = ['one', 'two', 'three'].map(
    (name): Host => ({ name, skewMs: 0, session: cloud.replicas.newSession() }),
  )
  if (options.skew ?? chance.happens(0.5)) skewClocks(cloud, chance, faults, tally, hosts)
  const pool = new WorkerPool({
    cloud,
    chance,
    faults,
    tally,
    hosts,
    perHost: 2,
    workers: workers.map((worker) => options.mutant?.worker?.(worker) ?? worker),
    completesFirst: options.mutant?.completesFirst ?? false,
  })
  invariants.mayWantAttention = (operation) => pool.mayWantAttention(operation)
  const clients = new Clients(cloud, chance, faults, tally, hosts)
  tell({
    chance,
    clients,
    organisation,
    plot,
    operations: () => operationsOf(cloud),
    accepted: (reply) => checkAccepted(cloud, reply),
  })
  if (options.poison ?? chance.happens(0.15)) plantPoison(cloud, chance, tally, pool)

  if (options.behind ?? chance.happens(0.5)) {
    faults.on.add('behind')
    cloud.replicas.behindRate = chance.pick([0.05, 0.3, 0.9])
  }

  const awaitsWithFaults = chance.whole(0, chance.happens(0.5) ? 120 : 600)
  let restAsked = false
  sweepEvery(chance.pick([15_000, minuteMs]), cloud, chance.pick(hosts), () => {
    restAsked = true
  })
  let calmSinceMs = cloud.timeline.nowMs
  for (let round = 0; !cloud.broken; ) {
    if (!(await cloud.timeline.step())) break
    const { nowMs } = cloud.timeline
    if (!faults.over) {
      faults.over = cloud.tasks.points >= awaitsWithFaults || nowMs - calmSinceMs > faultsLastMs
      if (faults.over) calmSinceMs = nowMs
    }
    if (restAsked) {
      restAsked = false
      if (rests(cloud, pool, clients)) {
        faults.over = true
        round += 1
        const todo = await lookAfter(cloud, pool, tally, () => chance.happens(0.15))
        if (todo === 0) break
        calmSinceMs = cloud.timeline.nowMs
        if (round > operatorRoundsMax) cloud.breaks('dead letters are replayable', 'they come back forever')
      }
    }
    if (faults.over && nowMs - calmSinceMs > restsWithinMs) cloud.breaks('terminal in time', unrest(cloud))
  }
  if (!cloud.broken) await checkEnd(cloud, pool, invariants, plot, neighbours)
  return {
    seed,
    broken: cloud.broken,
    tally,
    restarts: pool.restarts,
    deliveriesMax: pool.deliveriesMax,
  }
}

/** The line that runs a seed again. */
export function replayOf(seed: number): string {
  return `npm run simulate -- --seed ${seed}`
}

function skewClocks(
  cloud: Cloud,
  chance: Chance,
  faults: Faults,
  tally: Tally,
  hosts: readonly Host[],
): void {
  for (const host of hosts) host.skewMs = chance.whole(-skewMaxMs, skewMaxMs)
  cloud.mailbox.clocksDiffer = true
  count(tally, 'skew')
  for (let jump = chance.whole(0, 3); jump > 0; jump -= 1) {
    cloud.timeline.after(chance.whole(1, 500), () => {
      if (faults.over) return
      chance.pick(hosts).skewMs = chance.whole(-skewMaxMs, skewMaxMs)
      count(tally, 'clock jump')
      return undefined
    })
  }
}

function sweepEvery(everyMs: number, cloud: Cloud, host: Host, whenSwept: () => void): void {
  let sweeping = false
  const tick = () => {
    cloud.timeline.after(everyMs, tick)
    if (sweeping) return undefined
    sweeping = true
    cloud.tasks.start(
      'sweeper',
      host,
      (task) => sweep(cloud.servicesOf(task)),
      (ended) => {
        sweeping = false
        if (ended.how === 'done') whenSwept()
        if (ended.how !== 'failed' || isSimulated(ended.error)) return
        cloud.breaks('only expected failures', `sweeper: ${(ended.error as Error).stack}`)
      },
    )
    return undefined
  }
  cloud.timeline.after(everyMs, tick)
}

/** Whether nothing will happen any more unless a person does something. */
function rests(cloud: Cloud, pool: WorkerPool, clients: Clients): boolean {
  if (clients.open > 0 || !pool.idle || cloud.tasks.running > 0) return false
  if (cloud.messages.pending().length > 0) return false
  const waits = operationsOf(cloud).every(
    ({ completedAt, state, needsAttention }) => completedAt !== null || state === 'Paused' || needsAttention,
  )
  return waits && mailsOf(cloud).every(({ state }) => state !== 'queued')
}

function unrest(cloud: Cloud): string {
  const operations = operationsOf(cloud).map(({ kind, state, progress, needsAttention }) =>
    JSON.stringify({ kind, state, progress, needsAttention }),
  )
  const mails = mailsOf(cloud).map(({ state }) => state)
  return `${operations.join(' ')} mails: ${mails.join(' ') || 'none'}, ${cloud.messages.pending().length} messages`
}
