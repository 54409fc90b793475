import * as z from 'zod'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Delivery } from '#core/webhooks/delivery.ts'
import { eventTypes, testType } from '#core/webhooks/event.ts'
import { adminReaders } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, paging } from '../http/shapes.ts'
import { findWebhook } from './find.ts'
import { deliveryShape, deliveryStatuses, deliveryView, stateOfStatus } from './view.ts'

const sentTypes = [...eventTypes, testType] as const

export const route = tenantRoute({
  summary:
    'The events of a webhook, newest first: those that wait or are parked, and those of the last 30 days.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject({
    ...paging,
    status: commaSeparated(deliveryStatuses).optional().describe('One or more, separated by commas'),
    type: z.enum(sentTypes).optional().describe('What is told'),
  }),
  answers: { 200: { description: 'A page of events', body: listOf(deliveryShape) } },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, caller, params, query } = context
    const webhookId = params.id as WebhookId
    const found = await findWebhook(services, caller.tenantId, webhookId)
    if (isRefusal(found)) return found
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'delivery' },
      { field: 'webhookId', is: '=', value: webhookId },
    ]
    if (query.status) {
      where.push({ field: 'state', is: 'in', values: query.status.map((status) => stateOfStatus[status]) })
    }
    if (query.type) where.push({ field: 'event.type', is: '=', value: query.type })
    const newestFirst = { where, orderBy: { field: 'place', direction: 'descending' } } as const
    return listAnswer<Delivery>(context, caller.tenantId, newestFirst, deliveryView)
  },
})
