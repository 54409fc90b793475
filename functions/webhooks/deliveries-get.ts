import * as z from 'zod'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, instantShape, nothing } from '../http/shapes.ts'
import { deliveryIdShape, findDelivery } from './find-delivery.ts'
import { deliveryIdOf, deliveryShape, deliveryView } from './view.ts'

const placedDeliveryShape = deliveryShape
  .extend({
    nextTryDateTime: instantShape
      .optional()
      .describe('When it is sent next, where it is the first of its order and not parked. RFC 3339, UTC'),
    waitsForId: z
      .string()
      .optional()
      .describe('The event before it in its order that has to be taken or dropped first'),
  })
  .meta({ id: 'PlacedWebhookDelivery', title: 'Event for a webhook, and its turn' })

export const route = tenantRoute({
  summary: 'One event for a webhook, and when it has its turn.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid, id: guid, deliveryId: deliveryIdShape }),
  query: nothing,
  answers: { 200: { description: 'The event', body: placedDeliveryShape } },
  refusals: ['NotFound'],
  async handle({ services, caller, params }) {
    const webhookId = params.id as WebhookId
    const found = await findDelivery(services, caller.tenantId, webhookId, params.deliveryId)
    if (isRefusal(found)) return found
    const { line, delivery } = found
    const isOver = delivery.endedAt !== null
    const isFirst = line.next === delivery.number
    return {
      status: 200,
      body: {
        ...deliveryView(delivery),
        ...(!isOver && isFirst && line.nextTryAt !== null ? { nextTryDateTime: line.nextTryAt } : {}),
        ...(!isOver && line.next < delivery.number
          ? { waitsForId: deliveryIdOf({ subject: line.subject, number: line.next }) }
          : {}),
      },
    }
  },
})
