import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Policy, PolicyChange } from '#core/policies/policy.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { actorOf } from './caller.ts'
import type { Call } from './door.ts'

/** The policy of the caller's organisation and the organisation itself, whose default is part of it. */
export async function readPolicyAndTenant({ world, caller }: Pick<Call, 'world' | 'caller'>): Promise<{
  readonly policy: Stored<Policy> | undefined
  readonly tenant: Stored<Tenant>
}> {
  const [policy, tenant] = await Promise.all([
    world.documents.read<Policy>(caller.tenantId, documentId.policy),
    world.documents.read<Tenant>(caller.tenantId, documentId.tenant),
  ])
  if (!tenant) throw new Error(`Tenant ${caller.tenantId} was there a moment ago.`)
  return { policy, tenant }
}

/** The write of a policy whose first one creates it, with the audit entry of what it changes. (R057) */
export function policyWrites(
  call: Call,
  before: Stored<Policy> | undefined,
  after: Policy,
  changes: readonly PolicyChange[],
): Write[] {
  const { world, caller, person } = call
  const audit = auditEntry(
    documentId.audit(world.ids.next()),
    'policy.changed',
    actorOf(caller, person),
    world.clock.now(),
    { tenantId: caller.tenantId, facts: { changes: changes.map((change) => ({ ...change })) } },
  )
  return [
    before
      ? { kind: 'patch', id: documentId.policy, set: { values: after.values }, ifMatch: before._etag }
      : { kind: 'create', document: after },
    { kind: 'create', document: audit },
  ]
}

export function stalePolicy() {
  return refuse('PreconditionFailed', 'The policy has changed: read it again and send its present ETag.')
}
