import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseAsTarget } from '#core/take-over/start-move.ts'
import { adminReaders } from '../caller.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { findSubscription } from '../subscriptions.ts'
import { listOf, paging } from '../views/shapes.ts'

const targetShape = z.object({
  id: z.string(),
  product: z.object({ id: z.string(), displayName: z.string() }),
  channel: z.string(),
  availableLicenses: z.int(),
  enoughSeats: z.boolean().describe('A free licence for every user of the source'),
  etag: z.string(),
})

export const subscriptionsMoveTargets = door({
  name: 'subscriptions-move-targets',
  method: 'GET',
  route: '/tenants/{t}/subscriptions/{id}/moveTargets',
  summary:
    'Where the users of a subscription can move: same product family, active, in the administrators’ hands.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page of targets', body: listOf(targetShape) } },
  refusals: ['NotFound'],
  async handle(call) {
    const source = await findSubscription(call, call.params.id)
    if (isRefusal(source)) return source
    const sameFamily = {
      where: [
        { field: 'type', is: '=', value: 'subscription' },
        { field: 'state', is: '=', value: 'active' },
        { field: 'family', is: '=', value: source.family },
        { field: 'operationId', is: '=', value: null },
        {
          anyOf: [
            { field: 'channel', is: '=', value: 'central' },
            { field: 'controlledBy.id', is: '>=', value: '' },
          ],
        },
        { field: 'id', is: '!=', value: source.id },
      ],
    } as const
    return listAnswer<Subscription>(call, source.tenantId, sameFamily, (target) => ({
      id: target.id,
      product: { id: target.productId, displayName: productName(target.productId) },
      channel: target.channel,
      availableLicenses: target.seats.available,
      enoughSeats: !refuseAsTarget(source, target) && target.seats.available >= source.seats.assigned,
      etag: target._etag,
    }))
  },
})
