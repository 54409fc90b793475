import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { people } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { findSubscription } from '../subscriptions.ts'
import { subscriptionShape, subscriptionView } from '../views/subscription.ts'

export const subscriptionsGet = door({
  name: 'subscriptions-get',
  method: 'GET',
  route: '/tenants/{t}/subscriptions/{id}',
  summary: 'One subscription with its order history and what the caller may do to it now.',
  tag: 'Subscriptions',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The subscription', body: subscriptionShape } },
  refusals: ['NotFound'],
  async handle(call) {
    const subscription = await findSubscription(call, call.params.id)
    if (isRefusal(subscription)) return subscription
    const body = subscriptionView(subscription, call.caller, call.language, true)
    return { status: 200, body, etag: subscription._etag }
  },
})
