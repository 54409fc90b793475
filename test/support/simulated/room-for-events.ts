import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Write } from '#core/ports/documents.ts'
import { toldAs } from '#core/webhooks/event.ts'
import { writesPerEvent } from '#core/webhooks/webhook.ts'
import { writesPerBatchMax } from '#infra/documents/write-limits.ts'

/**
 * Throws where a batch would be too large in an organisation with as many webhooks as there can be: whoever tests it with
 * none would not see that.
 */
export function checkRoomForEvents(writes: readonly Write[]): void {
  const typeOf = (write: Write) => ('document' in write ? write.document.type : '')
  const own = writes.filter((write) => typeOf(write) !== 'eventLine' && typeOf(write) !== 'delivery')
  const told = own.filter(
    (write) =>
      write.kind === 'create' &&
      typeOf(write) === 'audit' &&
      toldAs(write.document as unknown as AuditEntry) !== undefined,
  )
  const most = own.length + told.length * writesPerEvent
  if (told.length > 0 && most > writesPerBatchMax)
    throw new Error(`With all webhooks the batch has ${most} writes: see writesPerEvent.`)
}
