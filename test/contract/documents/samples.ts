import { randomUUID } from 'node:crypto'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { DocumentBase, Documents } from '#core/ports/documents.ts'

/** A document with texts, an object in it and a null. */
export interface Sample extends DocumentBase {
  readonly type: 'assignment'
  readonly userId: UserId
  readonly userPrincipalName: string
  readonly displayName: string
  readonly seat: {
    readonly state: 'active' | 'revoked'
    readonly subscriptionId: SubscriptionId
    readonly operationId: OperationId | null
  }
  readonly createdAt: Instant
}

/** A tenant of its own for every test, so that tests share a store without meeting. */
export function newTenant(): TenantId {
  return randomUUID() as TenantId
}

/** A tenant that has so many documents: d0, d1 and so on. */
export async function aTenantWith(documents: Documents, count: number): Promise<TenantId> {
  const tenant = newTenant()
  const writes = Array.from({ length: count }, (_, n) => ({
    kind: 'create' as const,
    document: aSample(tenant, `d${n}`),
  }))
  await documents.commit(tenant, writes)
  return tenant
}

export function aSample(
  tenantId: TenantId,
  id: string,
  over: Omit<Partial<Sample>, 'seat'> & { readonly seat?: Partial<Sample['seat']> } = {},
): Sample {
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
