import * as z from 'zod'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription, SubscriptionState } from '#core/subscriptions/subscription.ts'
import { adminReaders, buyers, licenseAdmins } from '../http/caller.ts'
import { sliceOf } from '../http/paging.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { seenBy } from '../subscriptions/list.ts'
import { graphListOf, graphPage, graphPaging } from './graph-list.ts'
import { servicePlanShape, servicePlanViews, skuOfSubscription } from './skus.ts'
import { graphStatusOf } from './subscription-view.ts'

const units = z.int()

/** https://learn.microsoft.com/graph/api/resources/subscribedsku */
const subscribedSkuShape = z
  .object({
    id: z.string().describe('The organisation and the SKU'),
    skuId: z.string().describe('What it is, a GUID'),
    skuPartNumber: z.string().describe('Its name'),
    appliesTo: z.string().describe('`User`'),
    capabilityStatus: z
      .string()
      .describe('`Enabled`, `Warning` or `Suspended`: the best of its subscriptions'),
    consumedUnits: units.describe('Licences that people hold'),
    prepaidUnits: z
      .object({
        enabled: units.describe('Licences in their term'),
        suspended: units.describe('Licences that do not work any more'),
        warning: units.describe('Licences after their term, which still work'),
      })
      .describe('Licences bought'),
    servicePlans: z.array(servicePlanShape).describe('What is in it'),
  })
  .meta({ id: 'SubscribedSku', title: 'SKU that the organisation has, as Graph shows it' })

const counted = ['active', 'expired', 'disabled'] as const satisfies readonly SubscriptionState[]
type Counted = (typeof counted)[number]

export const route = surfaceRoute({
  summary: 'Each SKU once, with the licences of all subscriptions of it that the caller sees summed.',
  who: [...buyers, ...adminReaders, ...licenseAdmins],
  params: nothing,
  query: z.strictObject(graphPaging),
  answers: { 200: { description: 'A page of SKUs', body: graphListOf(subscribedSkuShape) } },
  refusals: [],
  async handle(context) {
    const { services, caller, query } = context
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'state', is: 'in', values: [...counted] },
      ...seenBy(caller),
    ]
    const sums = new Map<string, Sum>()
    const found = { where, fields: ['productId', 'channel', 'state', 'seats'] }
    for await (const page of services.documents.pages<Subscription>(caller.tenantId, found, 1_000))
      for (const subscription of page.items) addTo(sums, subscription)
    const rows = [...sums.values()]
      .sort((a, b) => (a.sku.skuPartNumber < b.sku.skuPartNumber ? -1 : 1))
      .map((sum) => subscribedSkuView(caller.tenantId, sum))
    return graphPage(context, 'subscribedSkus', (from) => sliceOf(rows, from, query.$top))
  },
})

interface Sum {
  readonly sku: ReturnType<typeof skuOfSubscription>
  readonly bought: Record<Counted, number>
  readonly seen: Set<SubscriptionState>
  held: number
}

function addTo(sums: Map<string, Sum>, subscription: Subscription): void {
  const sku = skuOfSubscription(subscription)
  const key = `${sku.skuId} ${sku.skuPartNumber}`
  const sum = sums.get(key) ?? {
    sku,
    bought: { active: 0, expired: 0, disabled: 0 },
    seen: new Set(),
    held: 0,
  }
  const { state, seats } = subscription
  const one = counted.find((other) => other === state)
  if (one) sum.bought[one] += seats.total
  sum.seen.add(state)
  sum.held += seats.assigned
  sums.set(key, sum)
}

function subscribedSkuView(tenantId: TenantId, { sku, bought, seen, held }: Sum) {
  const best = counted.find((state) => seen.has(state)) ?? 'disabled'
  return {
    id: `${tenantId}_${sku.skuId}`,
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    appliesTo: 'User',
    capabilityStatus: graphStatusOf[best],
    consumedUnits: held,
    prepaidUnits: { enabled: bought.active, suspended: bought.disabled, warning: bought.expired },
    servicePlans: servicePlanViews(sku, best !== 'disabled'),
  }
}
