import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import { productName } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, buyers, licenseAdmins } from '../http/caller.ts'
import { rowsAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { licensesSeenBy } from './licenses-seen.ts'

export const route = tenantRoute({
  summary: 'Each product once, with the licences of all subscriptions of it that the caller sees summed.',
  tag: 'Subscriptions',
  who: [...buyers, ...adminReaders, ...licenseAdmins],
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    channel: z
      .enum([...channels, 'all'])
      .optional()
      .describe('The way in which they were got'),
  }),
  answers: {
    200: {
      description: 'A page of the products that the organisation has',
      body: listOf(
        z
          .object({
            productId: z.string().describe('The product'),
            displayName: z.string().describe('Its name'),
            availableQuantity: z.int().describe('Licences bought'),
            assignedQuantity: z.int().describe('Licences that people hold'),
            freeQuantity: z.int().describe('Licences that can be given'),
            subscriptions: z.int().describe('Purchases that they come from'),
          })
          .meta({ id: 'ProductLicenses', title: 'Licences of a product' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller, query } = context
    const where: Comparison[] = [...licensesSeenBy(caller)]
    if (query.channel && query.channel !== 'all')
      where.push({ field: 'channel', is: '=', value: query.channel })
    const products = new Map<
      string,
      { bought: number; assigned: number; free: number; subscriptions: number }
    >()
    const found = { where, fields: ['productId', 'seats'] }
    for await (const page of services.documents.pages<Subscription>(caller.tenantId, found, 1_000)) {
      for (const { productId, seats } of page.items) {
        const sum = products.get(productId) ?? { bought: 0, assigned: 0, free: 0, subscriptions: 0 }
        sum.bought += seats.total
        sum.assigned += seats.assigned
        sum.free += seats.available
        sum.subscriptions += 1
        products.set(productId, sum)
      }
    }
    const rows = [...products]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([productId, sum]) => ({
        productId,
        displayName: productName(productId),
        availableQuantity: sum.bought,
        assignedQuantity: sum.assigned,
        freeQuantity: sum.free,
        subscriptions: sum.subscriptions,
      }))
    return rowsAnswer(context, rows)
  },
})
