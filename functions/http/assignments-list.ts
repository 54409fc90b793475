import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { people } from '../caller.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { heldIn, isInLicenseAdminsHands, maySee } from '../subscriptions.ts'
import { listOf, paging } from '../views/shapes.ts'

export const assignmentsList = door({
  name: 'assignments-list',
  method: 'GET',
  route: '/tenants/{t}/subscriptions/{id}/assignments',
  summary: 'Who holds a licence of the subscription, or held one (`status=revoked`).',
  tag: 'Subscriptions',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject({ ...paging, status: z.enum(['active', 'revoked']).optional() }),
  answers: {
    200: {
      description: 'A page of users',
      body: listOf(
        z.object({
          userId: z.string(),
          displayName: z.string(),
          userPrincipalName: z.string(),
          status: z.enum(['active', 'revoked']),
          assignedDateTime: z.string(),
        }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(call) {
    const { world, caller, params } = call
    const subscription = await world.documents.read<Subscription>(caller.tenantId, params.id)
    if (subscription?.type !== 'subscription' || subscription.state === 'pending') return notFound()
    if (!maySee(caller, subscription) && !isInLicenseAdminsHands(caller, subscription)) return notFound()
    const where = heldIn(subscription.id, call.query.status ?? 'active')
    return listAnswer<Assignment>(call, subscription.tenantId, { where }, (assignment) => ({
      userId: assignment.userId,
      displayName: assignment.displayName,
      userPrincipalName: assignment.userPrincipalName,
      status: assignment.seat.state,
      assignedDateTime: assignment.createdAt,
    }))
  },
})
