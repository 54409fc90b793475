import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { WorkItemId } from '../kernel/ids.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { Tenant } from '../organisation/tenant.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { newWorkItem, type WorkItem, type Working, worked } from './work-item.ts'

/**
 * Longer than the host lets any request run, and longer than a replica is behind: what began before the organisation
 * was deleted, and what was there unseen, is found by the second look, before any data goes.
 * https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
 */
export const stragglersMs = 60 * 60_000

/** Closes the organisation for everybody in it, and queues the removal of its data. Nothing is removed yet. (R023) */
export function deleteTenant(
  tenant: Stored<Tenant>,
  { workItemId, by, at, now, auditId }: Omit<Working, 'leaseId'> & { readonly workItemId: WorkItemId },
): readonly Write[] {
  const { tenantId } = tenant
  const item = newWorkItem({
    id: workItemId,
    tenantId,
    kind: 'tenant.purge',
    createdAt: at,
    notBefore: addMilliseconds(now, stragglersMs),
  })
  return [
    { kind: 'patch', id: tenant.id, set: { deletedAt: at }, ifMatch: tenant._etag },
    { kind: 'create', document: item },
    {
      kind: 'create',
      document: auditEntry(auditId, 'tenant.deleted', by, at, { tenantId, facts: { workItemId } }),
    },
  ]
}

/** The second look has found something: the organisation is as it was before. */
export function withdrawDeletion(
  item: Stored<WorkItem>,
  facts: { readonly by: Actor; readonly at: Instant; readonly auditId: string },
): readonly Write[] {
  return [
    ...worked(item, { ...item, state: 'withdrawn' } as WorkItem, 'tenant.deletionWithdrawn', facts).writes,
    { kind: 'patch', id: documentId.tenant, set: { deletedAt: null } },
  ]
}

/**
 * What is left of a deleted organisation: what the law has kept with its sums, and the record of what was done. Claims of domains lie
 * with the operators and are of all organisations: those of one that is gone hold nobody off.
 */
export const keptTypes = [
  'invoice',
  'invoiceCounter',
  // It says what the invoices come to.
  'spend',
  'refund',
  'audit',
  'workItem',
  'domainClaim',
] as const

/** The last of an organisation, together with the end of the work item: from then on it can be onboarded anew. */
export const lastWrites: readonly Write[] = [
  { kind: 'delete', id: documentId.tenant },
  { kind: 'delete', id: documentId.policy },
]
