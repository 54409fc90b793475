import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { unassign } from '#core/seats/unassign.ts'
import { actorOf, admins } from '../caller.ts'
import { createOnce } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { assignmentsOf, findForSeats, findPeople, userIdsShape } from '../seat-doors.ts'
import { confirm } from '../views/shapes.ts'

export const assignmentsRemove = door({
  name: 'assignments-remove',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/assignments/remove',
  summary: 'Takes licences back from at most 20 users; who had none is listed in `notAssigned`.',
  tag: 'Subscriptions',
  who: ['member', ...admins, 'licenseAdmin', 'userAdmin'],
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ userIds: userIdsShape, confirm }),
  answers: {
    200: {
      description: 'None of them holds a licence now',
      body: z.object({ removed: z.array(z.string()), notAssigned: z.array(z.string()) }),
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'ConfirmationRequired',
    'TakeControlRequired',
    'UnderAdminControl',
    'SubscriptionDeleted',
  ],
  handle: (call) =>
    createOnce(call, call.caller.tenantId, async () => {
      const { world, caller, person, params } = call
      const subscription = await findForSeats(call, params.id)
      if (isRefusal(subscription)) return subscription
      const users = await findPeople(world, caller.tenantId, call.body.userIds)
      if (isRefusal(users)) return users
      const held = (await assignmentsOf(world, caller.tenantId, call.body.userIds)).filter(
        ({ seat }) => seat.subscriptionId === subscription.id && seat.state === 'active',
      )
      const removed = held.map((assignment) => assignment.userId)
      const auditId = documentId.audit(world.ids.next())
      return {
        writes: unassign({
          subscription,
          held,
          by: actorOf(caller, person),
          at: world.clock.now(),
          auditId,
        }),
        answer: {
          status: 200,
          body: { removed, notAssigned: call.body.userIds.filter((userId) => !removed.includes(userId)) },
        },
        etagOf: subscription.id,
        creates: auditId,
      }
    }),
})
