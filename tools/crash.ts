import { wholeOptions } from '#local/system/whole-options.ts'
import {
  type CrashPoint,
  faultsOf,
  recoveryMaxMs,
  type Survived,
  startPacedSystem,
  survive,
} from '#test/support/clients/crash-points.ts'

/**
 * `npm run crash [-- --points 20 --users 1500]`: real processes and `kill -9` at random points. It begins with a
 * move of 10,000 users that loses three workers; then each point is a move of its own.
 */
const { points: kills, users } = wholeOptions('npm run crash [-- --points 20 --users 1500]', {
  points: 20,
  users: 1_500,
})
const killed = ['workers', 'cosmos', 'service-bus', 'http'] as const
const killsInOneMove = 3

const system = await startPacedSystem()
let wrong = 0
let restarts = 0
let highestDelivery = 0
const recoveriesMs: number[] = []
try {
  const three = Array.from({ length: killsInOneMove }, (_, index) => ({
    process: 'workers' as const,
    at: 0.1 + 0.25 * (index + Math.random()),
  }))
  await tryOut(10_000, three)
  for (let kill = killsInOneMove; kill < kills; kill++) {
    const process = killed[kill % killed.length] ?? 'workers'
    const point: CrashPoint = { process, at: 0.05 + 0.7 * Math.random() }
    await tryOut(users, [point])
  }
} finally {
  await system.stop()
}

// A run in which nothing was killed, or nobody noticed, proves nothing.
if (restarts < kills) wrong += 1
if (highestDelivery < 2) wrong += 1
console.log(
  `${kills} kills, ${restarts} restarts, delivery count up to ${highestDelivery}, recovered after ${seconds(Math.max(...recoveriesMs))} at most: ${wrong === 0 ? 'everything right' : `${wrong} WRONG`}`,
)
process.exitCode = wrong === 0 ? 0 : 1

/** A system that does not come back is a finding too, and the other points are still worth trying. */
async function tryOut(count: number, points: readonly CrashPoint[]): Promise<void> {
  try {
    report(points, await survive(system, count, points))
  } catch (error) {
    wrong += 1
    console.log(`${count} users, kill -9 of ${whereOf(points)}: WRONG: ${error}`)
  }
}

function report(points: readonly CrashPoint[], survived: Survived): void {
  const faults = [...faultsOf(survived)]
  for (const recoveryMs of survived.recoveriesMs) {
    if (recoveryMs >= recoveryMaxMs) faults.push(`recovered only after ${seconds(recoveryMs)}`)
  }
  if (points.some(({ process }) => process === 'workers') && survived.deliveryCount < 2)
    faults.push(`delivery count: expected 2 or more, found ${survived.deliveryCount}`)
  wrong += faults.length
  restarts += survived.restarted.filter(Boolean).length
  highestDelivery = Math.max(highestDelivery, survived.deliveryCount)
  recoveriesMs.push(...survived.recoveriesMs)
  const recovered = survived.recoveriesMs.map(seconds).join(', ')
  const verdict = faults.length === 0 ? 'right' : `WRONG: ${faults.join('; ')}`
  console.log(
    `${survived.total} users, kill -9 of ${whereOf(points)}: recovered after ${recovered}; delivery ${survived.deliveryCount}; ${verdict}`,
  )
}

function whereOf(points: readonly CrashPoint[]): string {
  return points.map(({ process, at }) => `${process} at ${Math.round(at * 100)} %`).join(', ')
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
