import { documentId } from '#core/kernel/document-ids.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Stored } from '#core/ports/documents.ts'
import { concernedBy, endLook, markOrphans, orphansPerBatch } from '#core/subscriptions/orphans.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '../jobs/job.ts'

/** Of those who meet here, one succeeds each time; then the next sweep goes on. */
const triesMax = 5

/** Marks what somebody bought who has left, or who is back. (B09) */
export async function lookAfterLeaver(services: Services, found: Stored<Leaver>): Promise<void> {
  let leaver: Stored<Leaver> | undefined = found
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (leaver?.type !== 'leaver' || leaver.dueAt === null) return
    if (await markAll(services, leaver)) return
    leaver = await services.documents.read<Leaver>(found.tenantId, documentId.leaver(found.userId))
  }
}

/** False where somebody else has changed one of them. */
async function markAll({ documents, clock, ids }: Services, found: Stored<Leaver>): Promise<boolean> {
  let leaver = found
  let stillPending = false
  for await (const page of documents.pages<Subscription>(
    found.tenantId,
    concernedBy(found),
    orphansPerBatch,
  )) {
    stillPending ||= page.items.some(({ state }) => state === 'pending')
    const writes = markOrphans(leaver, page.items, clock.now(), ids.next)
    if (writes.length === 0) continue
    const commit = await documents.commit(found.tenantId, writes)
    if (!commit.committed) return false
    leaver = { ...leaver, _etag: commit.etags[0] ?? leaver._etag }
  }
  const end = await documents.commit(found.tenantId, [endLook(leaver, stillPending, clock.now())])
  return end.committed
}
