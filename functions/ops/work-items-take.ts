import * as z from 'zod'
import { withdrawDeletion } from '#core/deletion/delete-tenant.ts'
import { takeWorkItem } from '#core/deletion/work-item.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { lookForBlockers } from '../deletion/look-for-blockers.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { leaseIdShape, workItemShape } from './work-item-view.ts'
import { workOnItem } from './work-on-item.ts'

export const route = opsRoute({
  summary: 'Takes a work item for a while; with the same lease again, for longer.',
  tag: 'Ops',
  who: ['operatorManages'],
  params: z.object({ id: guid }),
  query: nothing,
  body: z.strictObject({
    leaseId: leaseIdShape,
    leaseSeconds: z.int().min(60).max(86_400).default(3_600).describe('How long nobody else can take it'),
  }),
  answers: { 200: { description: 'The work item', body: workItemShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'WorkItemTaken', 'WorkItemFinished', 'WorkItemNotReady', 'TenantDeletionBlocked'],
  handle: (context) =>
    workOnItem(context, async (item, working) => {
      const taken = takeWorkItem(item, working, context.body.leaseSeconds)
      if (isRefusal(taken) || item.kind !== 'tenant.purge' || item.state !== 'queued') return taken
      // The second look, at what had begun before the organisation was deleted.
      const { blockers, blockerCount } = await lookForBlockers(context.services, item.tenantId)
      if (blockerCount === 0) return taken
      return {
        writes: withdrawDeletion(item, working),
        answer: refuse('TenantDeletionBlocked', { blockers, blockerCount }),
        creates: working.auditId,
      }
    }),
})
