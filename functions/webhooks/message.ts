import { documentId } from '#core/kernel/document-ids.ts'
import { parseGuid, type TenantId, type WebhookId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { fieldsOf, PoisonMessage, type Timing } from '../jobs/message.ts'

/** A wake-up message: for which webhook there may be something to send. */
export interface EventsMessage {
  readonly tenantId: TenantId
  readonly webhookId: WebhookId
}

/** Reads a message of the queue of events. Throws `PoisonMessage` with what was expected. */
export function parseEventsMessage(queue: string, body: unknown): EventsMessage {
  const { kind, tenantId, webhookId } = fieldsOf(body)
  if (kind !== 'events') {
    throw new PoisonMessage(`Expected "kind" to be the kind of work that ${queue} carries: events.`)
  }
  const tenant = typeof tenantId === 'string' ? parseGuid<'tenant'>(tenantId) : undefined
  const webhook = typeof webhookId === 'string' ? parseGuid<'webhook'>(webhookId) : undefined
  if (!tenant || !webhook) throw new PoisonMessage('Expected "tenantId" and "webhookId" to be GUIDs.')
  return { tenantId: tenant, webhookId: webhook }
}

/** How it goes with the webhook that a message is about. Throws `PoisonMessage` where there never was one. */
export async function findHealth(
  { documents }: Pick<Services, 'documents'>,
  { tenantId, webhookId }: EventsMessage,
): Promise<Stored<WebhookHealth>> {
  const health = await documents.read<WebhookHealth>(tenantId, documentId.webhookHealth(webhookId))
  if (!health) throw new PoisonMessage(`No webhook ${webhookId} is known.`, tenantId)
  return health
}

/** Sends a message; `cause` tells it from all others, so that duplicate detection drops a repeat and nothing else. */
export async function wakeUpForWebhook(
  services: Pick<Services, 'messages' | 'jobs'>,
  { tenantId, webhookId }: EventsMessage,
  cause: string,
  { delayMs }: Pick<Timing, 'delayMs'> = {},
): Promise<void> {
  await services.messages.send(
    services.jobs.queueOf('events'),
    { id: `${tenantId}:${webhookId}:${cause}`, body: { kind: 'events', tenantId, webhookId } },
    delayMs === undefined ? {} : { delayMs },
  )
}
