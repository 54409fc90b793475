import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { approve } from '#core/requests/decide.ts'
import { pendingUsers, refusePeople } from '#core/requests/license-request.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { assignmentsOf, findPeople, userIdsShape } from '../seats/people.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { decisionMade, decisionOn } from './decision.ts'
import { deciders, findRequest } from './find.ts'
import { roomFor } from './room.ts'
import { changedRequestShape, messageShape } from './view.ts'

export const route = tenantRoute({
  summary:
    'Approves a request for all who wait, or for some: each gets a licence at once, or nobody does. Whom it leaves out still waits.',
  tag: 'Subscriptions',
  who: deciders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    userIds: userIdsShape.optional().describe('For whom; for all who wait when absent'),
    subscriptionId: guid
      .optional()
      .describe(
        'Where the licences come from: central, or taken over; the first with enough free ones when absent',
      ),
    message: messageShape.optional().describe('For who asked; it stands in the mail'),
  }),
  answers: { 200: { description: 'As it is now', body: changedRequestShape, headers: ['ETag'] } },
  refusals: [
    'NotFound',
    'UserNotFound',
    'LicenseRequestDecided',
    'TakeControlRequired',
    'OperationInProgress',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'SingleUserSubscription',
    'OtherProduct',
    'GuestCannotBeAssigned',
    'UserNotActive',
    'NotEnoughLicenses',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, params, body } = context
      const request = await findRequest(context, params.id)
      if (isRefusal(request)) return request
      const userIds = pendingUsers(request, body.userIds)
      if (isRefusal(userIds)) return userIds
      const users = await findPeople(services, caller.tenantId, userIds)
      if (isRefusal(users)) return users
      const refusal = refusePeople(users)
      if (refusal) return refusal
      const found = await (body.subscriptionId
        ? findSubscription(context, body.subscriptionId)
        : roomFor(context, request.productId, userIds))
      if (isRefusal(found)) return found
      // After the subscription, whose etag stands for all who hold one of its licences.
      const present = await assignmentsOf(services, caller.tenantId, userIds)
      const deciding = await decisionOn(context, request, userIds)
      const decided = approve(deciding, { ...found, users, present, nonce: services.ids.next() })
      return isRefusal(decided) ? decided : decisionMade(context, deciding, decided)
    }),
})
