import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, WebhookId } from '#core/kernel/ids.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Delivery, EventLine } from '#core/webhooks/delivery.ts'

/** A subscription, or what else events are about, and the number of the event in its order. */
const deliveryId =
  /^(?<subject>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|organisation|test)-(?<number>[1-9]\d{0,14})$/

export const deliveryIdShape = z
  .string()
  .regex(/^[0-9a-z-]{1,60}$/)
  .describe('The event, as the list has it')

/** The event and the line that it stands in. */
export async function findDelivery(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
  webhookId: WebhookId,
  id: string,
): Promise<
  { readonly line: Stored<EventLine>; readonly delivery: Stored<Delivery> } | RefusalOf<'NotFound'>
> {
  const { subject, number } = deliveryId.exec(id)?.groups ?? {}
  if (subject === undefined) return notFound()
  const [line, delivery] = await documents.readTogether<[EventLine, Delivery]>(tenantId, [
    documentId.eventLine(webhookId, subject),
    documentId.delivery(webhookId, subject, Number(number)),
  ])
  return line && delivery ? { line, delivery } : notFound()
}
