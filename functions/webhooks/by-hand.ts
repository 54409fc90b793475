import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Delivery, EventLine } from '#core/webhooks/delivery.ts'
import { refuseUnlessParked } from '#core/webhooks/outcome.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { createOnce } from '../http/transaction.ts'
import { findWebhook } from './find.ts'
import { findDelivery } from './find-delivery.ts'
import { wakeUpForWebhook } from './message.ts'
import { deliveryView } from './view.ts'

/** What an administrator decides about a parked event, and how the event is then. */
interface ByHand {
  readonly action: 'webhook.eventResent' | 'webhook.eventDropped'
  writes(line: Stored<EventLine>, delivery: Stored<Delivery>, now: Instant): readonly Write[]
  readonly after: (now: Instant) => Pick<Delivery, 'state'> & Partial<Pick<Delivery, 'endedAt'>>
}

/** The two things that can be done about a parked event; either way its line goes on at once. */
export function decideByHand(
  context: Pick<TenantContext, 'services' | 'caller' | 'person' | 'idempotency'> & {
    readonly params: { readonly id: string; readonly deliveryId: string }
  },
  { action, writes, after }: ByHand,
): Promise<Reply> {
  const { services, caller, person, params } = context
  const { tenantId } = caller
  const webhookId = params.id as WebhookId
  return createOnce(context, tenantId, async () => {
    const webhook = await findWebhook(services, tenantId, webhookId)
    if (isRefusal(webhook)) return webhook
    const found = await findDelivery(services, tenantId, webhookId, params.deliveryId)
    if (isRefusal(found)) return found
    const { line, delivery } = found
    const refused = refuseUnlessParked(delivery)
    if (refused) return refused
    const now = services.machineClock.now()
    const { subject, number, event } = delivery
    const audit = auditEntry(
      documentId.audit(services.ids.next()),
      action,
      actorOf(caller, person),
      services.clock.now(),
      { tenantId, facts: { webhookId, subject, number, eventId: event.id, type: event.type } },
    )
    return {
      writes: [{ kind: 'create', document: audit }, ...writes(line, delivery, now)],
      answer: { status: 200, body: deliveryView({ ...delivery, ...after(now) }) },
      creates: audit.id,
      afterwards: () => wakeUpForWebhook(services, { tenantId, webhookId }, audit.id),
    }
  })
}
