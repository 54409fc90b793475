import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { cancellationReasons } from '#core/subscriptions/cancellation-reasons.ts'
import { startCancel } from '#core/take-over/start-cancel.ts'
import { actorOf, admins, isAny } from '../caller.ts'
import { createOnce } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { accepted } from '../long-work.ts'
import { findSubscription } from '../subscriptions.ts'
import { operationShape } from '../views/operation.ts'
import { confirm } from '../views/shapes.ts'

export const subscriptionsCancel = door({
  name: 'subscriptions-cancel',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/cancel',
  summary: 'Takes all licences away and deletes the subscription; its purchaser gets a mail.',
  tag: 'Subscriptions',
  who: ['member', ...admins],
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    reason: z.enum(cancellationReasons.map((reason) => reason.id) as [string, ...string[]]),
    feedback: z.string().max(2_000).optional(),
    confirm,
  }),
  needsIfMatch: true,
  answers: { 202: { description: 'Started', body: operationShape } },
  refusals: [
    'NotFound',
    'ConfirmationRequired',
    'PreconditionRequired',
    'PreconditionFailed',
    'TakeControlRequired',
    'UnderAdminControl',
    'NotSelfService',
    'SubscriptionDeleted',
    'OperationInProgress',
  ],
  handle: (call) =>
    createOnce(call, call.caller.tenantId, async () => {
      const { world, caller, params } = call
      const source = await findSubscription(call, params.id)
      if (isRefusal(source)) return source
      const purchaser = source.purchaserId === caller.userId
      const admin = isAny(caller, admins)
      if (!purchaser && !admin) {
        return refuse('Forbidden', 'This is for the purchaser, and for administrators.')
      }
      const as = admin && (!purchaser || source.controlledBy) ? 'admin' : 'purchaser'
      const started = startCancel(source, as, {
        operationId: world.ids.next() as OperationId,
        by: actorOf(caller, call.person),
        at: world.clock.now(),
        ifMatch: call.ifMatch,
        reason: call.body.reason,
        feedback: call.body.feedback ?? null,
        traceparent: call.traceparent,
      })
      return isRefusal(started) ? started : accepted(world, started)
    }),
})
