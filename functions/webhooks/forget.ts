import { documentId } from '#core/kernel/document-ids.ts'
import type { DocumentBase, Query } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import type { EventsMessage } from './message.ts'

const deletesPerBatch = 99

/** Removes what waits for a webhook that is deleted. */
export async function forgetWebhook(
  { documents }: Services,
  { tenantId, webhookId }: EventsMessage,
): Promise<void> {
  // The lines last: else what comes late would begin to count anew, and meet what is still there.
  for (const type of ['delivery', 'eventLine']) {
    const query: Query = {
      where: [
        { field: 'type', is: '=', value: type },
        { field: 'webhookId', is: '=', value: webhookId },
      ],
      fields: ['id'],
    }
    for await (const { items } of documents.pages<DocumentBase>(tenantId, query, deletesPerBatch)) {
      if (items.length === 0) continue
      const deletes = items.map(({ id }) => ({ kind: 'delete', id }) as const)
      const { committed } = await documents.commit(tenantId, deletes)
      // Another worker does the same, or they went by themselves.
      if (!committed) return
    }
  }
  const done = { kind: 'patch', id: documentId.webhookHealth(webhookId), set: { state: 'deleted' } } as const
  await documents.commit(tenantId, [done])
}
