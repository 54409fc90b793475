import { count, type Tally } from '../faults.ts'
import { type PlansOptions, type PlansOutcome, runPlans } from './plans.ts'

/** Runs seeds one after another. */
export async function runManyPlans(first: number, seeds: number, options: PlansOptions = {}) {
  const tally: Tally = new Map()
  const broken: PlansOutcome[] = []
  for (let seed = first; seed < first + seeds; seed += 1) {
    const outcome = await runPlans(seed, options)
    for (const [what, times] of outcome.tally) count(tally, what, times)
    if (outcome.broken) broken.push(outcome)
  }
  return { broken, tally }
}

export function explainBrokenPlans(broken: readonly PlansOutcome[]): string {
  return broken
    .map(({ seed, broken: found }) => `seed ${seed} breaks "${found?.invariant}": ${found?.seen}`)
    .join('\n')
}
