import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import { productName } from '#core/catalogue/products.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseAsTarget } from '#core/take-over/start-move.ts'
import { adminReaders } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, moneyShape, paging, productRefShape } from '../http/shapes.ts'
import { findSubscription } from '../subscriptions/find.ts'

const targetShape = z
  .object({
    id: z.string().describe('The subscription'),
    product: productRefShape.describe('What it is of'),
    channel: z.enum(channels).describe('The way in which it was got. Extensible'),
    totalLicenses: z.int().describe('Licences bought'),
    availableLicenses: z.int().describe('Licences that can be given'),
    enoughSeats: z.boolean().describe('A free licence for every user of the source'),
    price: moneyShape.describe('One licence for one term, without tax'),
    expirationDate: z.string().describe('The day on which the term ends'),
    etag: z.string().describe('Its version'),
  })
  .meta({ id: 'MoveTarget', title: 'Move target' })

export const route = tenantRoute({
  summary:
    'Where the users of a subscription can move: same product family, active, in the administrators’ hands.',
  tag: 'Subscriptions',
  who: adminReaders,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page of targets', body: listOf(targetShape) } },
  refusals: ['NotFound'],
  async handle(context) {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { subscription: source } = found
    const where: readonly Comparison[] = [
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
    ]
    return listAnswer<Subscription>(context, source.tenantId, { where }, (target) => ({
      id: target.id,
      product: { id: target.productId, displayName: productName(target.productId) },
      channel: target.channel,
      totalLicenses: target.seats.total,
      availableLicenses: target.seats.available,
      enoughSeats: !refuseAsTarget(source, target) && target.seats.available >= source.seats.assigned,
      price: { ...target.unitPrice },
      expirationDate: target.expirationDate,
      etag: target._etag,
    }))
  },
})
