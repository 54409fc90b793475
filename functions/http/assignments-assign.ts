import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { assign } from '#core/seats/assign.ts'
import { actorOf, admins } from '../caller.ts'
import { change } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { assignmentsOf, findForSeats, findPeople, userIdsShape } from '../seat-doors.ts'

export const assignmentsAssign = door({
  name: 'assignments-assign',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/assignments',
  summary: 'Gives licences to at most 20 users, all of them or none; a user twice counts once.',
  tag: 'Subscriptions',
  who: ['member', ...admins, 'licenseAdmin', 'userAdmin'],
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ userIds: userIdsShape }),
  answers: {
    200: {
      description: 'All of them hold a licence now',
      body: z.object({
        assigned: z.array(
          z.object({ userId: z.string(), displayName: z.string(), userPrincipalName: z.string() }),
        ),
        availableLicenses: z.int(),
      }),
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'TakeControlRequired',
    'UnderAdminControl',
    'OperationInProgress',
    'SubscriptionDeleted',
    'SingleUserSubscription',
    'GuestCannotBeAssigned',
    'NotEnoughLicenses',
  ],
  handle: (call) =>
    change(call, call.caller.tenantId, async () => {
      const { world, caller, person, params } = call
      const subscription = await findForSeats(call, params.id)
      if (isRefusal(subscription)) return subscription
      const users = await findPeople(world, caller.tenantId, call.body.userIds)
      if (isRefusal(users)) return users
      const decided = assign({
        subscription,
        users,
        present: await assignmentsOf(world, caller.tenantId, call.body.userIds),
        by: actorOf(caller, person),
        at: world.clock.now(),
        auditId: documentId.audit(world.ids.next()),
        nonce: world.ids.next(),
      })
      if (isRefusal(decided)) return decided
      const added = decided.writes.length === 0 ? 0 : decided.writes.length - 2
      return {
        writes: decided.writes,
        answer: {
          status: 200,
          body: {
            assigned: users.map(({ userId, displayName, userPrincipalName }) => ({
              userId,
              displayName,
              userPrincipalName,
            })),
            availableLicenses: subscription.seats.available - added,
          },
        },
        etagOf: subscription.id,
      }
    }),
})
