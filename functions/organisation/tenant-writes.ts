import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Json } from '#core/kernel/json.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

/** The change of an organisation by its administrators, with the audit entry of what it sets. */
export function tenantWrites(
  { services, caller, person }: Pick<TenantContext, 'services' | 'caller' | 'person'>,
  before: Stored<Tenant>,
  set: Readonly<Record<string, Json>>,
): Write[] {
  const audit = auditEntry(
    documentId.audit(services.ids.next()),
    'tenant.changed',
    actorOf(caller, person),
    services.clock.now(),
    { tenantId: caller.tenantId, facts: set },
  )
  return [
    { kind: 'patch', id: documentId.tenant, set, ifMatch: before._etag },
    { kind: 'create', document: audit },
  ]
}
