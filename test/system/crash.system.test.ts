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
import type { System } from '../support/clients/system.ts'

let system: System

beforeAll(async () => {
  system = await startPacedSystem()
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

test('R081 B02: a worker dies in a move of chosen users, and everybody holds what they should', async () => {
  const { deliveryCount } = await survived(
    { users: 1_000, both: 200, chosen: 700 },
    { process: 'workers', when: 'moving', share: 0.7 * Math.random() },
  )
  expect(deliveryCount).toBeGreaterThanOrEqual(2)
})

test.each<[string, CrashPoint]>([
  ['the store dies while users of both sides are set aside', { process: 'cosmos', when: 'settingAside' }],
  ['the queue dies before the switch', { process: 'service-bus', when: 'beforeSwitch' }],
  ['the API dies during the comparison', { process: 'http', when: 'comparing' }],
])('R081 R072: %s, and everybody holds what they should', async (_, point) => {
  await survived({ users: 700, both: 300 }, point)
})

test('R081 B05: a worker and the store die in the midst of a consolidation, and each source is moved once', async () => {
  const found = await consolidateAndSurvive(system, [
    { process: 'workers', source: 0 },
    { process: 'cosmos', source: 1 },
  ])
  expect(wrongWith(found)).toEqual([])
  expect(found.restarted).toEqual([true, true])
})
