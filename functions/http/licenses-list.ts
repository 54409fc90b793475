import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders } from '../caller.ts'
import { door, guid } from '../door.ts'

export const licensesList = door({
  name: 'licenses-list',
  method: 'GET',
  route: '/tenants/{t}/licenses',
  summary: 'Each product once, with the licences of all its subscriptions summed.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({ channel: z.enum(['selfService', 'central', 'signUp', 'trial', 'all']).optional() }),
  answers: {
    200: {
      description: 'The products that the organisation has',
      body: z.object({
        value: z.array(
          z.object({
            productId: z.string(),
            displayName: z.string(),
            availableQuantity: z.int().describe('Licences bought'),
            assignedQuantity: z.int(),
            subscriptions: z.int(),
          }),
        ),
      }),
    },
  },
  refusals: [],
  async handle({ world, caller, query }) {
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'state', is: '=', value: 'active' },
    ]
    if (query.channel && query.channel !== 'all')
      where.push({ field: 'channel', is: '=', value: query.channel })
    const products = new Map<string, { bought: number; assigned: number; subscriptions: number }>()
    for await (const page of world.documents.pages<Subscription>(caller.tenantId, { where }, 1_000)) {
      for (const { productId, seats } of page.items) {
        const sum = products.get(productId) ?? { bought: 0, assigned: 0, subscriptions: 0 }
        sum.bought += seats.total
        sum.assigned += seats.assigned
        sum.subscriptions += 1
        products.set(productId, sum)
      }
    }
    const value = [...products]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([productId, sum]) => ({
        productId,
        displayName: productName(productId),
        availableQuantity: sum.bought,
        assignedQuantity: sum.assigned,
        subscriptions: sum.subscriptions,
      }))
    return { status: 200, body: { value } }
  },
})
