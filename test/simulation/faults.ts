import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Chance } from './chance.ts'

/** What can go wrong, and how often per step in the seeds that have it. */
const rates = {
  /** A message is delivered twice. */
  duplicate: 0.15,
  /** Not the oldest message is delivered next. */
  reorder: 0.5,
  /** A call takes long. */
  delay: 0.5,
  /** A process stands still for longer than a lock lasts. */
  stall: 0.003,
  /** The lock goes while the worker still works; the rate differs by seed. */
  lockLost: 0.05,
  /** Between any two awaits. */
  crash: 0.05,
  /** The answer to a write is lost, whether it happened or not. */
  lostAnswer: 0.08,
  /** 429. */
  throttled: 0.15,
  /** 503. */
  unavailable: 0.05,
  /** Somebody else writes a document just before a batch that has read it. */
  conflict: 0.05,
  /** The queue takes a message, or refuses it, and the connection breaks. */
  sendFailed: 0.05,
  smtpFailed: 0.2,
  /** The mail server took the mail, and the connection breaks. */
  smtpAnswerLost: 0.1,
  /** A page ends before it is full. */
  shortPage: 0.3,
  /** A read comes from a replica that is behind; the rate differs by seed. */
  behind: 0.3,
  /** A read about money is asked without the session's token, so that it may be older than the last one. */
  sessionForgotten: 0.1,
  /** The bank says no. */
  declined: 0.3,
  /** The payment gateway cannot be reached, or answers 5xx and has done nothing. */
  gatewayAway: 0.1,
  /** It has done what was asked, and the answer is lost or a 5xx. */
  gatewayAnswerLost: 0.15,
  gatewaySlow: 0.3,
  /** A charge gets there when nobody waits for it any more. */
  chargeLate: 0.15,
  /** A process stands still just before it charges. */
  chargeStalls: 0.1,
} as const

export type Fault = keyof typeof rates

/** Which faults a seed has; each can be switched off for good when the run is to come to rest. */
export interface Faults {
  readonly on: Set<Fault>
  over: boolean
  /** Decides whether it happens now, and counts it; `rate` where the usual one would never be seen. */
  strikes(fault: Fault, rate?: number): boolean
}

export type Tally = Map<string, number>

export function count(tally: Tally, what: string, times = 1): void {
  tally.set(what, (tally.get(what) ?? 0) + times)
}

export const moneyFaults = [
  'sessionForgotten',
  'declined',
  'gatewayAway',
  'gatewayAnswerLost',
  'gatewaySlow',
  'chargeLate',
  'chargeStalls',
] as const satisfies readonly Fault[]

export const allFaults = Object.keys(rates) as Fault[]
const withWhatTheyAreAbout: readonly Fault[] = ['behind', ...moneyFaults]
/** Those that a seed has by themselves. */
export const ordinaryFaults = allFaults.filter((fault) => !withWhatTheyAreAbout.includes(fault))

export function faultsOf(chance: Chance, tally: Tally, on: Set<Fault>): Faults {
  const ownRates: { readonly [fault in Fault]?: number } = {
    lockLost: 0.02 + 0.08 * chance.next(),
    // Now and then a process that dies of everything, so that messages run out of deliveries.
    crash: chance.happens(0.2) ? 0.3 : rates.crash,
  }
  return {
    on,
    over: false,
    strikes(fault, rate = ownRates[fault] ?? rates[fault]) {
      if (this.over || !on.has(fault)) return false
      if (!chance.happens(rate)) return false
      count(tally, fault)
      return true
    },
  }
}

const simulated = new WeakSet<Error>()

/** Only these failures are expected of a handler; anything else it throws fails the run. */
export function isSimulated(error: unknown): boolean {
  return error instanceof Error && simulated.has(error)
}

export function throttled(chance: Chance): Unavailable {
  const retryAfterMs = chance.whole(1, 3_000)
  return simulate(() => new Unavailable('Simulated: 429.', { retryAfterMs }))
}

export function unavailable(): Unavailable {
  return simulate(() => new Unavailable('Simulated: 503.'))
}

export function outcomeUnknown(): OutcomeUnknown {
  return simulate(() => new OutcomeUnknown('Simulated: the answer was lost.'))
}

/** Without a stack, which nobody looks at and which costs more than the call that fails. */
function simulate<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = make()
  Error.stackTraceLimit = stackTraceLimit
  simulated.add(error)
  return error
}
