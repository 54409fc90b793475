import * as z from 'zod'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { DeliveryState } from '#core/webhooks/delivery.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findWebhook } from './find.ts'
import { countedWebhookShape, webhookView } from './view.ts'

export const route = tenantRoute({
  summary: 'One webhook: what is told there, how it goes with the receiver, and what waits.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The webhook', body: countedWebhookShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle({ services, caller, params }) {
    const webhookId = params.id as WebhookId
    const found = await findWebhook(services, caller.tenantId, webhookId)
    if (isRefusal(found)) return found
    const count = (state: DeliveryState) =>
      services.documents.count(caller.tenantId, {
        where: [
          { field: 'type', is: '=', value: 'delivery' },
          { field: 'webhookId', is: '=', value: webhookId },
          { field: 'state', is: '=', value: state },
        ],
      })
    const [waitingEvents, parkedEvents] = await Promise.all([count('waiting'), count('parked')])
    const { webhook, health } = found
    return {
      status: 200,
      body: { ...webhookView(webhook, health, caller), waitingEvents, parkedEvents },
      etag: webhook._etag,
    }
  },
})
