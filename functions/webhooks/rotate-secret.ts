import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { rotated, type Webhook } from '#core/webhooks/webhook.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findWebhook, refusePartner } from './find.ts'
import { webhookView, webhookWithSecretShape } from './view.ts'

export const route = tenantRoute({
  summary: 'Gives a new secret. For 24 hours events are signed with the one before as well.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    200: { description: 'The webhook, with its new secret', body: webhookWithSecretShape, headers: ['ETag'] },
  },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params } = context
    const { tenantId } = caller
    return createOnce(context, tenantId, async () => {
      const refused = refusePartner(caller)
      if (refused) return refused
      const found = await findWebhook(services, tenantId, params.id as WebhookId)
      if (isRefusal(found)) return found
      const { webhook, health } = found
      const at = services.clock.now()
      const secret = services.webhooks.newSecret()
      const after: Webhook = { ...webhook, secrets: rotated(webhook, secret, at) }
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'webhook.secretRotated',
        actorOf(caller, person),
        at,
        { tenantId, facts: { webhookId: webhook.webhookId } },
      )
      return {
        writes: [
          { kind: 'create', document: audit },
          {
            kind: 'patch',
            id: webhook.id,
            set: { secrets: after.secrets.map((one) => ({ ...one })) },
            ifMatch: webhook._etag,
          },
        ],
        answer: { status: 200, body: { ...webhookView(after, health, caller), secret } },
        etagOf: webhook.id,
        creates: audit.id,
      }
    })
  },
})
