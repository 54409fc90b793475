import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findWebhook } from './find.ts'
import { wakeUpForWebhook } from './message.ts'
import { webhookShape, webhookView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Sends every parked event again, and what waits after it: for when the receiver is back after days.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: { 202: { description: 'The webhook; its events follow', body: webhookShape } },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params } = context
    const { tenantId } = caller
    const webhookId = params.id as WebhookId
    return createOnce(context, tenantId, async () => {
      const found = await findWebhook(services, tenantId, webhookId)
      if (isRefusal(found)) return found
      const { webhook, health } = found
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'webhook.parkedResent',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId, facts: { webhookId } },
      )
      return {
        writes: [
          { kind: 'create', document: audit },
          { kind: 'patch', id: health.id, set: { state: 'resending', notBefore: null } },
        ],
        answer: { status: 202, body: webhookView(webhook, { ...health, notBefore: null }, caller) },
        creates: audit.id,
        afterwards: () => wakeUpForWebhook(services, { tenantId, webhookId }, audit.id),
      }
    })
  },
})
