import { describe, expect, test } from 'vitest'
import { foundAt } from './found-at.ts'
import { explainBrokenPlans, runManyPlans } from './many-plans.ts'
import { parentMutants, planMutants } from './mutants.ts'
import { runPlans } from './plans.ts'

/** What must have been seen in the seeds, and how often, for a pass to mean anything. */
const wanted: Readonly<Record<string, number>> = {
  'a plan began': 300,
  'a move of several ended: Succeeded': 200,
  'refused: NotEnoughLicenses': 50,
  'control taken': 100,
  'done: another time': 30,
  'done: pause': 25,
  'done: cancel': 15,
  'clock put back': 5,
  'clock jump': 15,
  'crash after step': 100,
  'crash after start of a job': 5,
  renewed: 100,
}
const seeds = 100

test(`B05 B11 plans begin at their time and consolidations end right in ${seeds} seeds, whatever goes wrong`, {
  timeout: 120_000,
}, async () => {
  const { broken, tally } = await runManyPlans(1, seeds)
  expect(explainBrokenPlans(broken)).toBe('')
  const seldom = Object.entries(wanted).filter(([what, times]) => (tally.get(what) ?? 0) < times)
  expect(seldom.map(([what]) => `${what}: ${tally.get(what) ?? 0} times`)).toEqual([])
})

describe('A planted mistake is found by the ordinary seeds', () => {
  const seedsMax = 1_000

  test.each([...planMutants, ...parentMutants])('$name', { timeout: 180_000 }, async (mutant) => {
    const known = await runPlans(foundAt[mutant.name] ?? 1, { mutant })
    let found = known.broken
    for (let seed = 1; !found && seed <= seedsMax; seed += 1)
      found = (await runPlans(seed, { mutant })).broken
    expect(found, `not found in ${seedsMax} seeds`).toBeDefined()
  })

  test('at least three kinds of them for plans, and three for consolidations', () => {
    expect(Math.min(planMutants.length, parentMutants.length)).toBeGreaterThanOrEqual(3)
  })
})
