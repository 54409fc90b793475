import * as z from 'zod'
import type { Comparison } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { people } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { seenBy } from '../subscriptions/list.ts'
import { stateOfStatus } from '../subscriptions/view.ts'
import { graphListOf, graphPage, graphPaging } from './graph-list.ts'
import { companySubscriptionShape, companySubscriptionView } from './subscription-view.ts'

export const route = surfaceRoute({
  summary: 'The subscriptions that the caller sees, oldest first, those that were deleted included.',
  who: people,
  params: nothing,
  query: z.strictObject(graphPaging),
  answers: { 200: { description: 'A page of subscriptions', body: graphListOf(companySubscriptionShape) } },
  refusals: [],
  handle(context) {
    const { services, caller } = context
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'state', is: 'in', values: Object.values(stateOfStatus) },
      ...seenBy(caller),
    ]
    return graphPage(context, 'directory/subscriptions', async (from) => {
      const page = await services.documents.page<Subscription>(caller.tenantId, { where }, from)
      return { rows: page.items.map(companySubscriptionView), continuation: page.continuation }
    })
  },
})
