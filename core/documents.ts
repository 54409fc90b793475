import type { OperationId, PaymentMethodId, ProductId, SubscriptionId, TenantId, UserId } from './ids.ts'
import type { Money } from './money.ts'
import type { Json } from './ports.ts'
import type { Day, Instant } from './time.ts'

/**
 * What is stored: one logical partition per tenant, documents told apart by `type`. Whatever must change together
 * changes in one batch of that partition.
 */
interface Base {
  readonly id: string
  readonly tenantId: TenantId
  readonly schemaVersion: 1
}

export type Language = 'en' | 'nl'
export type TenantType = 'commercial' | 'government' | 'nonprofit' | 'education'
export type Cloud = 'worldwide' | 'germany' | '21vianet'
export type PolicyValue = 'Enabled' | 'Disabled' | 'OnlyTrialsWithoutPaymentMethod'
export type Channel = 'selfService' | 'central' | 'signUp' | 'trial'

/** Id `tenant`. */
export interface Tenant extends Base {
  readonly type: 'tenant'
  readonly displayName: string
  readonly domains: readonly string[]
  /** ISO 3166-1 alpha-2, or XK. */
  readonly country: string
  readonly tenantType: TenantType
  /** False for a tenant that came to be by sign-up and that nobody administers ("viral"). */
  readonly managed: boolean
  readonly cloud: Cloud
  readonly language: Language
  readonly agreementId: string
  readonly allowAdHocSubscriptions: boolean
  /** The policy value of products that have none of their own. */
  readonly defaultForNewProducts: PolicyValue
  readonly ownRequestMessage: string | null
}

/** Id `user:{userId}`. */
export interface User extends Base {
  readonly type: 'user'
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
  readonly mail: string
  readonly userType: 'member' | 'guest'
  readonly accountEnabled: boolean
  readonly onPremisesSyncEnabled: boolean
  readonly language: Language
  /** Lower-case names for the search by prefix. */
  readonly search: { readonly name: string; readonly surname: string; readonly userPrincipalName: string }
}

/** Seats of a subscription: total = available + assigned + reserved, always. */
export interface Seats {
  readonly total: number
  readonly assigned: number
  /** Held back for users that a running operation is about to move here. */
  readonly reserved: number
  readonly available: number
}

export interface OrderEvent {
  readonly event: 'purchased' | 'quantityChanged' | 'controlTaken' | 'moved' | 'cancelled'
  readonly at: Instant
  readonly by: Actor
  readonly totalLicenses?: number
}

/** Who did something: the name is kept as it was then. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly tenantId: string
}

interface SubscriptionBase extends Base {
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

/** Id `{subscription at creation}:{userId}`. The seat is the only part that a move changes. */
export interface Assignment extends Base {
  readonly type: 'assignment'
  readonly userId: UserId
  readonly userPrincipalName: string
  readonly displayName: string
  /** Whole, so that one patch operation moves or revokes it. */
  readonly seat: {
    readonly state: 'active' | 'revoked'
    readonly subscriptionId: SubscriptionId
    /** The operation that last moved or revoked it. */
    readonly operationId: OperationId | null
  }
  readonly createdAt: Instant
}

export type OperationKind = 'moveUsers' | 'cancel' | 'exportUsers'
export type OperationState = 'NotStarted' | 'Running' | 'Paused' | 'Succeeded' | 'Failed' | 'Canceled'

export interface Operation extends Base {
  readonly type: 'operation'
  readonly id: OperationId
  readonly kind: OperationKind
  readonly state: OperationState
  /** Goes up by one with every step; a step that expects another number does nothing. */
  readonly sequence: number
  /** Who took the last step, so that a worker knows its own work after a lost answer. */
  readonly lastStep: { readonly by: string; readonly deliveryCount: number }
  /** The subscription it works on; for an export the first of several. */
  readonly subscriptionId: SubscriptionId
  readonly targetSubscriptionId: SubscriptionId | null
  /** Chosen users are listed in the document `selection:{id}`; otherwise everybody moves. */
  readonly onlySelected: boolean
  readonly progress: {
    readonly total: number
    readonly succeeded: number
    readonly skipped: number
    readonly failed: number
  }
  /** Seats still held back in the target. */
  readonly reserved: number
  readonly startedBy: Actor
  readonly reason: string
  readonly feedback: string | null
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly completedAt: Instant | null
  readonly error: { readonly code: string; readonly message: string } | null
  /** Its message is among the dead letters: somebody has to look. */
  readonly needsAttention: boolean
  readonly traceparent: string
  /** What an export covers, in the order asked for. */
  readonly subscriptionIds: readonly SubscriptionId[]
  /** Seconds after the last change until it is forgotten; -1 while it runs. */
  readonly ttl: number
}

/** Id `selection:{operationId}`: the users a move was asked for, written once. */
export interface Selection extends Base {
  readonly type: 'selection'
  readonly userIds: readonly UserId[]
  readonly ttl: number
}

export type MailKind = 'cancelledByMove' | 'cancelled' | 'requestToCancel'

/** Id `mail:{operationId}` or `mail:{request}`: in the batch of what it tells of, so it is written exactly once. */
export interface Mail extends Base {
  readonly type: 'mail'
  readonly kind: MailKind
  readonly state: 'queued' | 'sent' | 'refused' | 'failed'
  readonly to: { readonly userId: UserId; readonly name: string; readonly address: string }
  readonly language: Language
  readonly subscriptionId: SubscriptionId
  readonly operationId: OperationId | null
  readonly facts: MailFacts
  readonly traceparent: string
  readonly createdAt: Instant
  readonly sentAt: Instant | null
  readonly refusedBecause: string | null
  /** A worker is sending it and has until then: nobody else sends it meanwhile. */
  readonly claimedUntil?: Instant | null
}

/** What a mail tells; the words are chosen when it is sent. */
export interface MailFacts {
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
  readonly seats: number
  readonly decidedBy: string
  readonly reason: string
  readonly on: Day
}

/** Id `audit:{...}`. Written in the batch of the change it tells of; never changed. */
export interface AuditEntry extends Base {
  readonly type: 'audit'
  readonly action: string
  readonly by: Actor
  readonly at: Instant
  readonly subscriptionId: SubscriptionId | null
  readonly operationId: OperationId | null
  readonly facts: { readonly [key: string]: Json | undefined }
}

/** Id `policy:AllowSelfServicePurchase`: values by product; a product without one has the tenant's default. */
export interface Policy extends Base {
  readonly type: 'policy'
  readonly values: { readonly [productId: string]: PolicyValue }
}

/** Id: the payment method's GUID. The token is the gateway's and is never shown. */
export interface PaymentMethod extends Base {
  readonly type: 'paymentMethod'
  readonly id: PaymentMethodId
  readonly ownerId: UserId
  readonly token: string
  readonly brand: string
  readonly last4: string
  readonly expiry: string
  readonly nameOnCard: string | null
  readonly address: { readonly [key: string]: Json | undefined } | null
  readonly createdAt: Instant
}

/** Id `repeat:{hash}`: the answer to a POST that may be asked again (24 hours). */
export interface Repeat extends Base {
  readonly type: 'repeat'
  readonly bodyHash: string
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Json
  /** The document whose etag goes with the answer: read again, because it may have moved on. */
  readonly etagOf: string | null
  readonly ttl: number
}

/**
 * A subscription, or more licences in one, whose charge is being settled. Its id comes from the request where that can
 * be repeated, so that repeats meet here. A declined one is removed, and a later try has a charge of its own.
 */
export interface Purchase extends Base {
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

export type Document =
  | Tenant
  | User
  | Subscription
  | Assignment
  | Operation
  | Selection
  | Mail
  | AuditEntry
  | Policy
  | PaymentMethod
  | Repeat
  | Purchase

export const ids = {
  tenant: 'tenant',
  user: (userId: UserId) => `user:${userId}`,
  assignment: (subscriptionId: SubscriptionId, userId: UserId) => `${subscriptionId}:${userId}`,
  selection: (operationId: OperationId) => `selection:${operationId}`,
  mail: (cause: string) => `mail:${cause}`,
  audit: (cause: string) => `audit:${cause}`,
  policy: 'policy:AllowSelfServicePurchase',
} as const

/** 30 days: how long a finished operation can be read. */
export const operationTtlSeconds = 30 * 24 * 3600
/** 24 hours: how long the answer to a POST can be repeated. */
export const repeatTtlSeconds = 24 * 3600
