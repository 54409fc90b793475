import * as z from 'zod'
import { type Channel, channels } from '#core/catalogue/channel.ts'
import { findProduct, productName } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { changed } from '#core/seats/seats.ts'
import { type Seats, type Subscription, workingStates } from '#core/subscriptions/subscription.ts'
import { adminReaders } from '../http/caller.ts'
import { rowsAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'

const counts = {
  totalLicenses: z.int().describe('Licences bought'),
  assignedLicenses: z.int().describe('Licences that people hold'),
  reservedLicenses: z.int().describe('Held back for users of an operation that is under way'),
  availableLicenses: z.int().describe('Licences that can be given'),
  subscriptions: z.int().describe('Purchases that they come from'),
}

export const capacityShape = z
  .object({
    productId: z.string().describe('The product'),
    displayName: z.string().describe('Its name'),
    ...counts,
    channels: z
      .array(
        z.object({
          channel: z.enum(channels).describe('The way in which they were got. Extensible'),
          ...counts,
        }),
      )
      .describe('The same apart, for each way in which some were got'),
  })
  .meta({ id: 'ProductCapacity', title: 'Capacity of a product' })

export const route = tenantRoute({
  summary:
    'What there is of each product, by the way in which it was got: licences bought, held, held back and free, as far as they work.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of the products that the organisation has',
      body: listOf(capacityShape),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller } = context
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'state', is: 'in', values: [...workingStates] },
    ]
    // As many sums as there are products and ways to get them, however many subscriptions there are.
    const sums = new Map<string, Map<Channel, Capacity>>()
    const query = { where, fields: ['productId', 'channel', 'seats'] }
    for await (const page of services.documents.pages<Subscription>(caller.tenantId, query, 1_000)) {
      for (const { productId: boughtAs, channel, seats } of page.items) {
        // A product that has another id by now is still one product.
        const productId = findProduct(boughtAs)?.id ?? boughtAs
        const ofProduct = sums.get(productId) ?? new Map<Channel, Capacity>()
        ofProduct.set(channel, plus(ofProduct.get(channel) ?? none, { seats, subscriptions: 1 }))
        sums.set(productId, ofProduct)
      }
    }
    const rows = [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([productId, byChannel]) => ({
        productId,
        displayName: productName(productId),
        ...countsOf([...byChannel.values()].reduce(plus, none)),
        channels: channels.flatMap((channel) => {
          const capacity = byChannel.get(channel)
          return capacity ? [{ channel, ...countsOf(capacity) }] : []
        }),
      }))
    return rowsAnswer(context, rows)
  },
})

interface Capacity {
  readonly seats: Seats
  readonly subscriptions: number
}

const none: Capacity = { seats: { total: 0, assigned: 0, reserved: 0, available: 0 }, subscriptions: 0 }

function plus(one: Capacity, other: Capacity): Capacity {
  return {
    seats: changed(one.seats, other.seats),
    subscriptions: one.subscriptions + other.subscriptions,
  }
}

function countsOf({ seats, subscriptions }: Capacity) {
  return {
    totalLicenses: seats.total,
    assignedLicenses: seats.assigned,
    reservedLicenses: seats.reserved,
    availableLicenses: seats.available,
    subscriptions,
  }
}
