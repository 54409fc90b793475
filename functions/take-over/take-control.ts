import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { takeControl } from '#core/take-over/take-control.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { changedSubscriptionShape, changedSubscriptionView } from '../subscriptions/view.ts'

export const route = tenantRoute({
  summary: 'Puts a self-service subscription under the administrators’ control; twice changes nothing.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'Under control', body: changedSubscriptionShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'NotSelfService', 'SubscriptionDeleted', 'SubscriptionNotActive'],
  handle: (context) =>
    change(context, context.caller.tenantId, async () => {
      const { services, caller, person, params, language } = context
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const { subscription, standing } = found
      const decided = takeControl(
        subscription,
        standing,
        actorOf(caller, person),
        services.clock.now(),
        documentId.audit(services.ids.next()),
      )
      if (isRefusal(decided)) return decided
      const body = changedSubscriptionView(decided.after, standing, language)
      return { writes: decided.writes, answer: { status: 200, body }, etagOf: subscription.id }
    }),
})
