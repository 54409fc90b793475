import * as z from 'zod'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, isAny, people } from '../caller.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { listOf, paging } from '../views/shapes.ts'
import { subscriptionShape, subscriptionView } from '../views/subscription.ts'

export const subscriptionsList = door({
  name: 'subscriptions-list',
  method: 'GET',
  route: '/tenants/{t}/subscriptions',
  summary: 'Subscriptions: all of the organisation for administrators, their own for purchasers.',
  tag: 'Subscriptions',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    channel: z.enum(['selfService', 'central', 'signUp', 'trial', 'all']).optional(),
    status: z.enum(['Active', 'Deleted']).optional(),
    productId: z.string().max(64).optional(),
    purchaserId: guid.optional(),
    priceTag: z.literal('Free').optional(),
  }),
  answers: { 200: { description: 'A page of subscriptions', body: listOf(subscriptionShape) } },
  refusals: [],
  handle(call) {
    const { caller, query, language } = call
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'subscription' }]
    const equals = (field: string, value: string) => where.push({ field, is: '=', value })
    if (!isAny(caller, adminReaders)) equals('purchaserId', caller.userId)
    if (query.status) equals('state', query.status === 'Active' ? 'active' : 'deleted')
    else where.push({ field: 'state', is: 'in', values: ['active', 'deleted'] })
    if (query.channel && query.channel !== 'all') equals('channel', query.channel)
    if (query.productId) equals('productId', query.productId)
    if (query.purchaserId) equals('purchaserId', query.purchaserId)
    if (query.priceTag) where.push({ field: 'unitPrice.amount', is: '=', value: 0 })
    return listAnswer<Subscription>(call, caller.tenantId, { where }, (subscription) =>
      subscriptionView(subscription, caller, language, false),
    )
  },
})
