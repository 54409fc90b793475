import { allFaults, count, type Tally } from './faults.ts'
import { type Outcome, type RunOptions, replayOf, run } from './simulation.ts'

export interface ManyOutcomes {
  readonly seeds: number
  readonly broken: readonly Outcome[]
  readonly tally: Tally
  readonly restarts: number
  readonly deliveriesMax: number
}

/** Runs seeds one after another; `onSeed` sees each as it ends. */
export async function runMany(
  first: number,
  seeds: number,
  options: RunOptions = {},
  onSeed: (outcome: Outcome) => void = () => {},
): Promise<ManyOutcomes> {
  const tally: Tally = new Map()
  const broken: Outcome[] = []
  let [restarts, deliveriesMax] = [0, 0]
  for (let seed = first; seed < first + seeds; seed += 1) {
    const outcome = await run(seed, options)
    for (const [what, times] of outcome.tally) count(tally, what, times)
    restarts += outcome.restarts
    deliveriesMax = Math.max(deliveriesMax, outcome.deliveriesMax)
    if (outcome.broken) broken.push(outcome)
    onSeed(outcome)
  }
  return { seeds, broken, tally, restarts, deliveriesMax }
}

/** Each failure with the line that runs it again. */
export function explainBroken(broken: readonly Outcome[]): string {
  return broken
    .map((outcome) => `"${outcome.broken?.invariant}": ${outcome.broken?.seen}\n  ${replayOf(outcome)}`)
    .join('\n')
}

const steps = [
  'start of a job',
  'step',
  'last step',
  'job gives up',
  'call for attention',
  'act',
  'seats changed',
  'mail claimed',
  'mail marked',
  'wake-up of a job',
  'wake-up of a mail',
  '250',
  'charge',
  'a charge timed out',
  'void',
  'purchase written down',
  'purchase settled',
  'purchase given up',
  'refund written down',
  'renewal declined',
  'renewal announced',
  'term changed',
]

/** What must have been seen in 2,000 seeds, and how often, for a pass to mean anything. */
const wanted: Readonly<Record<string, number>> = {
  ...Object.fromEntries(allFaults.map((fault) => [fault, 25])),
  ...Object.fromEntries(steps.map((step) => [`crash after ${step}`, 1])),
  'read of an older state': 1_000,
  'message before its document': 100,
  'bank succeeded': 1_000,
  'bank declined': 100,
  'bank void': 100,
  'bank refunded': 5,
  'done: raise': 500,
  'done: lower': 100,
  'done: switch renewal': 100,
  'bank partly refunded': 50,
  'step renewal declined': 25,
  'step renewal announced': 25,
  'step term changed': 50,
  'answered again': 250,
  'told PaymentOutcomeUnknown': 250,
  skew: 100,
  'clock jump': 100,
  poison: 100,
  'seats taken by a rival': 25,
  'version taken by a rival': 25,
  'delivered again': 500,
  'done: start a job': 1_000,
  'done: second job: sharesTarget': 10,
  'done: second job: emptiesTarget': 10,
  'done: second job: cancelsOther': 10,
  'done: second job: intoSource': 10,
  'target seat given before the switch': 40,
  'target seat taken before the switch': 40,
  'lot came before the switch': 20,
  'lots moved together': 100,
  'batches set aside': 10,
  'chosen user left a closed lot': 100,
  'seat put back': 20,
  'seat given again': 100,
  'done: assign again': 100,
  'done: export': 100,
  'done: list: assign': 100,
  'done: list: remove': 50,
  'list ended: assignUsers, Succeeded': 75,
  'list ended: unassignUsers, Succeeded': 50,
  'list ended: assignUsers, Canceled': 1,
  'done: assign': 100,
  'done: unassign': 100,
  'done: total': 100,
  'done: pause': 20,
  'done: resume': 20,
  'done: cancel': 10,
  'undo of moveUsers, whole: Succeeded': 40,
  'undo of moveUsers, chosen: Succeeded': 20,
  'undo of cancel, whole: Succeeded': 25,
  'undo of assignUsers, list: Succeeded': 8,
  'undo ended: Canceled': 4,
  'done: transfer all': 150,
  'operator drops poison': 100,
  'operator resubmits': 10,
  'operator drops a job': 1,
  'operator resumes': 10,
}

/** What a run of many seeds did not see often enough: an empty pass proves nothing. */
export function notSeen({ seeds, tally, restarts, deliveriesMax }: ManyOutcomes): readonly string[] {
  const missing = Object.entries(wanted)
    .map(([what, times]) => ({ what, times: Math.ceil((times * Math.min(seeds, 2_000)) / 2_000) }))
    .filter(({ what, times }) => (tally.get(what) ?? 0) < times)
    .map(({ what, times }) => `${what}: ${tally.get(what) ?? 0} times, expected at least ${times}`)
  if (restarts === 0) missing.push('no message was delivered again after a crash')
  if (deliveriesMax < 2) missing.push('no message was delivered twice')
  return missing
}
