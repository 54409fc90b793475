import type { OperationId, SubscriptionId, TenantId } from '../kernel/ids.ts'
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

/** Id `audit:{...}`. Written in the batch of the change it tells of; never changed. */
export interface AuditEntry extends DocumentBase {
  readonly type: 'audit'
  readonly action: string
  readonly by: Actor
  readonly at: Instant
  readonly subscriptionId: SubscriptionId | null
  readonly operationId: OperationId | null
  readonly facts: { readonly [key: string]: Json | undefined }
}

/** One entry of the audit trail; it belongs in the batch of the change it tells of. (B15) */
export function auditEntry(
  id: string,
  action: string,
  by: Actor,
  at: Instant,
  about: {
    readonly subscription?: { readonly tenantId: TenantId; readonly id: SubscriptionId }
    readonly tenantId?: TenantId
    readonly operationId?: OperationId
    readonly facts?: { readonly [key: string]: Json | undefined }
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
    at,
    subscriptionId: about.subscription?.id ?? null,
    operationId: about.operationId ?? null,
    facts: about.facts ?? {},
  }
}
