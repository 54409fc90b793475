import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import { people } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { findOperation } from './find.ts'

export const route = tenantRoute({
  summary: 'What became of each user so far. Read from the licences themselves, so it is never behind.',
  tag: 'Operations',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of users',
      body: listOf(
        z
          .object({
            userId: z.string().describe('The object id'),
            outcome: z.enum(['succeeded', 'skipped']).describe('Extensible'),
          })
          .meta({ id: 'OperationResult', title: 'Outcome of a user' }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const operation = await findOperation(context, context.params.id)
    if (isRefusal(operation)) return operation
    const { id, tenantId, subscriptionId } = operation
    const moves = operation.kind === 'moveUsers'
    const values = moves ? [subscriptionId, operation.targetSubscriptionId] : [subscriptionId]
    const where: readonly Comparison[] = [
      isAssignment,
      { field: 'seat.subscriptionId', is: 'in', values },
      { field: 'seat.operationId', is: '=', value: id },
    ]
    // A move gives a seat; only who already held the target, or left by themselves, ends without one.
    const done = moves ? 'active' : 'revoked'
    return listAnswer<Assignment>(context, tenantId, { where }, ({ userId, seat }) => ({
      userId,
      outcome: seat.state === done ? 'succeeded' : 'skipped',
    }))
  },
})
