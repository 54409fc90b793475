import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Policy, PolicyChange } from '#core/policies/policy.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

/** The policy of the caller's organisation and the organisation itself, whose default is part of it, as they are now. */
export async function readPolicyAndTenant({ services, caller }: TenantContext): Promise<{
  readonly policy: Stored<Policy>
  readonly tenant: Stored<Tenant>
}> {
  const [policy, tenant] = await services.documents.readTogether<[Policy, Tenant]>(caller.tenantId, [
    documentId.policy,
    documentId.tenant,
  ])
  if (!policy || !tenant) throw new Error(`Tenant ${caller.tenantId} was there a moment ago.`)
  return { policy, tenant }
}

/** The write of a policy, with the audit entry of what it changes. (R057) */
export function policyWrites(
  { services, caller, person }: TenantContext,
  before: Stored<Policy>,
  after: Policy,
  changes: readonly PolicyChange[],
): Write[] {
  const audit = auditEntry(
    documentId.audit(services.ids.next()),
    'policy.changed',
    actorOf(caller, person),
    services.clock.now(),
    { tenantId: caller.tenantId, facts: { changes: changes.map((change) => ({ ...change })) } },
  )
  return [
    { kind: 'patch', id: documentId.policy, set: { values: after.values }, ifMatch: before._etag },
    { kind: 'create', document: audit },
  ]
}
