import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { refuse } from '#core/kernel/refusals.ts'
import { listed, newHealth, newWebhook, type WebhookList, webhooksMax } from '#core/webhooks/webhook.ts'
import { actorOf, admins } from '../http/caller.ts'
import { linkTo } from '../http/links.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { refuseAddress, refusePartner } from './find.ts'
import { wakeUpForWebhook } from './message.ts'
import { terms, webhookView, webhookWithSecretShape, withoutKeys } from './view.ts'

const body = z.strictObject({
  url: terms.url,
  description: terms.description,
  types: terms.types,
})

export const route = tenantRoute({
  summary: 'Has what happens in the organisation told at an address. The receiver is asked first.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body,
  answers: {
    201: {
      description: 'The webhook, with its secret',
      body: webhookWithSecretShape,
      headers: ['ETag', 'Location'],
    },
  },
  refusals: ['TooManyWebhooks'],
  handle(context) {
    const { services, caller, person } = context
    const { tenantId } = caller
    return createOnce(context, tenantId, async () => {
      const { url, description, types } = context.body
      const refused = refusePartner(caller) ?? refuseAddress(services, url)
      if (refused) return refused
      const list = await services.documents.read<WebhookList>(tenantId, documentId.webhookList)
      if (list && list.webhooks.length >= webhooksMax) return refuse('TooManyWebhooks', { max: webhooksMax })
      const webhookId = services.ids.next() as WebhookId
      const secret = services.webhooks.newSecret()
      const by = actorOf(caller, person)
      const at = services.clock.now()
      const webhook = newWebhook({ tenantId, webhookId, url, description, types, secret, by, at })
      const health = newHealth(tenantId, webhookId, services.machineClock.now())
      const audit = auditEntry(documentId.audit(services.ids.next()), 'webhook.created', by, at, {
        tenantId,
        facts: { webhookId, url: withoutKeys(url), types },
      })
      const document = listed(tenantId, list, webhookId, webhook)
      return {
        writes: [
          { kind: 'create', document: webhook },
          { kind: 'create', document: health },
          list ? { kind: 'replace', document, ifMatch: list._etag } : { kind: 'create', document },
          { kind: 'create', document: audit },
        ],
        answer: {
          status: 201,
          body: { ...webhookView(webhook, health, caller), secret },
          headers: { Location: linkTo(services, `/tenants/${tenantId}/webhooks/${webhookId}`) },
        },
        etagOf: webhook.id,
        creates: webhook.id,
        // The receiver is asked whether it wants events before there are any.
        afterwards: () => wakeUpForWebhook(services, { tenantId, webhookId }, 'created'),
      }
    })
  },
})
