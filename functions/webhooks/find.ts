import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, WebhookId } from '#core/kernel/ids.ts'
import { notFound, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Webhook, WebhookHealth, WebhookList } from '#core/webhooks/webhook.ts'
import { type Caller, isPartner } from '../http/caller.ts'

export interface Found {
  readonly webhook: Stored<Webhook>
  readonly health: Stored<WebhookHealth>
  readonly list: Stored<WebhookList>
}

/** A webhook with all that is written about it beside its events. */
export async function findWebhook(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
  webhookId: WebhookId,
): Promise<Found | RefusalOf<'NotFound'>> {
  const [webhook, health, list] = await documents.readTogether<[Webhook, WebhookHealth, WebhookList]>(
    tenantId,
    [documentId.webhook(webhookId), documentId.webhookHealth(webhookId), documentId.webhookList],
  )
  return webhook && health && list ? { webhook, health, list } : notFound()
}

/**
 * A partner cannot say where events go, nor see what they are signed with: that would go on when its delegation is over.
 */
export function refusePartner(caller: Caller): RefusalOf<'Forbidden'> | undefined {
  return isPartner(caller) ? refuse('Forbidden') : undefined
}

/** An address that can be told at once to be none. */
export function refuseAddress(
  { webhooks }: Pick<Ports, 'webhooks'>,
  url: string,
): RefusalOf<'InvalidRequest'> | undefined {
  if (!webhooks.isRefused(url)) return undefined
  const target = 'url'
  return refuse('InvalidRequest', { problems: [{ target, is: 'publicHttpsAddress' }] }, { target })
}
