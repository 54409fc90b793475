import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { people } from '../caller.ts'
import { door, guid } from '../door.ts'
import { findOperation } from '../operations.ts'
import { listAnswer } from '../paging.ts'
import { isAssignment } from '../subscriptions.ts'
import { listOf, paging } from '../views/shapes.ts'

export const operationsResults = door({
  name: 'operations-results',
  method: 'GET',
  route: '/tenants/{t}/operations/{id}/results',
  summary: 'What became of each user so far. Read from the licences themselves, so it is never behind.',
  tag: 'Operations',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of users',
      body: listOf(
        z.object({ userId: z.string(), outcome: z.enum(['succeeded', 'skipped']).describe('Extensible') }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(call) {
    const operation = await findOperation(call, call.params.id)
    if (isRefusal(operation)) return operation
    const where = [
      isAssignment,
      {
        field: 'seat.subscriptionId',
        is: 'in',
        values: [operation.subscriptionId, operation.targetSubscriptionId].filter((id) => id !== null),
      },
      { field: 'seat.operationId', is: '=', value: operation.id },
    ] as const
    // A move gives a seat; only who already held the target, or left on his own, ends without one.
    const done = operation.kind === 'moveUsers' ? 'active' : 'revoked'
    return listAnswer<Assignment>(call, operation.tenantId, { where }, ({ userId, seat }) => ({
      userId,
      outcome: seat.state === done ? 'succeeded' : 'skipped',
    }))
  },
})
