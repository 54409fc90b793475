import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { type Assignment, heldIn } from '#core/seats/assignment.ts'
import { people } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, instantShape, listOf, paging } from '../http/shapes.ts'
import { findSubscription } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary: 'Who holds a licence of the subscription, or held one (`status=revoked`).',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject({
    ...paging,
    status: z
      .enum(['active', 'revoked'])
      .optional()
      .describe('Who holds one now, or did; `active` when absent'),
  }),
  answers: {
    200: {
      description: 'A page of users',
      body: listOf(
        z
          .object({
            userId: z.string().describe('The object id'),
            displayName: z.string().describe('The full name'),
            userPrincipalName: z.string().describe('The name to sign in with'),
            status: z.enum(['active', 'revoked']).describe('Whether the licence is held'),
            assignedDateTime: instantShape.describe('Since when. RFC 3339, UTC'),
          })
          .meta({ id: 'Assignment', title: 'Assigned licence' }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { id, tenantId } = found.subscription
    const where = heldIn(id, context.query.status ?? 'active')
    return listAnswer<Assignment>(context, tenantId, { where }, (assignment) => ({
      userId: assignment.userId,
      displayName: assignment.displayName,
      userPrincipalName: assignment.userPrincipalName,
      status: assignment.seat.state,
      assignedDateTime: assignment.createdAt,
    }))
  },
})
