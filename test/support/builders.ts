import type { Actor } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, OperationId, ProductId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { type Assignment, newSeat } from '#core/seats/assignment.ts'
import type { ExportUsersOperation } from '#core/seats/export.ts'
import { newLots } from '#core/subscriptions/lots.ts'
import type { ActiveSubscription, DeletedSubscription, Seats } from '#core/subscriptions/subscription.ts'
import type { CancelOperation, MoveUsersOperation } from '#core/take-over/operations.ts'

/** Documents as tests need them: a test names what matters to it, the rest is plausible. */

/** The same GUID for the same number, of a kind that can be told apart in a failing test. */
export function guid<Id extends string>(kind: number, number: number): Id {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(kind, 8)}-0000-4000-8000-${hex(number, 12)}` as Id
}

export const tenantId = (number: number) => guid<TenantId>(1, number)
export const userId = (number: number) => guid<UserId>(2, number)
export const subscriptionId = (number: number) => guid<SubscriptionId>(3, number)
export const operationId = (number: number) => guid<OperationId>(4, number)

export const early = '2026-01-05T08:00:00.000Z' as Instant
export const anAdmin: Actor = { id: userId(0xadb1), name: 'Ada Admin', tenantId: tenantId(1) }

export function aTenant(given: Partial<Tenant> = {}): Tenant {
  return {
    type: 'tenant',
    id: documentId.tenant,
    tenantId: tenantId(1),
    schemaVersion: 1,
    displayName: 'Fabrikam',
    domains: ['fabrikam.example'],
    country: 'NL',
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'en',
    agreementId: 'agreement',
    allowAdHocSubscriptions: true,
    defaultForNewProducts: 'Enabled',
    ownRequestMessage: null,
    ...given,
  }
}

export function aUser(given: Partial<User> = {}): User {
  const { userId: id = userId(1), displayName = 'Una User' } = given
  const name = `${displayName.toLowerCase().replaceAll(' ', '.')}@fabrikam.example`
  return {
    type: 'user',
    id: documentId.user(id),
    tenantId: tenantId(1),
    schemaVersion: 1,
    userId: id,
    displayName,
    userPrincipalName: name,
    mail: name,
    userType: 'member',
    accountEnabled: true,
    onPremisesSyncEnabled: false,
    language: 'en',
    search: { name: displayName.toLowerCase(), surname: '', userPrincipalName: name },
    ...given,
  }
}

/** `total` defaults to what the other numbers need; `available` always follows. */
export function seatsOf(given: Partial<Omit<Seats, 'available'>> = {}): Seats {
  const { assigned = 0, reserved = 0, total = assigned + reserved } = given
  return { total, assigned, reserved, available: total - assigned - reserved }
}

type Given = Partial<Omit<ActiveSubscription, 'seats'>> & { readonly seats?: Seats | number }

/** An active self-service subscription in administrators' hands; `seats: 5` means five, none of them assigned. */
export function anActive(given: Given = {}): ActiveSubscription {
  const { seats = 1, ...rest } = given
  return {
    type: 'subscription',
    id: subscriptionId(1),
    tenantId: tenantId(1),
    schemaVersion: 1,
    state: 'active',
    channel: 'selfService',
    productId: 'CFQ7TTC0L3PB' as ProductId,
    family: 'Power BI',
    purchaserId: userId(1),
    purchaserName: 'Una User',
    ...newLots(rest.id ?? subscriptionId(1)),
    seats: typeof seats === 'number' ? seatsOf({ total: seats }) : seats,
    unitPrice: { amount: 1000, currency: 'EUR' },
    termMonths: 1,
    createdAt: early,
    startsOn: '2026-01-05' as Day,
    expirationDate: '2026-02-05' as Day,
    paymentMethodId: null,
    agreementId: null,
    source: null,
    orderHistory: [],
    controlledBy: { ...anAdmin, at: early },
    operationId: null,
    ...rest,
  }
}

export function aDeleted(given: Given = {}): DeletedSubscription {
  return {
    ...anActive(given),
    state: 'deleted',
    deletedAt: early,
    deletedBecause: 'cancelled',
    cancellation: { reason: 'noLongerNeeded', feedback: null },
  }
}

/** A user's seat in a subscription, as given directly. */
export function anAssignment(
  to: Pick<ActiveSubscription, 'id' | 'tenantId'>,
  holder: UserId = userId(1),
  given: Partial<Assignment> = {},
): Assignment {
  return {
    type: 'assignment',
    id: documentId.assignment(to.id, holder),
    tenantId: to.tenantId,
    schemaVersion: 1,
    userId: holder,
    userPrincipalName: 'u@fabrikam.example',
    displayName: 'U',
    seat: newSeat({ id: to.id, openLotId: to.id as string as LotId }, 0),
    createdAt: early,
    ...given,
  }
}

export function aMove(given: Partial<MoveUsersOperation> = {}): MoveUsersOperation {
  return {
    ...operationBase,
    kind: 'moveUsers',
    targetSubscriptionId: subscriptionId(2),
    onlySelected: false,
    reserved: 0,
    startedAt: 0,
    switched: null,
    comparison: null,
    reason: 'movedToCentral',
    ...given,
  }
}

export function aCancel(given: Partial<CancelOperation> = {}): CancelOperation {
  return {
    ...operationBase,
    kind: 'cancel',
    startedAt: 0,
    switched: null,
    reason: 'unused',
    feedback: null,
    ...given,
  }
}

export function anExport(given: Partial<ExportUsersOperation> = {}): ExportUsersOperation {
  return {
    ...operationBase,
    kind: 'exportUsers',
    subscriptions: [{ id: subscriptionId(1), lots: newLots(subscriptionId(1)).lotStays, sequence: 0 }],
    ...given,
  }
}

const operationBase = {
  type: 'operation',
  id: operationId(1),
  tenantId: tenantId(1),
  schemaVersion: 1,
  state: 'Running',
  sequence: 0,
  lastStep: { by: '', deliveryCount: 0 },
  subscriptionId: subscriptionId(1),
  progress: { total: 0, succeeded: 0, skipped: 0, failed: 0 },
  startedBy: anAdmin,
  createdAt: early,
  updatedAt: early,
  completedAt: null,
  error: null,
  needsAttention: false,
  traceparent: '',
  ttl: -1,
} as const
