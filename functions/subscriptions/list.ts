import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, type Caller, isAny, isPartner, licenseAdmins, people } from '../http/caller.ts'
import { listAnswer, withFields } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { counted, countedListOf, guid, orderedBy, paging } from '../http/shapes.ts'
import { standingOf } from './find.ts'
import { hasInIt, searchSays, searchShape } from './search.ts'
import { stateOfStatus, statuses, subscriptionShape, subscriptionView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Subscriptions: all of the organisation for administrators, their own for purchasers; for License and User Administrators those that they may assign.',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    channel: z
      .enum([...channels, 'all'])
      .optional()
      .describe('The way in which it was got'),
    status: z.enum(statuses).optional().describe('All when absent'),
    productId: z.string().max(64).optional().describe('What it is of'),
    purchaserId: guid.optional().describe('Who bought it'),
    priceTag: z.literal('Free').optional().describe('Only what costs nothing'),
    search: searchShape.optional().describe(searchSays),
    orderby: orderedBy({
      createdDateTime: 'createdAt',
      expirationDate: 'expirationDate',
      purchaser: 'purchaserName',
    })
      .optional()
      .describe('What to sort by, `desc` for the other way round; as they were bought when absent'),
    count: counted,
  }),
  answers: { 200: { description: 'A page of subscriptions', body: countedListOf(subscriptionShape) } },
  refusals: [],
  async handle(context) {
    const { services, caller, query, language } = context
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'subscription' }, ...seenBy(caller)]
    const equals = (field: string, value: string) => where.push({ field, is: '=', value })
    if (query.status) equals('state', stateOfStatus[query.status])
    else where.push({ field: 'state', is: 'in', values: Object.values(stateOfStatus) })
    if (query.channel && query.channel !== 'all') equals('channel', query.channel)
    if (query.productId) equals('productId', query.productId)
    if (query.purchaserId) equals('purchaserId', query.purchaserId)
    if (query.priceTag) where.push({ field: 'unitPrice.amount', is: '=', value: 0 })
    if (query.search !== undefined) where.push(hasInIt(query.search))
    const [page, count] = await Promise.all([
      listAnswer<Subscription>(
        context,
        caller.tenantId,
        { where, ...(query.orderby ? { orderBy: query.orderby } : {}) },
        (subscription) => subscriptionView(subscription, standingOf(caller, subscription), language, false),
      ),
      query.count === 'true' ? services.documents.count(caller.tenantId, { where }) : undefined,
    ])
    return count === undefined ? page : withFields(page, { count })
  },
})

/** As `maySee` says of one. (R160) */
export function seenBy(caller: Caller): readonly Comparison[] {
  if (isAny(caller, adminReaders)) return []
  const enabled: Comparison = { field: 'state', is: '!=', value: 'disabled' }
  const own: Comparison = {
    field: 'purchaserId',
    is: '=',
    // Nothing here is a partner's own.
    value: isPartner(caller) ? '' : caller.userId,
  }
  if (!isAny(caller, licenseAdmins)) return [enabled, own]
  return [
    enabled,
    {
      anyOf: [
        own,
        { field: 'channel', is: '=', value: 'central' },
        { field: 'controlledBy.id', is: '>=', value: '' },
      ],
    },
  ]
}
