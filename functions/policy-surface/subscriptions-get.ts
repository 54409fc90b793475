import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { people } from '../http/caller.ts'
import { guid, nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { companySubscriptionShape, companySubscriptionView } from './subscription-view.ts'

export const route = surfaceRoute({
  summary: 'One subscription that the caller sees.',
  who: people,
  params: z.object({ id: guid.describe('The subscription') }),
  query: nothing,
  answers: { 200: { description: 'The subscription', body: companySubscriptionShape } },
  refusals: ['NotFound'],
  async handle(context) {
    const found = await findSubscription(context, context.params.id)
    return isRefusal(found) ? found : { status: 200, body: companySubscriptionView(found.subscription) }
  },
})
