import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, WebhookId } from '#core/kernel/ids.ts'
import { parseGuid } from '#core/kernel/ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import { everywhere, type Query } from '#core/ports/documents.ts'
import type { Webhook, WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Job, Services } from '../jobs/job.ts'
import { unlessNewer } from '../jobs/unless-newer.ts'
import { findHealth, parseEventsMessage, wakeUpForWebhook } from './message.ts'

export const eventsJob = {
  kind: 'events',
  async handle(services, queue, body, deliveryCount) {
    const { deliverEvents } = await import('./deliver.ts')
    await deliverEvents(services, parseEventsMessage(queue, body), deliveryCount)
  },
  async explain(services, queue, body) {
    const message = parseEventsMessage(queue, body)
    await findHealth(services, message)
    return { tenantId: message.tenantId }
  },
  async sweep(services, { tick }) {
    const now = services.machineClock.now()
    const overdue: Query = {
      where: [
        { field: 'type', is: '=', value: 'eventLine' },
        { field: 'state', is: '=', value: 'waiting' },
        { field: 'nextTryAt', is: '<', value: addMilliseconds(now, -services.settings.forgottenAfterMs) },
      ],
    }
    const asked: Query = {
      where: [
        { field: 'type', is: '=', value: 'webhookHealth' },
        { field: 'state', is: 'in', values: ['resending', 'deleting'] },
      ],
    }
    const seen = new Set<string>()
    for (const query of [overdue, asked]) {
      for await (const { tenantId, id } of everywhere(services.acrossTenants, query)) {
        const webhookId = parseGuid<'webhook'>(id.split(':')[1] ?? '')
        if (!webhookId || seen.has(webhookId)) continue
        seen.add(webhookId)
        if (await isFree(services, tenantId, webhookId)) {
          await wakeUpForWebhook(services, { tenantId, webhookId }, `sweep${tick}`)
        }
      }
    }
  },
} as const satisfies Job

/** Nobody is at it, it is switched on or deleted, and it is time. */
async function isFree(
  { documents, machineClock }: Services,
  tenantId: TenantId,
  webhookId: WebhookId,
): Promise<boolean> {
  const ids = [documentId.webhook(webhookId), documentId.webhookHealth(webhookId)] as const
  const found = documents.readTogether<[Webhook, WebhookHealth]>(tenantId, ids)
  const [webhook, health] = (await unlessNewer(found)) ?? []
  const now = machineClock.now()
  if (!health || webhook?.enabled === false) return false
  const { claim, notBefore } = health
  return !(claim && now < claim.until) && !(notBefore && now < notBefore)
}
