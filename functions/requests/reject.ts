import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { reject } from '#core/requests/decide.ts'
import { pendingUsers } from '#core/requests/license-request.ts'
import { actorOf } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { sendMailsIn } from '../mail/message.ts'
import { userIdsShape } from '../seats/people.ts'
import { deciders, findRequest, readRequester } from './find.ts'
import { changedRequestShape, messageShape, requestView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Rejects a request for all who wait, or for some; who asked gets the message by mail. Whom it leaves out still waits.',
  tag: 'Subscriptions',
  who: deciders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    userIds: userIdsShape.optional().describe('For whom; for all who wait when absent'),
    message: messageShape.optional().describe('For who asked; it stands in the mail'),
  }),
  answers: { 200: { description: 'As it is now', body: changedRequestShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'UserNotFound', 'LicenseRequestDecided'],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, tenant, params, body, traceparent } = context
      const request = await findRequest(context, params.id)
      if (isRefusal(request)) return request
      const userIds = pendingUsers(request, body.userIds)
      if (isRefusal(userIds)) return userIds
      const auditId = documentId.audit(services.ids.next())
      const { after, writes } = reject({
        request,
        requester: await readRequester(context, request),
        userIds,
        message: body.message,
        by: actorOf(caller, person),
        at: services.clock.now(),
        auditId,
        organisation: tenant.displayName,
        traceparent,
      })
      return {
        writes,
        answer: { status: 200, body: requestView(caller, after) },
        etagOf: request.id,
        creates: auditId,
        afterwards: () => sendMailsIn(services, writes),
      }
    }),
})
