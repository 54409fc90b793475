import { afterAll, describe, expect, test } from 'vitest'
import { foundAt } from './found-at.ts'
import { runMany } from './many-seeds.ts'
import { mutants } from './mutants.ts'
import type { Mutant } from './planting.ts'
import { type Outcome, run } from './simulation.ts'

/** The rarest are found in one of some 5,000 seeds. */
const seedsMax = 8_000
const caught: string[] = []

/** Mistakes that the ordinary run must find: a guard that has never failed guards nothing. */
describe('A planted mistake is found by the ordinary seeds', () => {
  test.each(mutants)('$name', { timeout: 180_000 }, async (mutant) => {
    const { seed, broken } = await firstBroken(mutant)
    expect(broken, `not found in ${seedsMax} seeds`).toBeDefined()
    const known = foundAt[mutant.name]
    const since = seed === known ? '' : `, and not in ${known}, as found-at.ts says: each run searches anew`
    caught.push(`${mutant.name}: seed ${seed} breaks "${broken?.invariant}"${since}`)
  })

  test('a store at eventual consistency, weaker than session, which production asks for', async () => {
    const { broken } = await run(23, { eventual: true })
    const outcomes = broken ? [broken] : (await runMany(1, 300, { eventual: true })).broken
    expect(outcomes).not.toEqual([])
  })

  test('at least twelve kinds of them', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(12)
  })

  afterAll(() => console.log(caught.join('\n')))
})

/** A seed that has found it before does; where the simulation has changed since, they are all gone through. */
async function firstBroken(mutant: Mutant): Promise<Outcome> {
  const known = await run(foundAt[mutant.name] ?? 1, { mutant })
  if (known.broken) return known
  for (let seed = 1; ; seed += 1) {
    const outcome = await run(seed, { mutant })
    if (outcome.broken || seed === seedsMax) return outcome
  }
}
