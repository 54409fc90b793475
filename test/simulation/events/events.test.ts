import { afterAll, describe, expect, test } from 'vitest'
import { count, type Tally } from '../faults.ts'
import type { Mutant } from '../planting.ts'
import { type EventsOutcome, runEvents } from './events.ts'
import { eventsMutants } from './mutants.ts'

const seeds = 100
const seedsMax = 1_000

/** In which seed each mistake was found first. */
const foundAt: Readonly<Record<string, number>> = {
  'a worker writes its line as it read it': 11,
  'no answer is taken for a yes': 7,
  'what is refused is left behind': 5,
}

/** What must have been seen in 400 seeds, and how often, for a pass to mean anything. */
const wanted: Readonly<Record<string, number>> = {
  'event expected': 2_000,
  'event taken': 2_000,
  'receiver hangs': 20,
  'receiver answerLost': 20,
  'receiver notThere': 50,
  'receiver overloaded': 20,
  'receiver refuses': 50,
  'receiver gone': 20,
  'receiver doesNotWantAny': 20,
  'crash after an event': 5,
  'read of an older state': 100,
  conflict: 20,
  crash: 100,
  duplicate: 100,
  lockLost: 20,
  lostAnswer: 100,
  sendFailed: 50,
  stall: 10,
  throttled: 100,
}

describe('Whatever goes wrong, every event comes, and those of a subscription in their order (B13)', () => {
  test(`in ${seeds} seeds, with two organisations and two instances`, { timeout: 120_000 }, async () => {
    const tally: Tally = new Map()
    for (let seed = 1; seed <= seeds; seed += 1) {
      const outcome = await runEvents(seed)
      expect(outcome.broken, `seed ${seed}`).toBeUndefined()
      for (const [what, times] of outcome.tally) count(tally, what, times)
    }
    const missing = Object.entries(wanted).filter(
      ([what, times]) => (tally.get(what) ?? 0) < (times * seeds) / 400,
    )
    expect(missing.map(([what, times]) => `${what}: ${tally.get(what) ?? 0}, not ${times}`)).toEqual([])
  })
})

describe('A planted mistake about events is found by the ordinary seeds', () => {
  const caught: string[] = []

  test.each(eventsMutants)('$name', { timeout: 120_000 }, async (mutant) => {
    const { seed, broken } = await firstBroken(mutant)
    expect(broken, `not found in ${seedsMax} seeds`).toBeDefined()
    caught.push(`${mutant.name}: seed ${seed} breaks "${broken?.invariant}"`)
  })

  afterAll(() => console.log(caught.join('\n')))
})

/** A seed that has found it before does; where the runs have changed since, they are all gone through. */
async function firstBroken(mutant: Mutant): Promise<EventsOutcome> {
  const known = await runEvents(foundAt[mutant.name] ?? 1, { mutant })
  if (known.broken) return known
  for (let seed = 1; ; seed += 1) {
    const outcome = await runEvents(seed, { mutant })
    if (outcome.broken || seed === seedsMax) return outcome
  }
}
