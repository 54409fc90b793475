import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { changes } from '#core/kernel/changes.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal, refuseStale } from '#core/kernel/refusals.ts'
import type { Write } from '#core/ports/documents.ts'
import { listed, type Webhook, type WebhookHealth } from '#core/webhooks/webhook.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findWebhook, refuseAddress, refusePartner } from './find.ts'
import { wakeUpForWebhook } from './message.ts'
import { terms, webhookShape, webhookView, withoutKeys } from './view.ts'

const body = z.strictObject({
  url: terms.url.optional(),
  description: terms.description.optional(),
  types: terms.types.optional(),
  enabled: z
    .boolean()
    .optional()
    .describe('While it is not, nothing is sent, and what happens is not kept for it either'),
})

export const route = tenantRoute({
  summary: 'Changes where events are sent, which, or whether. A receiver at another address is asked first.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body,
  needsIfMatch: true,
  answers: { 200: { description: 'The webhook, changed', body: webhookShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  handle(context) {
    const { services, caller, person, params, ifMatch } = context
    const { tenantId } = caller
    const webhookId = params.id as WebhookId
    let tried = false
    return change(context, tenantId, async () => {
      const found = await findWebhook(services, tenantId, webhookId)
      if (isRefusal(found)) return found
      const { webhook: before, health, list } = found
      const { url } = context.body
      const refused = refusePartner(caller) ?? (url === undefined ? undefined : refuseAddress(services, url))
      if (refused) return refused
      const after: Webhook = { ...before, ...wanted(context.body) }
      const set = changes<Webhook>(before, after)
      const asWanted = Object.keys(set).length === 0
      // After a lost answer the webhook is as this request made it.
      const stale = tried && asWanted ? undefined : refuseStale(before, ifMatch)
      if (stale) return stale
      tried = true
      if (asWanted) {
        return {
          writes: [],
          answer: { status: 200, body: webhookView(after, health, caller) },
          etagOf: before.id,
        }
      }
      const fresh = freshHealth(before, after, health, services.machineClock.now())
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'webhook.changed',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId, facts: { webhookId, ...set, ...('url' in set ? { url: withoutKeys(after.url) } : {}) } },
      )
      const writes: Write[] = [
        { kind: 'patch', id: before.id, set, ifMatch: before._etag },
        { kind: 'replace', document: listed(tenantId, list, webhookId, after), ifMatch: list._etag },
        { kind: 'create', document: audit },
      ]
      if (fresh) writes.push({ kind: 'patch', id: health.id, set: fresh })
      return {
        writes,
        answer: { status: 200, body: webhookView(after, { ...health, ...fresh }, caller) },
        etagOf: before.id,
        afterwards: () => wakeUpForWebhook(services, { tenantId, webhookId }, `changed:${audit.id}`),
      }
    })
  },
})

function wanted({ url, description, types, enabled }: z.output<typeof body>): Partial<Webhook> {
  return {
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(types ? { types } : {}),
    ...(enabled === undefined ? {} : { enabled }),
  }
}

/** What failed at the old address, or before it was switched on again, counts no more. */
function freshHealth(
  before: Webhook,
  after: Webhook,
  health: WebhookHealth,
  now: WebhookHealth['patientSince'],
) {
  const isMoved = before.url !== after.url
  const isBack = !before.enabled && after.enabled
  if (!isMoved && !isBack) return undefined
  const isAskedAnew = isMoved || health.handshake.state === 'refused'
  return {
    failures: 0,
    failingSince: null,
    lastProblem: null,
    lastStatus: null,
    notBefore: null,
    patientSince: now,
    handshake: isAskedAnew ? ({ state: 'pending' } as const) : health.handshake,
  }
}
