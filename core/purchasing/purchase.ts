import type { Actor } from '../audit/audit-entry.ts'
import type { Billed } from '../billing/invoice.ts'
import type { Amounts } from '../billing/taxes.ts'
import type { InvoiceId, PaymentMethodId, SubscriptionId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import type { Day, Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** What is charged, as the invoice will say it. */
export interface Bill extends Amounts {
  readonly what: Exclude<Billed, 'credit'>
  readonly unitPrice: Money
  readonly seats: number
  /** First day that it pays for, and how many of the days of the term. */
  readonly from: Day
  readonly days: number
  readonly termDays: number
  /** Whose tax it is. */
  readonly country: string
}

/**
 * A subscription, more licences in one, or another term, whose charge is being settled. Its id comes from the request where that can
 * be repeated, so that repeats meet here. A declined one is removed, and a later try has a charge of its own.
 */
export interface Purchase extends DocumentBase {
  readonly type: 'purchase'
  /** `invoice` pays one by hand that no term waits for. */
  readonly kind: 'subscription' | 'moreLicenses' | 'renewal' | 'invoice'
  readonly state: 'pending' | 'settled' | 'refunded'
  /** The charge's idempotency key. */
  readonly chargeKey: string
  /** Tells a repeat of the request from another request under the same id. */
  readonly askedHash: string
  readonly subscriptionId: SubscriptionId
  readonly paymentMethodId: PaymentMethodId
  /** All of the bill, tax included. */
  readonly amount: Money
  readonly bill: Bill
  readonly addedLicenses: number
  /** The invoice that is paid, where it was issued before. */
  readonly invoiceId: InvoiceId | null
  /** The trial whose user goes on with what is bought. */
  readonly fromTrialId: SubscriptionId | null
  readonly by: Actor
  readonly createdAt: Instant
  /** When somebody last set out to charge it, by the machine's clock: for a while nobody makes its key void. */
  readonly triedAt: Instant
  readonly ttl: number
}
