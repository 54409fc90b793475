import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { isHeldIn } from '#core/seats/assignment.ts'
import { unassign } from '#core/seats/unassign.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import { actorOf, admins, buyers, licenseAdmins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { assignmentsOf, findPeople, userIdsShape } from './people.ts'

export const route = tenantRoute({
  summary: 'Takes licences back from at most 20 users; who had none is listed in `notAssigned`.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins, ...licenseAdmins],
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ userIds: userIdsShape, confirm }),
  answers: {
    200: {
      description: 'None of them holds a licence now',
      headers: ['ETag'],
      body: z.object({
        removed: z.array(z.string()).describe('Whose licence was taken back'),
        notAssigned: z.array(z.string()).describe('Who had none'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'ConfirmationRequired',
    'TakeControlRequired',
    'UnderAdminControl',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'SingleUserSubscription',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, params, body } = context
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const { subscription, standing } = found
      const refusal = refuseAction('unassign', subscription, standing)
      if (refusal) return refusal
      const users = await findPeople(services, caller.tenantId, body.userIds)
      if (isRefusal(users)) return users
      const held = (await assignmentsOf(services, caller.tenantId, body.userIds)).filter((assignment) =>
        isHeldIn(assignment, subscription),
      )
      const removed = held.map((assignment) => assignment.userId)
      const auditId = documentId.audit(services.ids.next())
      return {
        writes: unassign({
          subscription,
          held,
          by: actorOf(caller, person),
          at: services.clock.now(),
          auditId,
        }),
        answer: {
          status: 200,
          body: { removed, notAssigned: body.userIds.filter((userId) => !removed.includes(userId)) },
        },
        etagOf: subscription.id,
        creates: auditId,
      }
    }),
})
