import { afterAll, describe, expect, test } from 'vitest'
import type { Mutant } from '../planting.ts'
import { foundAt } from './found-at.ts'
import { yearsMutants } from './mutants.ts'
import { runYears, type YearsOutcome } from './years.ts'

/** The ordinary run has so many. */
const seedsMax = 2_000
const caught: string[] = []

/** A guard that has never failed guards nothing. */
describe('A planted mistake about terms or money is found by the ordinary seeds', () => {
  test.each(yearsMutants)('$name', { timeout: 300_000 }, async (mutant) => {
    const { seed, broken } = await firstBroken(mutant)
    expect(broken, `not found in ${seedsMax} seeds`).toBeDefined()
    const known = foundAt[mutant.name]
    const since = seed === known ? '' : `, and not in ${known}, as found-at.ts says: each run searches anew`
    caught.push(`${mutant.name}: seed ${seed} breaks "${broken?.invariant}"${since}`)
  })

  test('at least twelve kinds of them', () => {
    expect(yearsMutants.length).toBeGreaterThanOrEqual(12)
  })

  afterAll(() => console.log(caught.join('\n')))
})

/** A seed that has found it before does; where the runs have changed since, they are all gone through. */
async function firstBroken(mutant: Mutant): Promise<YearsOutcome> {
  const known = await runYears(foundAt[mutant.name] ?? 1, { mutant })
  if (known.broken) return known
  for (let seed = 1; ; seed += 1) {
    const outcome = await runYears(seed, { mutant })
    if (outcome.broken || seed === seedsMax) return outcome
  }
}
