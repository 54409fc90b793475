import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal, refuseStale } from '#core/kernel/refusals.ts'
import { deletedTtlSeconds, listed } from '#core/webhooks/webhook.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findWebhook } from './find.ts'
import { wakeUpForWebhook } from './message.ts'
import { withoutKeys } from './view.ts'

export const route = tenantRoute({
  summary: 'Tells an address nothing more; what still waits for it goes, too.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  needsIfMatch: true,
  answers: { 204: { description: 'It is gone' } },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params, ifMatch } = context
    const { tenantId } = caller
    const webhookId = params.id as WebhookId
    let tried = false
    return change(context, tenantId, async () => {
      const found = await findWebhook(services, tenantId, webhookId)
      // After a lost answer it is gone.
      if (isRefusal(found)) return tried ? { writes: [], answer: { status: 204 } } : found
      const { webhook, health, list } = found
      const stale = refuseStale(webhook, ifMatch)
      if (stale) return stale
      tried = true
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'webhook.deleted',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId, facts: { webhookId, url: withoutKeys(webhook.url) } },
      )
      return {
        writes: [
          { kind: 'delete', id: webhook.id, ifMatch: webhook._etag },
          { kind: 'patch', id: health.id, set: { state: 'deleting', ttl: deletedTtlSeconds } },
          { kind: 'replace', document: listed(tenantId, list, webhookId, undefined), ifMatch: list._etag },
          { kind: 'create', document: audit },
        ],
        answer: { status: 204 },
        // The worker finds no webhook, and removes what waits.
        afterwards: () => wakeUpForWebhook(services, { tenantId, webhookId }, 'deleted'),
      }
    })
  },
})
