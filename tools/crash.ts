import { wholeOptions } from '#local/system/whole-options.ts'
import { consolidateAndSurvive, wrongWith } from '#test/support/clients/crash-consolidate.ts'
import {
  type CrashPoint,
  faultsOf,
  type Moment,
  recoveryMaxMs,
  type Scene,
  type Survived,
  startPacedSystem,
  survive,
} from '#test/support/clients/crash-points.ts'
import { changeAndTell } from '#test/support/clients/told-changes.ts'

/**
 * `npm run crash [-- --points 20 --users 1500]`: real processes and `kill -9`. It begins with a move of so many users, a
 * third of whom hold the target too, that loses three workers; then each point is a move of its own, at a random place of
 * each of its moments in turn; at last a consolidation loses three processes.
 */
const { points: kills, users } = wholeOptions('npm run crash [-- --points 20 --users 1500]', {
  points: 20,
  users: 1_500,
})
const killed = ['workers', 'cosmos', 'service-bus', 'http'] as const
const moments = ['comparing', 'settingAside', 'beforeSwitch', 'afterSwitch', 'moving'] as const
const killsInOneMove = 3
const both = Math.max(1, Math.floor(users / 3))

const system = await startPacedSystem()
let wrong = 0
let restarts = 0
let highestDelivery = 0
const recoveriesMs: number[] = []
const changes = await changeAndTell(system)
try {
  await tryOut(
    { users, both },
    (['comparing', 'settingAside', 'beforeSwitch'] as const).map((when) => pointAt('workers', when)),
  )
  for (let kill = killsInOneMove; kill < kills; kill++) {
    // Of twenty kills each process meets each moment, but for the three with which it begins.
    const when = moments[kill % moments.length] ?? 'moving'
    const point = pointAt(killed[kill % killed.length] ?? 'workers', when)
    const chosen = Math.max(1, Math.floor(users / 2))
    await tryOut({ users, both, ...(when === 'moving' ? { chosen } : {}) }, [point])
  }
  await tryOutConsolidation()
  await reportEvents()
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

/** A receiver was told of changes all the while. */
async function reportEvents(): Promise<void> {
  const { changed, told, repeats } = await changes.stop()
  const isRight = changed.length > 0 && JSON.stringify(told) === JSON.stringify(changed)
  if (!isRight) wrong += 1
  console.log(
    `${changed.length} changes meanwhile, ${told.length} told, ${repeats} again: ${isRight ? 'right' : 'WRONG'}`,
  )
}

function pointAt(process: CrashPoint['process'], when: Moment): CrashPoint {
  return { process, when, share: 0.8 * Math.random() }
}

/** A system that does not come back is a finding too, and the other points are still worth trying. */
async function tryOut(scene: Scene, points: readonly CrashPoint[]): Promise<void> {
  try {
    report(points, await survive(system, scene, points))
  } catch (error) {
    wrong += 1
    console.log(`${scene.users} users, kill -9 of ${whereOf(points)}: WRONG: ${error}`)
  }
}

/** Each process dies while the move of another of its sources runs. */
async function tryOutConsolidation(): Promise<void> {
  const dying = ['workers', 'cosmos', 'service-bus'] as const
  const points = dying.map((process, source) => ({ process, source }))
  try {
    const survived = await consolidateAndSurvive(system, points)
    const faults = wrongWith(survived)
    wrong += faults.length
    restarts += survived.restarted.filter(Boolean).length
    const verdict = faults.length === 0 ? 'right' : `WRONG: ${faults.join('; ')}`
    console.log(`4 sources into one, kill -9 of ${dying.join(', ')}: ${verdict}`)
  } catch (error) {
    wrong += 1
    console.log(`4 sources into one, kill -9 of ${dying.join(', ')}: WRONG: ${error}`)
  }
}

function report(points: readonly CrashPoint[], survived: Survived): void {
  const faults = [...faultsOf(survived)]
  for (const recoveryMs of survived.recoveriesMs) {
    if (recoveryMs >= recoveryMaxMs) faults.push(`recovered only after ${seconds(recoveryMs)}`)
  }
  // After the switch there is no step left that could say so.
  const isNoticed = points.some(({ process, when }) => process === 'workers' && when !== 'afterSwitch')
  if (isNoticed && survived.deliveryCount < 2)
    faults.push(`delivery count: expected 2 or more, found ${survived.deliveryCount}`)
  wrong += faults.length
  restarts += survived.restarted.filter(Boolean).length
  highestDelivery = Math.max(highestDelivery, survived.deliveryCount)
  recoveriesMs.push(...survived.recoveriesMs)
  const recovered = survived.recoveriesMs.map(seconds).join(', ')
  const verdict = faults.length === 0 ? 'right' : `WRONG: ${faults.join('; ')}`
  console.log(
    `${survived.expected.moving.size} users, kill -9 of ${whereOf(points)}: recovered after ${recovered}; delivery ${survived.deliveryCount}; ${verdict}`,
  )
}

function whereOf(points: readonly CrashPoint[]): string {
  return points
    .map(({ process, when, share = 0 }) => `${process} at ${when} (${Math.round(share * 100)} %)`)
    .join(', ')
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
