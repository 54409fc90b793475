import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Documents, Write } from '#core/ports/documents.ts'
import { toldAs } from '#core/webhooks/event.ts'
import { writesPerEvent } from '#core/webhooks/webhook.ts'
import { writesPerBatchMax } from '#infra/documents/write-limits.ts'

/** Has every batch fail that would be too large in an organisation with as many webhooks as there can be. */
export function withRoomForEvents(documents: Documents): Documents {
  return {
    ...documents,
    async commit(tenantId, writes) {
      const events = writes.filter(isTold).length
      const atMost = writes.length + events * writesPerEvent
      if (events > 0 && atMost > writesPerBatchMax)
        throw new Error(`A batch of ${writes.length} writes has no room for what it tells: ${atMost} in all.`)
      return documents.commit(tenantId, writes)
    },
  }
}

function isTold(write: Write): boolean {
  return (
    write.kind === 'create' &&
    write.document.type === 'audit' &&
    toldAs(write.document as AuditEntry) !== undefined
  )
}
