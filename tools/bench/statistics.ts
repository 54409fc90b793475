import { setTimeout as wait } from 'node:timers/promises'
import type { BenchSystem } from './bench-system.ts'
import type { Admin, Moved } from './move.ts'

/** What the stand-in counted: every request over the network, the plan of each query among them. */
export interface Spent {
  readonly requests: number
  readonly requestUnits: number
  readonly throttled: number
}

interface Statistics {
  readonly throttled: number
  readonly byKind: Readonly<Record<string, { readonly requests: number; readonly requestUnits: number }>>
}

export async function resetStatistics({ cosmos }: BenchSystem): Promise<void> {
  await fetch(`${cosmos}/_local/statistics/reset`, { method: 'POST' })
}

export async function readStatistics({ cosmos }: BenchSystem): Promise<Spent> {
  const { byKind, throttled } = (await (await fetch(`${cosmos}/_local/statistics`)).json()) as Statistics
  const counts = Object.entries(byKind).filter(([kind]) => kind !== 'metadata')
  return {
    requests: counts.reduce((sum, [, { requests }]) => sum + requests, 0),
    requestUnits: counts.reduce((sum, [, { requestUnits }]) => sum + requestUnits, 0),
    throttled,
  }
}

const quietMs = 500

/** When the store was asked for the last time, by `performance.now`; returns when it has been quiet since. */
export async function untilQuiet({ cosmos }: BenchSystem): Promise<number> {
  const look = async () => (await fetch(`${cosmos}/_local/statistics`)).text()
  let [seen, changedMs] = [await look(), performance.now()]
  while (performance.now() - changedMs < quietMs) {
    await wait(2)
    const now = await look()
    if (now !== seen) [seen, changedMs] = [now, performance.now()]
  }
  return changedMs
}

/** What a move spends until it has succeeded: the benchmark's own questions are measured and taken off. */
export async function spentBy(system: BenchSystem, admin: Admin, run: () => Promise<Moved>): Promise<Spent> {
  await resetStatistics(system)
  const moved = await run()
  await wait(500) // The worker looks for what comes next.
  const all = await readStatistics(system)
  const questions = 10
  await resetStatistics(system)
  for (let asked = 0; asked < questions; asked++) await admin.get(`/operations/${moved.operationId}`)
  const asking = await readStatistics(system)
  // Reading the source before the POST costs what reading the operation costs.
  const own = (moved.polls + 1) / questions
  return {
    requests: all.requests - own * asking.requests,
    requestUnits: all.requestUnits - own * asking.requestUnits,
    throttled: all.throttled,
  }
}
