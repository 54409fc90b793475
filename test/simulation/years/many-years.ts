import { count, type Tally } from '../faults.ts'
import { allActs } from './story.ts'
import { replayOfYears, runYears, type YearsOptions, type YearsOutcome } from './years.ts'

export interface ManyYears {
  readonly seeds: number
  readonly broken: readonly YearsOutcome[]
  readonly tally: Tally
}

/** Runs seeds one after another; `onSeed` sees each as it ends. */
export async function runManyYears(
  first: number,
  seeds: number,
  options: YearsOptions = {},
  onSeed: (outcome: YearsOutcome) => void = () => {},
): Promise<ManyYears> {
  const tally: Tally = new Map()
  const broken: YearsOutcome[] = []
  for (let seed = first; seed < first + seeds; seed += 1) {
    const outcome = await runYears(seed, options)
    for (const [what, times] of outcome.tally) count(tally, what, times)
    if (outcome.broken) broken.push(outcome)
    onSeed(outcome)
  }
  return { seeds, broken, tally }
}

/** Each failure with the line that runs it again. */
export function explainBrokenYears(broken: readonly YearsOutcome[]): string {
  return broken
    .map((outcome) => `"${outcome.broken?.invariant}": ${outcome.broken?.seen}\n  ${replayOfYears(outcome)}`)
    .join('\n')
}

/** What must have happened in 2,000 seeds, and how often, for a pass to mean anything. */
const wanted: Readonly<Record<string, number>> = {
  ...Object.fromEntries(allActs.map((act) => [`act: ${act}`, 40])),
  'done: raise': 300,
  'done: lower': 300,
  'done: switch renewal': 200,
  'done: cancel': 100,
  'done: cancel as administrator': 100,
  'done: move users': 50,
  'done: transfer': 100,
  'done: new card': 200,
  'done: pay by hand': 10,
  'done: leave': 100,
  'done: buy from trial': 100,
  'begun: selfService': 1_000,
  'begun: central': 500,
  'begun: trial': 300,
  'due: announce': 3_000,
  'due: renew': 2_000,
  'due: expire': 100,
  'due: disable': 100,
  'due: delete': 30,
  'due: endTrial': 200,
  'retry on day 1': 200,
  'retry on day 3': 200,
  'retry on day 5': 150,
  'retry on day 7': 150,
  'expired unpaid': 100,
  'declined by the bank': 500,
  'declined for want of a card': 200,
  'renewed: active and unpaid': 50,
  'renewed: expired': 20,
  'renewed: expired and unpaid': 20,
  'renewed: disabled and unpaid': 10,
  'paid when the term was over': 10,
  'not owed any more': 50,
  'a part is not owed any more': 30,
  'several lines go back': 10,
  'refund: subscriptionDeleted': 5,
  'deleted by hand': 5,
  'refund: cancelled': 50,
  'refund: fewerLicenses': 150,
  'went on from a trial': 100,
  'card expires': 200,
  'bank succeeded': 4_000,
  'bank declined': 500,
  'bank void': 60,
  'bank partly refunded': 200,
  'a renewal crashes after purchase written down': 50,
  'a renewal crashes before charge': 30,
  'a renewal crashes after charge': 30,
  'a renewal crashes before purchase settled': 10,
  'a renewal crashes after purchase settled': 5,
  'a renewal crashes after renewal declined': 3,
  'a renewal crashes after renewal announced': 50,
  'a renewal crashes after term changed': 20,
  'answer to a charge lost': 100,
  'answer to a refund lost': 10,
  chargeLate: 100,
  chargeStalls: 100,
  gatewayAway: 100,
  lostAnswer: 500,
  conflict: 200,
  duplicate: 1_000,
  lockLost: 300,
  stall: 300,
  'read of an older state': 1_000,
  'clock jump': 1_000,
  'delivered again': 1_000,
}

/** What did not happen often enough: an empty pass proves nothing. */
export function notSeenInYears({ seeds, tally }: ManyYears): readonly string[] {
  return Object.entries(wanted)
    .map(([what, times]) => ({ what, times: Math.ceil((times * Math.min(seeds, 2_000)) / 2_000) }))
    .filter(({ what, times }) => (tally.get(what) ?? 0) < times)
    .map(({ what, times }) => `${what}: ${tally.get(what) ?? 0} times, expected at least ${times}`)
}
