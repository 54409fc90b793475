import type { LotId, OperationId, ProductId, SubscriptionId, TenantId, UserId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Who did something: the name is kept as it was then. */
export interface Actor {
  readonly id: string
  readonly name: string
  /** The organisation of their account. */
  readonly tenantId: string
  /** Its name, where it is not the one that it was done in: a partner's. (R170) */
  readonly tenantName?: string
}

/** Who does what nobody asks for, but time brings: renewals, and what follows when they are not paid. */
export function theClock(tenantId: TenantId): Actor {
  return { id: 'seatwarden', name: 'Seatwarden', tenantId }
}

export function isTheClock({ id }: Actor): boolean {
  return id === 'seatwarden'
}

/** Id `audit:{...}`. Written in the batch of the change it tells of; the store refuses every later write to it. (B15) */
export interface AuditEntry extends DocumentBase {
  readonly type: 'audit'
  readonly action: string
  readonly by: Actor
  /** The same person, for queries: `by` is a word of Cosmos SQL. */
  readonly actorId: string
  readonly at: Instant
  /** The order of the audit trail: the time, and the id among those of one moment. */
  readonly place: string
  readonly subscriptionId: SubscriptionId | null
  readonly productId: ProductId | null
  readonly operationId: OperationId | null
  readonly facts: Facts
  /** Whose licences of the subscription ended with it; absent where nobody's did. */
  readonly revoked?: Revoked
}

type Facts = { readonly [key: string]: Json | undefined }

/**
 * Those who are named, or everybody who held a licence when the seat sequence of the subscription was so: of all its lots,
 * or of some that left it.
 */
export type Revoked =
  | { readonly of: 'users'; readonly users: readonly RevokedUser[] }
  | { readonly of: 'all'; readonly sequence: number }
  | {
      readonly of: 'lots'
      readonly lots: readonly { readonly lotId: LotId; readonly epoch: number }[]
      readonly sequence: number
    }

/** The names are kept as they were then. */
export interface RevokedUser {
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
}

/** One entry of the audit trail; it belongs in the batch of the change it tells of. (B15) */
export function auditEntry(
  id: string,
  action: string,
  by: Actor,
  at: Instant,
  about: {
    readonly subscription?: {
      readonly tenantId: TenantId
      readonly id: SubscriptionId
      readonly productId?: ProductId
    }
    readonly tenantId?: TenantId
    readonly operationId?: OperationId
    readonly facts?: Facts
    readonly revoked?: Revoked | undefined
  },
): AuditEntry {
  const tenantId = about.subscription?.tenantId ?? about.tenantId
  if (!tenantId) throw new Error('An audit entry needs the tenant or a subscription of it.')
  return {
    type: 'audit',
    id,
    tenantId,
    schemaVersion: 1,
    action,
    by,
    actorId: by.id,
    at,
    place: placeOf(at, id),
    subscriptionId: about.subscription?.id ?? null,
    productId: about.subscription?.productId ?? null,
    operationId: about.operationId ?? null,
    facts: about.facts ?? {},
    ...(about.revoked ? { revoked: about.revoked } : {}),
  }
}

/** Text of which the order is that of the audit trail. */
function placeOf(at: Instant, id: string): string {
  return `${at} ${id}`
}

/** The id of the entry in that place. */
export function idAt(place: string): string {
  return place.slice(place.indexOf(' ') + 1)
}

/** Everybody who holds a licence of it at this moment, where anybody does. */
export function revokedOfAll(subscription: {
  readonly seatSequence: number
  readonly seats: { readonly assigned: number }
}): Revoked | undefined {
  const { seats, seatSequence } = subscription
  return seats.assigned > 0 ? { of: 'all', sequence: seatSequence } : undefined
}

export function revokedOf(users: readonly RevokedUser[]): Revoked {
  return {
    of: 'users',
    users: users.map(({ userId, displayName, userPrincipalName }) => ({
      userId,
      displayName,
      userPrincipalName,
    })),
  }
}
