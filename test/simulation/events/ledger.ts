import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { organisationSubject } from '#core/webhooks/delivery.ts'
import { type CloudEvent, toldAs } from '#core/webhooks/event.ts'
import type { WebhookList } from '#core/webhooks/webhook.ts'
import type { Cloud } from '../cloud.ts'

/** What one receiver was to be told of one subscription, in the order in which it happened. */
interface Line {
  readonly ids: string[]
  readonly taken: Set<string>
  /** Given up by an administrator. */
  readonly dropped: Set<string>
}

/**
 * Which events there must be, from the audit trail alone: that of whoever wrote the changes. It knows nothing of lines,
 * deliveries or claims.
 */
export class EventLedger {
  readonly #cloud: Cloud
  readonly #lines = new Map<string, Line>()

  constructor(cloud: Cloud) {
    this.#cloud = cloud
    cloud.documents.onCommit((tenantId, writes) => {
      for (const write of writes) {
        if (write.kind !== 'create' || write.document.type !== 'audit') continue
        this.#happened(tenantId, write.document as AuditEntry)
      }
    })
  }

  /** How many events were to be told. */
  get expected(): number {
    return [...this.#lines.values()].reduce((sum, { ids }) => sum + ids.length, 0)
  }

  #happened(tenantId: TenantId, entry: AuditEntry): void {
    const told = toldAs(entry)
    if (!told) return
    const list = this.#cloud.documents.peek<WebhookList>(tenantId, documentId.webhookList)
    for (const { webhookId, types, enabled } of list?.webhooks ?? []) {
      if (!enabled || !types.includes(told.type)) continue
      const subject = entry.subscriptionId ?? organisationSubject
      this.#line(tenantId, webhookId, subject).ids.push(this.#cloud.calm.ids.derive(entry.id))
    }
  }

  #line(tenantId: string, webhookId: string, subject: string): Line {
    const key = `${tenantId} ${webhookId} ${subject}`
    const line = this.#lines.get(key) ?? { ids: [], taken: new Set(), dropped: new Set() }
    this.#lines.set(key, line)
    return line
  }

  /** An event has come, whether it is taken or not. */
  came(tenantId: string, webhookId: string, event: CloudEvent): void {
    const subject = event.data.subscriptionId ?? organisationSubject
    const line = this.#line(tenantId, webhookId, subject)
    const place = line.ids.indexOf(event.id)
    if (event.data.tenantId !== tenantId) this.#cloud.breaks('tenant isolation', `${event.id} is another’s`)
    if (place < 0) this.#cloud.breaks('no event without its change', `${event.id} tells of nothing`)
    const before = line.ids.slice(0, place).find((id) => !line.taken.has(id) && !line.dropped.has(id))
    if (before) this.#cloud.breaks('order per subscription', `${event.id} comes before ${before}`)
  }

  taken(tenantId: string, webhookId: string, event: CloudEvent): void {
    const subject = event.data.subscriptionId ?? organisationSubject
    this.#line(tenantId, webhookId, subject).taken.add(event.id)
  }

  dropped(tenantId: string, webhookId: string, event: CloudEvent): void {
    const subject = event.data.subscriptionId ?? organisationSubject
    this.#line(tenantId, webhookId, subject).dropped.add(event.id)
  }

  checkEnd(): void {
    for (const [key, { ids, taken, dropped }] of this.#lines) {
      const lost = ids.filter((id) => !taken.has(id) && !dropped.has(id))
      if (lost.length > 0) this.#cloud.breaks('no event is lost', `${key}: ${lost.length} of ${ids.length}`)
    }
  }
}
