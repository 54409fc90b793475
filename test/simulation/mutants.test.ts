import { afterAll, describe, expect, test } from 'vitest'
import { type Mutant, mutants } from './mutants.ts'
import { type Outcome, run } from './simulation.ts'

const seedsMax = 2_000
const caught: string[] = []

/** Mistakes that the ordinary run must find: a guard that has never failed guards nothing. */
describe('A planted mistake is found by the ordinary seeds', () => {
  test.each(mutants)('$name', { timeout: 60_000 }, async (mutant) => {
    const { seed, broken } = await firstBroken(mutant)
    expect(broken, `not found in ${seedsMax} seeds`).toBeDefined()
    caught.push(`${mutant.name}: seed ${seed} breaks "${broken?.invariant}"`)
  })

  test('at least twelve kinds of them', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(12)
  })

  afterAll(() => console.log(caught.join('\n')))
})

async function firstBroken(mutant: Mutant): Promise<Outcome> {
  for (let seed = 1; ; seed += 1) {
    const outcome = await run(seed, { mutant })
    if (outcome.broken || seed === seedsMax) return outcome
  }
}
