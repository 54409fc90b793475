import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type CrashPoint,
  faultsOf,
  recoveryMaxMs,
  startPacedSystem,
  survive,
} from '../support/clients/crash-points.ts'
import type { System } from '../support/clients/system.ts'

let system: System

beforeAll(async () => {
  system = await startPacedSystem()
})
afterAll(() => system.stop())

test('R081 B02 R072: three workers die in the middle of 10,000 users, and everybody holds exactly one licence', async () => {
  const points = [0.15, 0.4, 0.7].map((about) => ({
    process: 'workers' as const,
    at: about + 0.1 * Math.random(),
  }))
  const survived = await survive(system, 10_000, points)
  expect(faultsOf(survived)).toEqual([])
  expect(survived.restarted).toEqual([true, true, true])
  expect(survived.deliveryCount).toBeGreaterThanOrEqual(2)
  for (const recoveryMs of survived.recoveriesMs) expect(recoveryMs).toBeLessThan(recoveryMaxMs)
}, 90_000)

test.each<CrashPoint['process']>(['cosmos', 'service-bus', 'http'])(
  'R081 R072: %s dies in the middle of a move, and everybody holds exactly one licence',
  async (process) => {
    const survived = await survive(system, 1_500, [{ process, at: 0.1 + 0.6 * Math.random() }])
    expect(faultsOf(survived)).toEqual([])
    expect(survived.restarted).toEqual([true])
    for (const recoveryMs of survived.recoveriesMs) expect(recoveryMs).toBeLessThan(recoveryMaxMs)
  },
)
