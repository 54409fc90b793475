import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { appended, type EventLine, testSubject } from '#core/webhooks/delivery.ts'
import { eventOf, testType } from '#core/webhooks/event.ts'
import { appending } from '#core/webhooks/outcome.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findWebhook } from './find.ts'
import { wakeUpForWebhook } from './message.ts'
import { deliveryShape, deliveryView } from './view.ts'

export const route = tenantRoute({
  summary: 'Sends an event of type webhook.test, now and once, whatever was to be waited for.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: { 202: { description: 'The event, on its way', body: deliveryShape } },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params } = context
    const { tenantId } = caller
    const webhookId = params.id as WebhookId
    return createOnce(context, tenantId, async () => {
      const found = await findWebhook(services, tenantId, webhookId)
      if (isRefusal(found)) return found
      const auditId = services.ids.next()
      const audit = auditEntry(
        documentId.audit(auditId),
        'webhook.tested',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId, facts: { webhookId } },
      )
      const event = eventOf(
        audit,
        { type: testType },
        { id: auditId, origin: services.settings.publicBaseUrl },
      )
      const lineId = documentId.eventLine(webhookId, testSubject)
      const before = await services.documents.read<EventLine>(tenantId, lineId)
      const of = { tenantId, webhookId, subject: testSubject }
      const added = appended(before, of, [event], services.machineClock.now())
      const [delivery] = added.deliveries
      if (!delivery) throw new Error('One event makes one delivery.')
      return {
        writes: [
          { kind: 'create', document: audit },
          ...appending(before, added),
          { kind: 'patch', id: found.health.id, set: { notBefore: null } },
        ],
        answer: { status: 202, body: deliveryView(delivery) },
        creates: audit.id,
        afterwards: () => wakeUpForWebhook(services, { tenantId, webhookId }, audit.id),
      }
    })
  },
})
