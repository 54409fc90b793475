import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { approve } from '#core/requests/decide.ts'
import { pendingUsers, refusePeople } from '#core/requests/license-request.ts'
import { actorOf } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { sendMailsIn } from '../mail/message.ts'
import { assignmentsOf, findPeople, userIdsShape } from '../seats/people.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { deciders, findRequest, readRequester } from './find.ts'
import { roomFor } from './room.ts'
import { changedRequestShape, messageShape, requestView } from './view.ts'

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
      const { services, caller, person, tenant, params, body, traceparent } = context
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
      const auditId = documentId.audit(services.ids.next())
      const decided = approve(
        {
          request,
          requester: await readRequester(context, request),
          userIds,
          message: body.message,
          by: actorOf(caller, person),
          at: services.clock.now(),
          auditId,
          organisation: tenant.displayName,
          traceparent,
        },
        { ...found, users, present, nonce: services.ids.next() },
      )
      if (isRefusal(decided)) return decided
      return {
        writes: decided.writes,
        answer: { status: 200, body: requestView(caller, decided.after) },
        etagOf: request.id,
        creates: auditId,
        afterwards: () => sendMailsIn(services, decided.writes),
      }
    }),
})
