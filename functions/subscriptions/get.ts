import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { people } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { dataPolicyFor, readDataPolicies } from '../policies/data-view.ts'
import { findSubscription } from './find.ts'
import { subscriptionShape, subscriptionView } from './view.ts'

export const route = tenantRoute({
  summary:
    'One subscription with its order history, what holds for its data and what the caller may do to it now.',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The subscription', body: subscriptionShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, caller, params, language } = context
    const [found, policies] = await Promise.all([
      findSubscription(context, params.id),
      readDataPolicies(services, caller.tenantId),
    ])
    if (isRefusal(found)) return found
    const { subscription, standing } = found
    const body = {
      ...subscriptionView(subscription, standing, language, true),
      dataPolicy: dataPolicyFor(policies, subscription.productId),
    }
    return { status: 200, body, etag: subscription._etag }
  },
})
