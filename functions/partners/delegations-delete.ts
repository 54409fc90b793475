import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, refuseStale } from '#core/kernel/refusals.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findDelegation, refuseDelegating } from './find.ts'
import { partnerTenantId } from './view.ts'

export const route = tenantRoute({
  summary: 'Ends what a partner may do in the organisation, from its next call on.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: partnerTenantId }),
  query: nothing,
  needsIfMatch: true,
  answers: { 204: { description: 'It is gone' } },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params, ifMatch } = context
    const { tenantId } = caller
    let tried = false
    return change(context, tenantId, async () => {
      const before = await findDelegation(context, params.id)
      // After a lost answer it is gone.
      if (isRefusal(before)) return tried ? { writes: [], answer: { status: 204 } } : before
      const refused = refuseDelegating(caller, before.roles) ?? refuseStale(before, ifMatch)
      if (refused) return refused
      tried = true
      const by = actorOf(caller, person)
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'delegation.deleted',
        by,
        services.clock.now(),
        {
          tenantId,
          facts: { partnerTenantId: params.id, partner: before.partnerName },
        },
      )
      return {
        writes: [
          { kind: 'delete', id: before.id, ifMatch: before._etag },
          { kind: 'create', document: audit },
        ],
        answer: { status: 204 },
      }
    })
  },
})
