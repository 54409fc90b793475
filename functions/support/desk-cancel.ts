import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { cancelForCase } from '#core/support/support-case.ts'
import { actorOf } from '../http/caller.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { operationShape } from '../operations/view.ts'
import { readCase, tenantOfCase, withinTenant } from './find.ts'

export const route = opsRoute({
  summary:
    'Cancels the subscription of a case in which an administrator asked for it, whether they took control or not; its purchaser gets a mail.',
  tag: 'Ops',
  who: ['support'],
  params: z.object({ id: guid }),
  query: nothing,
  body: nothing,
  answers: { 202: { description: 'Started', body: operationShape, headers: acceptedHeaders } },
  refusals: [
    'NotFound',
    'SupportCaseClosed',
    'CancellationNotAsked',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
  ],
  async handle(context) {
    const { services, caller, params, traceparent } = context
    const tenantId = await tenantOfCase(services, params.id)
    if (isRefusal(tenantId)) return tenantId
    return createOnce(withinTenant(context, tenantId), tenantId, async () => {
      const supportCase = await readCase(services, tenantId, params.id)
      if (isRefusal(supportCase)) return supportCase
      const source = await services.documents.read<Subscription>(tenantId, supportCase.subscriptionId)
      if (source?.type !== 'subscription') return notFound()
      const started = cancelForCase(supportCase, source, {
        operationId: services.ids.next() as OperationId,
        by: actorOf(caller),
        at: services.clock.now(),
        traceparent,
      })
      return isRefusal(started) ? started : accepted(services, started, [])
    })
  },
})
