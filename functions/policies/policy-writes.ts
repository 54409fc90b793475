import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Policy, PolicyChange } from '#core/policies/policy.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

export interface PolicyAndTenant {
  readonly policy: Stored<Policy>
  readonly tenant: Stored<Tenant>
}

/** The policy of the caller's organisation and the organisation itself, whose default is part of it, as they are now. */
export async function readPolicyAndTenant({
  services,
  caller,
}: Pick<TenantContext, 'services' | 'caller'>): Promise<PolicyAndTenant> {
  const [policy, tenant] = await services.documents.readTogether<[Policy, Tenant]>(caller.tenantId, [
    documentId.policy,
    documentId.tenant,
  ])
  if (!policy || !tenant) throw new Error(`Tenant ${caller.tenantId} was there a moment ago.`)
  return { policy, tenant }
}

/** What a decision makes of a policy; with the organisation where it looked at the default as well. */
export interface PolicySet {
  readonly policy: Policy
  readonly tenant?: Pick<Tenant, 'defaultForNewProducts'>
  readonly changes: readonly PolicyChange[]
}

/**
 * The write of a policy, with the audit entry of what it changes. A default that was looked at is written as well, also
 * where it stays the same: the batch fails where somebody has set it in between. (R057)
 */
export function policyWrites(
  { services, caller, person }: Pick<TenantContext, 'services' | 'caller' | 'person'>,
  before: PolicyAndTenant,
  { policy, tenant, changes }: PolicySet,
): Write[] {
  const from = before.tenant.defaultForNewProducts
  const to = tenant?.defaultForNewProducts ?? from
  const audit = auditEntry(
    documentId.audit(services.ids.next()),
    'policy.changed',
    actorOf(caller, person),
    services.clock.now(),
    {
      tenantId: caller.tenantId,
      facts: {
        changes: changes.map((change) => ({ ...change })),
        ...(from === to ? {} : { defaultForNewProducts: { from, to } }),
      },
    },
  )
  const byDefault: Write = {
    kind: 'patch',
    id: documentId.tenant,
    set: { defaultForNewProducts: to },
    ifMatch: before.tenant._etag,
  }
  return [
    { kind: 'patch', id: documentId.policy, set: { values: policy.values }, ifMatch: before.policy._etag },
    { kind: 'create', document: audit },
    ...(tenant ? [byDefault] : []),
  ]
}
