import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { withdraw } from '#core/requests/decide.ts'
import { pendingUsers } from '#core/requests/license-request.ts'
import { actorOf, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findRequest, isOwn } from './find.ts'
import { changedRequestShape, requestView } from './view.ts'

export const route = tenantRoute({
  summary: 'Takes one’s own request back, for all of it who still wait; what was approved stays so.',
  tag: 'Subscriptions',
  who: buyers,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'As it is now', body: changedRequestShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'NotYourself', 'LicenseRequestDecided'],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, params } = context
      const request = await findRequest(context, params.id)
      if (isRefusal(request)) return request
      if (!isOwn(caller, request)) return refuse('NotYourself')
      const userIds = pendingUsers(request, undefined)
      if (isRefusal(userIds)) return userIds
      const auditId = documentId.audit(services.ids.next())
      const { after, writes } = withdraw({
        request,
        userIds,
        by: actorOf(caller, person),
        at: services.clock.now(),
        auditId,
      })
      return {
        writes,
        answer: { status: 200, body: requestView(caller, after) },
        etagOf: request.id,
        creates: auditId,
      }
    }),
})
