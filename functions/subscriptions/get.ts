import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { people } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findSubscription } from './find.ts'
import { subscriptionShape, subscriptionView } from './view.ts'

export const route = tenantRoute({
  summary: 'One subscription with its order history and what the caller may do to it now.',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The subscription', body: subscriptionShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { subscription, standing } = found
    const body = subscriptionView(subscription, standing, context.language, true)
    return { status: 200, body, etag: subscription._etag }
  },
})
