import type { Actor } from '../audit/audit-entry.ts'
import type { PaymentMethodId, SubscriptionId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/**
 * A subscription, or more licences in one, whose charge is being settled. Its id comes from the request where that can
 * be repeated, so that repeats meet here. A declined one is removed, and a later try has a charge of its own.
 */
export interface Purchase extends DocumentBase {
  readonly type: 'purchase'
  readonly kind: 'subscription' | 'moreLicenses'
  readonly state: 'pending' | 'settled' | 'refunded'
  /** The charge's idempotency key. */
  readonly chargeKey: string
  /** Tells a repeat of the request from another request under the same id. */
  readonly askedHash: string
  readonly subscriptionId: SubscriptionId
  readonly paymentMethodId: PaymentMethodId
  readonly amount: Money
  readonly addedLicenses: number
  readonly by: Actor
  readonly createdAt: Instant
  /** When somebody last set out to charge it, by the machine's clock: for a while nobody makes its key void. */
  readonly triedAt: Instant
  readonly ttl: number
}

/** Id `refund:{chargeKey}`: money that was taken for what could not be given. It is written down, then given back. */
export interface Refund extends DocumentBase {
  readonly type: 'refund'
  readonly state: 'pending' | 'done'
  readonly chargeKey: string
  readonly amount: Money
  readonly because: 'purchaseGone' | 'subscriptionDeleted'
  readonly purchaseId: string
  readonly subscriptionId: SubscriptionId
  /** Who paid. */
  readonly by: Actor
  readonly createdAt: Instant
  readonly doneAt: Instant | null
}
