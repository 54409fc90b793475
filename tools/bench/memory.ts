import { readFileSync } from 'node:fs'
import type { BenchSystem } from './bench-system.ts'
import { digits, type Figure, median, spread, whole } from './figures.ts'
import { adminOf, move } from './move.ts'
import { addPair, openStore } from './organisation.ts'

/** The most memory that the workers ever held, with a process of its own for each move. */
export async function measureMemory(
  system: BenchSystem,
  sizes: readonly number[],
  runs: number,
): Promise<Figure[]> {
  if (process.platform !== 'linux') return []
  const store = openStore(system)
  const admin = await adminOf(system)
  const peaks = new Map<number, number[]>(sizes.map((users) => [users, []]))
  for (let run = 0; run < runs; run++) {
    for (const users of sizes) {
      await system.replace('workers')
      await move(admin, await addPair(store.documents, users, { others: users / 2 }))
      peaks.get(users)?.push(peakMebibytes(system.pid('workers')))
    }
  }
  await store.close()
  const rows = [...peaks].map(([users, values]) => ({
    what: `Peak memory of the workers, a move of ${whole(users)} to a target that half as many others hold`,
    ...spread(values, digits(0, ' MiB')),
  }))
  const [small = 0, large = 0] = [...peaks.values()].map(median)
  const growth = large / small
  return [
    ...rows,
    {
      what: `Growth of that memory from ${sizes.map(whole).join(' to ')} users`,
      figure: `${growth.toFixed(2)} ×`,
      target: '≤ 1.2 ×',
      met: growth <= 1.2,
    },
  ]
}

function peakMebibytes(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(peak) / 1_024
}
