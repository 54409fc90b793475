import * as z from 'zod'
import { lastWrites } from '#core/deletion/delete-tenant.ts'
import { completeWorkItem, type WorkItem } from '#core/deletion/work-item.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Write } from '#core/ports/documents.ts'
import { erase } from '../deletion/erase.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { leaseIdShape, workItemShape } from './work-item-view.ts'
import { workOnItem } from './work-on-item.ts'

export const route = opsRoute({
  summary: 'Says that the data of a work item is removed; then what is kept of it here is removed, too.',
  tag: 'Ops',
  who: ['operatorManages'],
  params: z.object({ id: guid }),
  query: nothing,
  body: z.strictObject({ leaseId: leaseIdShape }),
  answers: { 200: { description: 'The work item', body: workItemShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'WorkItemTaken', 'WorkItemNotTaken', 'WorkItemFinished'],
  handle: (context) =>
    workOnItem(context, async (item, working) => {
      const done = completeWorkItem(item, working)
      if (isRefusal(done) || done.writes.length === 0) return done
      const more = await removed(context.services, item)
      return isRefusal(more) ? more : { ...done, writes: [...done.writes, ...more] }
    }),
})

/** What goes with the end of the item. The documents of an organisation go before it, however often that is asked for. */
async function removed(
  services: Services,
  { kind, tenantId, subscriptionId }: WorkItem,
): Promise<readonly Write[] | RefusalOf<'ServiceUnavailable'>> {
  if (kind === 'tenant.purge') {
    if (await erase(services, tenantId)) return lastWrites
    return refuse('ServiceUnavailable', { retryAfterMs: 1_000, outcome: 'notDone' })
  }
  const guest = subscriptionId && (await services.documents.read(tenantId, documentId.guest(subscriptionId)))
  return guest ? [{ kind: 'delete', id: guest.id, ifMatch: guest._etag }] : []
}
