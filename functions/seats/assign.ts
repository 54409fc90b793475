import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { assign } from '#core/seats/assign.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import { actorOf, admins, buyers, licenseAdmins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { assignmentsOf, findPeople, userIdsShape } from './people.ts'

export const route = tenantRoute({
  summary: 'Gives licences to at most 20 users, all of them or none; a user twice counts once.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins, ...licenseAdmins],
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ userIds: userIdsShape }),
  answers: {
    200: {
      description: 'All of them hold a licence now',
      headers: ['ETag'],
      body: z.object({
        assigned: z
          .array(
            z.object({
              userId: z.string().describe('The object id'),
              displayName: z.string().describe('The full name'),
              userPrincipalName: z.string().describe('The name to sign in with'),
            }),
          )
          .describe('Who was asked for, those included who held one already'),
        availableLicenses: z.int().describe('Licences that are left to give'),
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
    'SubscriptionNotActive',
    'SingleUserSubscription',
    'GuestCannotBeAssigned',
    'UserNotActive',
    'NotEnoughLicenses',
  ],
  handle: (context) =>
    change(context, context.caller.tenantId, async () => {
      const { services, caller, person, params, body } = context
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const refusal = refuseAction('assign', found.subscription, found.standing)
      if (refusal) return refusal
      const users = await findPeople(services, caller.tenantId, body.userIds)
      if (isRefusal(users)) return users
      const decided = assign({
        ...found,
        users,
        present: await assignmentsOf(services, caller.tenantId, body.userIds),
        by: actorOf(caller, person),
        at: services.clock.now(),
        auditId: documentId.audit(services.ids.next()),
        nonce: services.ids.next(),
      })
      if (isRefusal(decided)) return decided
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
            availableLicenses: decided.available,
          },
        },
        etagOf: found.subscription.id,
      }
    }),
})
