import { bareLoop, openContainer, prepareBareMove } from './bare-loop.ts'
import type { BenchSystem } from './bench-system.ts'
import { digits, type Figure, median, spread, whole } from './figures.ts'
import { adminOf, move } from './move.ts'
import { addPair, onboard, openStore } from './organisation.ts'

export interface Sizes {
  readonly users: number
  readonly runs: number
}

/**
 * How fast whole moves are, unpaced, in turns with the bare loop. It takes the place of the engine that rewrote every
 * assignment: that one is gone, and took longer than the loop.
 */
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
      await move(admin, await addPair(store.documents, 2_000, { others: 1_000 }))
      await bareLoop(
        bare.container,
        await prepareBareMove(bare.container, await addPair(store.documents, 2_000), 2_000),
      )
    }
    const figures: Figure[] = []
    for (const size of sizes) figures.push(...(await inTurns(size)))
    return figures
  } finally {
    await store.close()
    await bare.close()
  }

  async function inTurns({ users, runs }: Sizes): Promise<Figure[]> {
    const others = users / 2
    const seconds: Record<'alone' | 'compared' | 'bare', number[]> = { alone: [], compared: [], bare: [] }
    for (let run = 0; run < runs; run++) {
      const alone = await move(admin, await addPair(store.documents, users))
      const compared = await move(admin, await addPair(store.documents, users, { others }))
      const prepared = await prepareBareMove(bare.container, await addPair(store.documents, users), users)
      const startedMs = performance.now()
      await bareLoop(bare.container, prepared)
      seconds.bare.push((performance.now() - startedMs) / 1_000)
      seconds.alone.push(alone.seconds)
      seconds.compared.push(compared.seconds)
      tell(
        `${whole(users)} users: ${alone.seconds.toFixed(3)} s, with others on the target ${compared.seconds.toFixed(3)} s, bare loop ${seconds.bare.at(-1)?.toFixed(3)} s`,
      )
    }
    const faster = (of: 'alone' | 'compared') =>
      seconds[of].map((value, run) => (seconds.bare[run] ?? 0) / value)
    const goal = (ratios: readonly number[]) =>
      users < 100_000 ? {} : { target: '≥ 4 ×', met: median(ratios) >= 4 }
    const to = `a move of ${whole(users)}, unpaced, to a target that ${whole(others)} others hold`
    return [
      { what: `Time of ${to}`, ...spread(seconds.compared, digits(2, ' s')) },
      {
        what: 'The same in users per second',
        ...spread(
          seconds.compared.map((value) => users / value),
          whole,
        ),
      },
      {
        what: 'So many times as fast as a bare loop that rewrites each assignment',
        ...spread(faster('compared'), digits(2, ' ×')),
        ...goal(faster('compared')),
      },
      {
        what: `Time of a move of ${whole(users)} to a target without holders`,
        ...spread(seconds.alone, digits(2, ' s')),
      },
      {
        what: 'So many times as fast as the bare loop',
        ...spread(faster('alone'), digits(1, ' ×')),
        ...goal(faster('alone')),
      },
    ]
  }
}
