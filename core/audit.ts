import type { Actor, AuditEntry } from './documents.ts'
import type { OperationId, SubscriptionId, TenantId } from './ids.ts'
import type { Json } from './ports.ts'
import type { Instant } from './time.ts'

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
