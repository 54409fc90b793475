import { documentId } from '#core/kernel/document-ids.ts'
import type { DocumentBase, Query } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import type { EventsMessage } from './message.ts'

const deletesPerBatch = 99

/** Removes what waited for a webhook that is deleted. */
export async function forgetWebhook(
  { documents }: Services,
  { tenantId, webhookId }: EventsMessage,
): Promise<void> {
  for (const type of ['eventLine', 'delivery']) {
    const query: Query = {
      where: [
        { field: 'type', is: '=', value: type },
        { field: 'webhookId', is: '=', value: webhookId },
      ],
      fields: ['id'],
    }
    for await (const { items } of documents.pages<DocumentBase>(tenantId, query, deletesPerBatch)) {
      if (items.length === 0) continue
      // What was read before may have been older than what waits for it.
      if (await documents.read(tenantId, documentId.webhook(webhookId))) return
      const deletes = items.map(({ id }) => ({ kind: 'delete', id }) as const)
      const { committed } = await documents.commit(tenantId, deletes)
      // Another worker does the same, or they went by themselves.
      if (!committed) return
    }
  }
}
