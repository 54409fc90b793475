import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Json } from '#core/kernel/json.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { DocumentBase, Query, Stored } from '#core/ports/documents.ts'
import { type ListContext, type ListReply, pageAnswer } from '../http/paging.ts'
import type { Services } from '../jobs/job.ts'

/** One page of a list over all tenants: ids from the one, documents from each. */
export function listAcrossTenants<D extends DocumentBase>(
  context: ListContext,
  query: Query,
  view: (document: Stored<D>) => Json | Promise<Json>,
): Promise<ListReply> {
  const { acrossTenants, documents } = context.services
  return pageAnswer(context, async (from) => {
    const { found, continuation } = await acrossTenants.page(query, from)
    const read = await Promise.all(found.map(({ tenantId, id }) => documents.read<D>(tenantId, id)))
    const rows = await Promise.all(read.filter((document) => document !== undefined).map(view))
    return { rows, continuation }
  })
}

/** The names of organisations, each read once, however many rows of a page are of it. */
export function organisationNames({
  documents,
}: Pick<Services, 'documents'>): (tenantId: TenantId) => Promise<string | undefined> {
  const known = new Map<TenantId, Promise<string | undefined>>()
  return (tenantId) => {
    const name =
      known.get(tenantId) ??
      documents.read<Tenant>(tenantId, documentId.tenant).then((tenant) => tenant?.displayName)
    known.set(tenantId, name)
    return name
  }
}
