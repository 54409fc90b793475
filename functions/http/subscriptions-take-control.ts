import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { takeControl } from '#core/take-over/take-control.ts'
import { actorOf, admins } from '../caller.ts'
import { change } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { findSubscription } from '../subscriptions.ts'
import { changedSubscriptionShape, subscriptionView } from '../views/subscription.ts'

export const subscriptionsTakeControl = door({
  name: 'subscriptions-take-control',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/takeControl',
  summary: 'Puts a self-service subscription under the administrators’ control; twice changes nothing.',
  tag: 'Subscriptions',
  who: admins,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'Under control', body: changedSubscriptionShape } },
  refusals: ['NotFound', 'NotSelfService', 'SubscriptionDeleted'],
  handle: (call) =>
    change(call, call.caller.tenantId, async () => {
      const { world, caller, person, params, language } = call
      const subscription = await findSubscription(call, params.id)
      if (isRefusal(subscription)) return subscription
      const decided = takeControl(
        subscription,
        actorOf(caller, person),
        world.clock.now(),
        documentId.audit(world.ids.next()),
      )
      if (isRefusal(decided)) return decided
      const { etag: _before, ...body } = subscriptionView(
        { ...subscription, ...decided.after },
        caller,
        language,
        true,
      )
      return { writes: decided.writes, answer: { status: 200, body }, etagOf: subscription.id }
    }),
})
