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
  readonly state: 'pending' | 'settled'
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
  /** When somebody last set out to charge it. */
  readonly triedAt: Instant
  readonly ttl: number
}
