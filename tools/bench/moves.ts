import { bareLoop, openContainer, prepareBareMove } from './bare-loop.ts'
import type { BenchSystem } from './bench-system.ts'
import { digits, type Figure, median, spread, whole } from './figures.ts'
import { adminOf, move } from './move.ts'
import { addPair, onboard, openStore } from './organisation.ts'
import { readStatistics, resetStatistics, spentBy } from './statistics.ts'

export interface Sizes {
  readonly users: number
  readonly runs: number
}

interface Timed extends Sizes {
  readonly engineSeconds: readonly number[]
  readonly ratios: readonly number[]
}

/** Speed, cost and overhead of unpaced moves; the bare loop runs in turns with the engine. */
export async function measureMoves(
  system: BenchSystem,
  sizes: readonly Sizes[],
  tell: (line: string) => void,
): Promise<Figure[]> {
  await onboard(system)
  const store = openStore(system)
  const bare = await openContainer(system)
  const admin = await adminOf(system)
  try {
    // The first moves find cold processes; what they show is not how fast the engine is.
    for (let warming = 0; warming < 3; warming++) {
      await move(admin, await addPair(store.documents, 2_000), 2_000)
      await bareLoop(
        bare.container,
        await prepareBareMove(bare.container, await addPair(store.documents, 2_000), 2_000),
      )
    }
    const timed: Timed[] = []
    for (const size of sizes) timed.push(await inTurns(size))
    return [...timed.flatMap(figuresOf), ...growth(timed)]
  } finally {
    await store.close()
    await bare.close()
  }

  async function inTurns({ users, runs }: Sizes): Promise<Timed> {
    const engineSeconds: number[] = []
    const ratios: number[] = []
    for (let run = 0; run < runs; run++) {
      const { seconds } = await move(admin, await addPair(store.documents, users), users)
      const pair = await addPair(store.documents, users)
      const prepared = await prepareBareMove(bare.container, pair, users)
      const startedMs = performance.now()
      await bareLoop(bare.container, prepared)
      const bareSeconds = (performance.now() - startedMs) / 1_000
      engineSeconds.push(seconds)
      ratios.push(seconds / bareSeconds)
      tell(`${whole(users)} users: engine ${seconds.toFixed(3)} s, bare loop ${bareSeconds.toFixed(3)} s`)
    }
    return { users, runs, engineSeconds, ratios }
  }
}

function figuresOf({ users, engineSeconds, ratios }: Timed): Figure[] {
  // Below this the POST, the queue and the end weigh more than the batches.
  const large = users >= 100_000
  return [
    {
      what: `Users per second, a move of ${whole(users)}, unpaced`,
      ...spread(
        engineSeconds.map((seconds) => users / seconds),
        whole,
      ),
    },
    {
      what: `Time against a bare loop of the same batches, ${whole(users)} users`,
      ...spread(ratios, digits(2, ' ×')),
      ...(large ? { target: '≤ 1.3 ×', met: median(ratios) <= 1.3 } : {}),
    },
  ]
}

function growth(timed: readonly Timed[]): Figure[] {
  const [small, large] = [timed[0], timed.at(-1)]
  if (!small || !large || small === large) return []
  const factor = median(large.engineSeconds) / median(small.engineSeconds)
  const exponent = Math.log(factor) / Math.log(large.users / small.users)
  return [
    {
      what: `Growth of the time from ${whole(small.users)} to ${whole(large.users)} users, exponent`,
      figure: exponent.toFixed(2),
      target: '≤ 1.1',
      met: exponent <= 1.1,
    },
  ]
}

/** Needs a system that sends no mail: whether it goes out before or after the count is chance. */
export async function measureCosts(system: BenchSystem, sizes: readonly number[]): Promise<Figure[]> {
  await onboard(system)
  const store = openStore(system)
  const admin = await adminOf(system)
  const pair = await addPair(store.documents, 1)
  const one = await spentBy(system, admin, () => move(admin, pair, 1))
  const figures: Figure[] = [
    {
      what: 'Storage requests of a move of one user: the POST, the start, its one batch, its end',
      figure: one.requests.toFixed(0),
    },
  ]
  for (const users of sizes) {
    for (const others of [0, users / 2]) {
      const pair = await addPair(store.documents, users, others)
      const { requests, requestUnits } = await spentBy(system, admin, () => move(admin, pair, users))
      figures.push(...costsOf(users, others, (requests / users) * 1_000, requestUnits / users))
    }
  }
  await store.close()
  return figures
}

/** Needs a system whose workers take no move. */
export async function measurePost(system: BenchSystem): Promise<Figure[]> {
  await onboard(system)
  const store = openStore(system)
  const admin = await adminOf(system)
  const { sourceId, targetId } = await addPair(store.documents, 1_000)
  const etag = (await admin.get(`/subscriptions/${sourceId}`)).headers.get('etag') ?? ''
  await resetStatistics(system)
  const body = { targetSubscriptionId: targetId, confirm: true }
  await admin.post(`/subscriptions/${sourceId}/moveUsers`, body, { 'if-match': etag })
  const { requests } = await readStatistics(system)
  await store.close()
  return [{ what: 'Storage requests of the POST of a move', figure: String(requests) }]
}

function costsOf(users: number, others: number, per1000: number, perUser: number): Figure[] {
  const target = others === 0 ? 'an empty target' : `a target that ${whole(others)} others hold`
  const moved = `${whole(users)} into ${target}`
  return [
    {
      what: `Storage requests per 1,000 users, ${moved}`,
      figure: per1000.toFixed(2),
      target: '≤ 12',
      met: per1000 <= 12,
    },
    {
      what: `Request units per user (simulated), ${moved}`,
      figure: perUser.toFixed(2),
      target: '≤ 11.3',
      met: perUser <= 11.3,
    },
  ]
}
