import { randomUUID } from 'node:crypto'
import type { SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Assignment } from '#core/seats/assignment.ts'

/** A tenant of its own for every test, so that tests share a store without meeting. */
export function newTenant(): TenantId {
  return randomUUID() as TenantId
}

export function anAssignment(
  tenantId: TenantId,
  id: string,
  over: Omit<Partial<Assignment>, 'seat'> & { readonly seat?: Partial<Assignment['seat']> } = {},
): Assignment {
  const { seat, ...rest } = over
  return {
    id,
    tenantId,
    schemaVersion: 1,
    type: 'assignment',
    userId: `user-${id}` as UserId,
    userPrincipalName: `${id}@contoso.example`,
    displayName: `Person "${id}"`,
    seat: { state: 'active', subscriptionId: 's1' as SubscriptionId, operationId: null, ...seat },
    createdAt: '2026-01-01T00:00:00.000Z' as Instant,
    ...rest,
  }
}
