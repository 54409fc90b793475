import { afterAll, beforeAll, expect, test } from 'vitest'
import { consolidateAndSurvive, wrongWith } from '../support/clients/crash-consolidate.ts'
import {
  type CrashPoint,
  faultsOf,
  recoveryMaxMs,
  type Scene,
  type Survived,
  startPacedSystem,
  survive,
} from '../support/clients/crash-points.ts'
import { aListScene, surviveWithList } from '../support/clients/list-crash.ts'
import type { System } from '../support/clients/system.ts'
import { changeAndTell } from '../support/clients/told-changes.ts'
import { surviveUndo } from '../support/clients/undo-crash.ts'

let system: System
let changes: Awaited<ReturnType<typeof changeAndTell>>

beforeAll(async () => {
  system = await startPacedSystem()
  changes = await changeAndTell(system)
})
afterAll(() => system.stop())

async function survived(scene: Scene, ...points: CrashPoint[]): Promise<Survived> {
  const seen = await survive(system, scene, points)
  expect(faultsOf(seen)).toEqual([])
  expect(seen.restarted).toEqual(points.map(() => true))
  for (const recoveryMs of seen.recoveriesMs) expect(recoveryMs).toBeLessThan(recoveryMaxMs)
  return seen
}

test('R081 B02 R072: workers die in the comparison, among users of both sides and before the switch: everybody holds what they should', async () => {
  const { deliveryCount } = await survived(
    { users: 2_000, both: 600 },
    { process: 'workers', when: 'comparing', share: Math.random() },
    { process: 'workers', when: 'settingAside', share: 0.8 * Math.random() },
    { process: 'workers', when: 'beforeSwitch' },
  )
  expect(deliveryCount).toBeGreaterThanOrEqual(3)
})

test('R081 B02 R072: a worker dies just after the switch, and one mail is sent all the same', async () => {
  await survived({ users: 500, both: 50 }, { process: 'workers', when: 'afterSwitch' })
})

test('R081 B02 B20: a worker dies in a move of chosen users, another one and the store in its undo, and everybody holds what they should', async () => {
  const moved = await survived(
    { users: 1_000, both: 200, chosen: 700 },
    { process: 'workers', when: 'moving', share: 0.7 * Math.random() },
  )
  expect(moved.deliveryCount).toBeGreaterThanOrEqual(2)

  const { undo, outcomes, source, target, held, restarted } = await surviveUndo(system, moved, [
    { process: 'workers', share: 0.3 * Math.random() },
    { process: 'cosmos', share: 0.4 },
  ])
  const { onSource, onTarget, moving } = moved.expected
  expect(restarted).toEqual([true, true])
  expect(undo).toMatchObject({ status: 'Succeeded', progress: { total: 700, succeeded: 700, skipped: 0 } })
  expect([...outcomes.keys()].sort()).toEqual([...moving].sort())
  expect(new Set([...outcomes.values()].map((told) => told.join()))).toEqual(new Set(['succeeded']))
  const before = (userId: string) => [
    ...(onSource.has(userId) ? [source.id] : []),
    ...(onTarget.has(userId) ? [target.id] : []),
  ]
  const wrong = [...held].filter(([userId, ids]) => ids.toSorted().join() !== before(userId).sort().join())
  expect(wrong).toEqual([])
  expect(source.seats).toMatchObject({ assigned: onSource.size, reserved: 0 })
  expect(target.operationId).toBeNull()
})

test.each<[string, CrashPoint]>([
  ['the store dies while users of both sides are set aside', { process: 'cosmos', when: 'settingAside' }],
  ['the queue dies before the switch', { process: 'service-bus', when: 'beforeSwitch' }],
  ['the API dies during the comparison', { process: 'http', when: 'comparing' }],
])('R081 R072: %s, and everybody holds what they should', async (_, point) => {
  await survived({ users: 700, both: 300 }, point)
})

test('B12: a worker, the store and the queue die while lists of users are given licences and lose them', {
  timeout: 120_000,
}, async () => {
  const scene = await aListScene(system, 1_500)
  const { users } = scene
  const given = await surviveWithList(
    system,
    scene,
    'bulk',
    [...users, 'nobody'],
    [
      { process: 'workers', share: 0.2 },
      { process: 'cosmos', share: 0.5 },
    ],
  )
  expect(given.operation).toMatchObject({
    status: 'Succeeded',
    progress: { total: 1_501, succeeded: 1_500, skipped: 1 },
  })
  expect(given.results.map(({ userId, outcome }) => [userId, outcome])).toEqual([
    ...users.map((userId) => [userId, 'succeeded']),
    ['nobody', 'skipped'],
  ])
  expect(given.held).toEqual(users.toSorted())
  expect(given.seats).toMatchObject({ assignedLicenses: 1_500, availableLicenses: 100 })

  const leaving = users.slice(0, 1_000)
  const taken = await surviveWithList(system, scene, 'bulkRemove', leaving, [
    { process: 'workers', share: 0.1 },
    { process: 'service-bus', share: 0.4 },
  ])
  expect(taken.operation).toMatchObject({ status: 'Succeeded', progress: { succeeded: 1_000, skipped: 0 } })
  expect(taken.results.every(({ outcome }) => outcome === 'succeeded')).toBe(true)
  expect(taken.held).toEqual(users.slice(1_000).toSorted())
  expect(taken.seats).toMatchObject({ assignedLicenses: 500, availableLicenses: 1_100 })
  expect([...given.restarted, ...taken.restarted]).toEqual([true, true, true, true])
})

test('R081 B05: a worker and the store die in the midst of a consolidation, and each source is moved once', async () => {
  const found = await consolidateAndSurvive(system, [
    { process: 'workers', source: 0 },
    { process: 'cosmos', source: 1 },
  ])
  expect(wrongWith(found)).toEqual([])
  expect(found.restarted).toEqual([true, true])
})

test('B13: a receiver that was told of changes all the while has heard of each, in their order', {
  timeout: 150_000,
}, async () => {
  const { changed, told } = await changes.stop()
  expect(changed.length).toBeGreaterThan(20)
  expect(told).toEqual(changed)
})
