import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { reject } from '#core/requests/decide.ts'
import { pendingUsers } from '#core/requests/license-request.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { userIdsShape } from '../seats/people.ts'
import { decisionMade, decisionOn } from './decision.ts'
import { deciders, findRequest } from './find.ts'
import { changedRequestShape, messageShape } from './view.ts'

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
      const request = await findRequest(context, context.params.id)
      if (isRefusal(request)) return request
      const userIds = pendingUsers(request, context.body.userIds)
      if (isRefusal(userIds)) return userIds
      const deciding = await decisionOn(context, request, userIds)
      return decisionMade(context, deciding, reject(deciding))
    }),
})
