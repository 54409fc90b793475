import type { Actor } from '../audit/audit-entry.ts'
import type { Channel } from '../catalogue/channel.ts'
import type { OperationId, PaymentMethodId, ProductId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import type { Day, Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'
import type { Lots } from './lots.ts'

/** Seats of a subscription: total = available + assigned + reserved, always. */
export interface Seats {
  readonly total: number
  readonly assigned: number
  /** Held back for users that a running operation is about to move here. */
  readonly reserved: number
  readonly available: number
}

export interface OrderEvent {
  readonly event: 'purchased' | 'quantityChanged' | 'controlTaken' | 'moved' | 'cancelled' | 'restored'
  readonly at: Instant
  readonly by: Actor
  readonly totalLicenses?: number
  /** What was paid for it. */
  readonly charged?: Money
}

interface SubscriptionBase extends DocumentBase, Lots {
  readonly type: 'subscription'
  readonly id: SubscriptionId
  readonly channel: Channel
  readonly productId: ProductId
  /** The product family, so that move targets are found by query. */
  readonly family: string
  readonly purchaserId: UserId
  readonly purchaserName: string
  readonly seats: Seats
  /** Price of one seat for one term; kept as bought (R135). */
  readonly unitPrice: Money
  readonly termMonths: number
  readonly createdAt: Instant
  /** First day of the first term: later terms count from here. */
  readonly startsOn: Day
  readonly expirationDate: Day
  readonly paymentMethodId: PaymentMethodId | null
  readonly agreementId: string | null
  readonly source: string | null
  readonly orderHistory: readonly OrderEvent[]
  /** The administrator who took control; null while it is the purchaser's. */
  readonly controlledBy: (Actor & { readonly at: Instant }) | null
  /** The move or cancel that runs on it as source. */
  readonly operationId: OperationId | null
  /** The purchase of more licences whose charge is being settled: one at a time, so that nobody pays twice. */
  readonly raisePurchaseId?: string | null
}

/** Bought, but the charge is not known to have gone through: gives no seats and is not listed. */
export interface PendingSubscription extends SubscriptionBase {
  readonly state: 'pending'
}

export interface ActiveSubscription extends SubscriptionBase {
  readonly state: 'active'
}

export interface DeletedSubscription extends SubscriptionBase {
  readonly state: 'deleted'
  readonly deletedAt: Instant
  readonly deletedBecause: 'moved' | 'cancelled'
  readonly cancellation: { readonly reason: string; readonly feedback: string | null }
}

export type Subscription = PendingSubscription | ActiveSubscription | DeletedSubscription
