import type { Actor } from '../audit/audit-entry.ts'
import type { Channel } from '../catalogue/channel.ts'
import type { BillingProfileId, OperationId, ProductId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import type { Day, Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'
import type { Lots } from './lots.ts'
import type { Terms } from './term.ts'

/** Seats of a subscription: total = available + assigned + reserved, always. */
export interface Seats {
  readonly total: number
  readonly assigned: number
  /** Held back for users that a running operation is about to move here, or to give a licence. */
  readonly reserved: number
  readonly available: number
}

export const orderEvents = [
  'purchased',
  'quantityChanged',
  'controlTaken',
  'moved',
  'cancelled',
  'restored',
  'renewed',
  'renewalDeclined',
  'renewalSwitched',
  'expired',
  'disabled',
  'deleted',
  'transferred',
] as const

export interface OrderEvent {
  readonly event: (typeof orderEvents)[number]
  readonly at: Instant
  readonly by: Actor
  readonly totalLicenses?: number
  /** What was paid for it, tax included. */
  readonly charged?: Money
  /** What went back for it, or is not owed any more, tax included. */
  readonly credited?: Money
  /** Whether it renews from then on. */
  readonly autoRenew?: boolean
}

interface SubscriptionBase extends DocumentBase, Lots, Terms {
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
  readonly createdAt: Instant
  /** Whose card is charged, or on whose account the invoices go; null where its new owner has none yet. */
  readonly billingProfileId: BillingProfileId | null
  readonly agreementId: string | null
  readonly source: string | null
  readonly orderHistory: readonly OrderEvent[]
  /** The administrator who took control; null while it is the purchaser's. */
  readonly controlledBy: (Actor & { readonly at: Instant }) | null
  /** The move or cancel that runs on it as source. */
  readonly operationId: OperationId | null
  /** The purchase whose charge is being settled, of more licences or another term: one at a time. */
  readonly purchaseId: string | null
  /** Since when its purchaser is gone or disabled; absent or null while they are there. (B09) */
  readonly orphanedAt?: Instant | null
}

/** Bought, but the charge is not known to have gone through: gives no seats and is not listed. */
export interface PendingSubscription extends SubscriptionBase {
  readonly state: 'pending'
}

export interface ActiveSubscription extends SubscriptionBase {
  readonly state: 'active'
}

/** Its term is over and the next one is not paid or not wanted: licences still work for 30 days. */
export interface ExpiredSubscription extends SubscriptionBase {
  readonly state: 'expired'
  readonly expiredOn: Day
}

/** Licences work no more; administrators see it for 90 days. */
export interface DisabledSubscription extends SubscriptionBase {
  readonly state: 'disabled'
  readonly expiredOn: Day
  readonly disabledOn: Day
}

/** What it came to its end by. */
export const endings = [
  'moved',
  'cancelled',
  'notRenewed',
  'trialEnded',
  'purchased',
  'byAdministrator',
] as const

export interface DeletedSubscription extends SubscriptionBase {
  readonly state: 'deleted'
  readonly deletedAt: Instant
  readonly deletedBecause: (typeof endings)[number]
  /** Why somebody wanted it so; null where time did it, or a purchase. */
  readonly cancellation: { readonly reason: string; readonly feedback: string | null } | null
}

export type Subscription =
  | PendingSubscription
  | ActiveSubscription
  | ExpiredSubscription
  | DisabledSubscription
  | DeletedSubscription
export type SubscriptionState = Subscription['state']

/** Where licences work. */
export const workingStates = ['active', 'expired'] as const satisfies readonly SubscriptionState[]
