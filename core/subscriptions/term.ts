import type { SalesChannel } from '../catalogue/products.ts'
import type { InvoiceId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { addDays, addMonths, type Day, type Instant } from '../kernel/time.ts'

/**
 * A subscription lives in terms. Their days count from the first day of the first one, so that the 31st does not
 * drift: 31 January, 28 February, 31 March. A term lasts up to, and not including, the day on which the next begins.
 */

/** What a subscription says of its terms and of what was billed for the running one. */
export interface Terms {
  readonly termMonths: number
  /** First day of term 1. */
  readonly startsOn: Day
  /** 1 for the term that it was bought with. */
  readonly termNumber: number
  /** The day on which the running term is over. */
  readonly expirationDate: Day
  /** Whether another term follows this one. */
  readonly autoRenew: boolean
  /** What was billed for the running term and may still go back, oldest first. */
  readonly billed: readonly BilledLine[]
  /** How often a charge for the coming term was tried: each try has a key of its own. */
  readonly chargeAttempts: number
  /** The renewal that could not be paid; null when all is paid. */
  readonly unpaid: Unpaid | null
  /** The price of that term, of which the purchaser was notified before it begins. */
  readonly announced: { readonly termNumber: number; readonly unitPrice: Money } | null
  /** When time alone changes something next: `dueAtOf` of due.ts. Null where nothing ever does. */
  readonly dueAt: Instant | null
}

/** Seats that were billed together. */
export interface BilledLine {
  readonly invoiceId: InvoiceId
  readonly invoiceNumber: string
  /** The key that the charge went under; null while the invoice is not paid by card. */
  readonly chargeKey: string | null
  /** When it was bought or renewed: what goes back counts from here. */
  readonly on: Day
  /** How many days it pays for, up to the end of the term. */
  readonly days: number
  readonly seats: number
  readonly unitPrice: Money
  /** For all of the seats and days, without tax. */
  readonly net: Money
  /** The tax in hundredths of a per cent. */
  readonly taxRate: number
  /** Seats of it that were given back, and what went back for them, without tax, in minor units. */
  readonly returnedSeats: number
  readonly returnedNet: number
}

/** A renewal whose charge was declined. */
export interface Unpaid {
  readonly invoiceId: InvoiceId
  /** What one seat costs in the term that is not paid. */
  readonly unitPrice: Money
  /** First day of that term. */
  readonly from: Day
  /** The day of the first decline. */
  readonly since: Day
  /** When it is tried again; null when that is over. */
  readonly retryOn: Day | null
}

/** Days after the first decline on which a declined renewal is tried again. */
export const retryDays = [1, 3, 5, 7] as const
/** How long an expired subscription goes on, and how long a disabled one is kept. */
export const expiredDays = 30
export const disabledDays = 90
/** The life of a trial. (B21) */
export const trialDays = 30

/** The day on which the term that begins with a purchase is over. */
export function firstTermEnd(bought: {
  readonly channel: SalesChannel
  readonly startsOn: Day
  readonly termMonths: number
}): Day {
  const { channel, startsOn, termMonths } = bought
  return channel === 'trial' ? addDays(startsOn, trialDays) : addMonths(startsOn, termMonths)
}

/** First day of the running term. */
export function termStart({
  startsOn,
  termMonths,
  termNumber,
}: Pick<Terms, 'startsOn' | 'termMonths' | 'termNumber'>): Day {
  return addMonths(startsOn, (termNumber - 1) * termMonths)
}

/** The day on which the term after the running one is over. */
export function nextTermEnd({
  startsOn,
  termMonths,
  termNumber,
}: Pick<Terms, 'startsOn' | 'termMonths' | 'termNumber'>): Day {
  return addMonths(startsOn, (termNumber + 1) * termMonths)
}

/** How many days before the end of the term the purchaser is notified of the renewal. */
export function noticeDays({ termMonths }: Pick<Terms, 'termMonths'>): number {
  return termMonths >= 12 ? 30 : 7
}

/** The next day after that one on which a renewal, declined since then, is tried again; null when none is left. */
export function nextRetry(since: Day, after: Day): Day | null {
  return retryDays.map((days) => addDays(since, days)).find((day) => day > after) ?? null
}
