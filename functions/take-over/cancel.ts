import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { cancellationReasonIds } from '#core/subscriptions/cancellation-reasons.ts'
import { planCancel } from '#core/take-over/plan.ts'
import { startCancel } from '#core/take-over/start-cancel.ts'
import { actorOf, admins, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { whenShape } from '../http/when.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'
import { findSubscription } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary: 'Takes all licences away and deletes the subscription; its purchaser gets a mail.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins],
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    reason: z.enum(cancellationReasonIds).describe('One of the reasons to choose from'),
    feedback: z.string().max(2_000).optional().describe('For whoever reads why people cancel'),
    confirm,
    startAt: whenShape.optional(),
  }),
  needsIfMatch: true,
  answers: { 202: { description: 'Started, or planned', body: operationShape, headers: acceptedHeaders } },
  refusals: [
    'NotFound',
    'ConfirmationRequired',
    'TakeControlRequired',
    'UnderAdminControl',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, params, body } = context
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const request = {
        operationId: services.ids.next() as OperationId,
        by: actorOf(caller, context.person),
        at: services.clock.now(),
        ifMatch: context.ifMatch,
        reason: body.reason,
        feedback: body.feedback ?? null,
        traceparent: context.traceparent,
      }
      const { subscription, standing } = found
      const started = body.startAt
        ? planCancel(subscription, standing, request, body.startAt)
        : startCancel(subscription, standing, request)
      if (isRefusal(started)) return started
      return accepted(services, started, actionsOn(context, started.operation, subscription))
    }),
})
