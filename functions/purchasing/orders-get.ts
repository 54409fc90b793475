import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { centralOrderShape, centralOrderView, findOrder } from './orders-view.ts'

export const route = tenantRoute({
  summary: 'A central purchase that was begun; one that nobody completes is gone after an hour.',
  tag: 'Subscriptions',
  who: adminReaders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The order', body: centralOrderShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const order = await findOrder(context, context.params.id)
    if (isRefusal(order)) return order
    return { status: 200, body: centralOrderView(order), etag: order._etag }
  },
})
