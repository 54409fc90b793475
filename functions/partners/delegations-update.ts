import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { changes } from '#core/kernel/changes.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, refuseStale } from '#core/kernel/refusals.ts'
import { type Delegation, refuseEnd } from '#core/partners/delegation.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findDelegation, refuseDelegating } from './find.ts'
import { delegationShape, delegationView, partnerTenantId, terms } from './view.ts'

const body = z.strictObject({
  roles: terms.roles.optional(),
  expires: terms.expires.optional(),
  userIds: terms.userIds.optional(),
})

export const route = tenantRoute({
  summary: 'Changes what a partner may do in the organisation, until when, or who of it.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: partnerTenantId }),
  query: nothing,
  body,
  needsIfMatch: true,
  answers: { 200: { description: 'The delegation, changed', body: delegationShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params, ifMatch } = context
    const { tenantId } = caller
    let tried = false
    return change(context, tenantId, async () => {
      const before = await findDelegation(context, params.id)
      if (isRefusal(before)) return before
      const given = wanted(context.body)
      const at = services.clock.now()
      const refused =
        refuseDelegating(caller, [...before.roles, ...(given.roles ?? [])]) ??
        (given.expires && refuseEnd(given.expires, at))
      if (refused) return refused
      const after: Delegation = { ...before, ...given }
      const set = changes<Delegation>(before, after)
      const asWanted = Object.keys(set).length === 0
      // After a lost answer the delegation is as this request made it.
      const stale = tried && asWanted ? undefined : refuseStale(before, ifMatch)
      if (stale) return stale
      tried = true
      const answer = { status: 200, body: delegationView(after) }
      if (asWanted) return { writes: [], answer, etagOf: before.id }
      const by = actorOf(caller, person)
      const audit = auditEntry(documentId.audit(services.ids.next()), 'delegation.changed', by, at, {
        tenantId,
        facts: { partnerTenantId: params.id, partner: before.partnerName, ...set },
      })
      return {
        writes: [
          { kind: 'patch', id: before.id, set, ifMatch: before._etag },
          { kind: 'create', document: audit },
        ],
        answer,
        etagOf: before.id,
      }
    })
  },
})

function wanted({ roles, expires, userIds }: z.output<typeof body>): Partial<Delegation> {
  return {
    ...(roles ? { roles } : {}),
    ...(expires ? { expires } : {}),
    ...(userIds === undefined ? {} : { userIds }),
  }
}
