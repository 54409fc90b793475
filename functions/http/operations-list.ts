import * as z from 'zod'
import type { Operation } from '#core/operations/operation.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, isAny, people } from '../caller.ts'
import { type Call, door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { operationShape, operationView } from '../views/operation.ts'
import { listOf, paging } from '../views/shapes.ts'

export const operationsList = door({
  name: 'operations-list',
  method: 'GET',
  route: '/tenants/{t}/operations',
  summary: 'The operations of the last 30 days, oldest first; for a purchaser those on his subscriptions.',
  tag: 'Operations',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    status: z.enum(['NotStarted', 'Running', 'Paused', 'Succeeded', 'Failed', 'Canceled']).optional(),
    subscriptionId: guid.optional(),
  }),
  answers: {
    200: { description: 'A page of operations', body: listOf(operationShape.extend({ etag: z.string() })) },
  },
  refusals: [],
  async handle(call) {
    const { status, subscriptionId } = call.query
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'operation' }]
    if (status) where.push({ field: 'state', is: '=', value: status })
    if (subscriptionId) where.push({ field: 'subscriptionId', is: '=', value: subscriptionId })
    if (!isAny(call.caller, adminReaders)) {
      const values = await ownSubscriptions(call)
      if (values.length === 0) return { status: 200, body: { value: [] } }
      // An export begins at one of them, but is the administrators'.
      where.push({ field: 'kind', is: 'in', values: ['moveUsers', 'cancel'] })
      where.push({ field: 'subscriptionId', is: 'in', values })
    }
    return listAnswer<Operation>(call, call.caller.tenantId, { where }, (operation) => ({
      ...operationView(call.world, operation),
      etag: operation._etag,
    }))
  },
})

async function ownSubscriptions({ world, caller }: Pick<Call, 'world' | 'caller'>): Promise<string[]> {
  const where: Comparison[] = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'purchaserId', is: '=', value: caller.userId },
  ]
  const own: string[] = []
  for await (const page of world.documents.pages<Subscription>(
    caller.tenantId,
    { where, fields: ['id'] },
    1_000,
  )) {
    own.push(...page.items.map(({ id }) => id))
  }
  return own
}
