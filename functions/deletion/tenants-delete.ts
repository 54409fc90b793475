import * as z from 'zod'
import { deleteTenant } from '#core/deletion/delete-tenant.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WorkItemId } from '#core/kernel/ids.ts'
import { refuse, refuseStale } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { actorOf, isPartner } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { lookForBlockers } from './look-for-blockers.ts'

export const route = tenantRoute({
  summary: 'Deletes the organisation, when nothing stands in the way: nobody of it gets in any more.',
  tag: 'Organisation',
  who: ['globalAdmin'],
  params: z.object({ t: guid }),
  query: nothing,
  needsIfMatch: true,
  answers: { 204: { description: 'Deleted; the removal of its data is queued' } },
  refusals: ['TenantDeletionBlocked'],
  async handle(context) {
    // An organisation is deleted by an administrator of its own, whatever a partner was given. (R025)
    if (isPartner(context.caller)) return refuse('Forbidden')
    return change(context, context.caller.tenantId, async () => {
      const { services, caller, person, ifMatch } = context
      const tenant = await services.documents.read<Tenant>(caller.tenantId, documentId.tenant)
      const answer = { status: 204 }
      // By this request, whose answer was lost, or by a twin of it.
      if (!tenant || tenant.deletedAt) return { writes: [], answer }
      const { blockers, blockerCount } = await lookForBlockers(services, caller.tenantId)
      if (blockerCount > 0) return refuse('TenantDeletionBlocked', { blockers, blockerCount })
      const stale = refuseStale(tenant, ifMatch)
      if (stale) return stale
      const writes = deleteTenant(tenant, {
        workItemId: services.ids.next() as WorkItemId,
        by: actorOf(caller, person),
        at: services.clock.now(),
        now: services.machineClock.now(),
        auditId: documentId.audit(services.ids.next()),
      })
      return { writes, answer }
    })
  },
})
