import type { Json } from '#core/kernel/json.ts'
import type { DocumentBase, Query, Stored } from '#core/ports/documents.ts'
import { type ListContext, type ListReply, pageAnswer } from '../http/paging.ts'

/** One page of a list over all tenants: ids from the one, documents from each. */
export function listAcrossTenants<D extends DocumentBase>(
  context: ListContext,
  query: Query,
  view: (document: Stored<D>) => Json,
): Promise<ListReply> {
  const { acrossTenants, documents } = context.services
  return pageAnswer(context, async (from) => {
    const { found, continuation } = await acrossTenants.page(query, from)
    const read = await Promise.all(found.map(({ tenantId, id }) => documents.read<D>(tenantId, id)))
    return { rows: read.filter((document) => document !== undefined).map(view), continuation }
  })
}
