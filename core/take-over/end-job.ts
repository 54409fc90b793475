import type { AuditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { Instant } from '../kernel/time.ts'
import { newMail } from '../mail/compose.ts'
import type { Mail } from '../mail/mail.ts'
import { type Operation, operationTtlSeconds } from '../operations/operation.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { DeletedSubscription, Subscription } from '../subscriptions/subscription.ts'

/** What the end of a move or a cancel needs to know: read once, when nobody is left. */
export interface Ending {
  readonly source: Stored<Subscription>
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. */
  readonly purchaser: User | undefined
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
}

/** Deletes an emptied source and tells its purchaser; a source that keeps users is only let go. */
export function endJob(
  operation: Operation,
  ending: Ending,
  at: Instant,
): {
  readonly operation: Operation
  readonly source: { readonly before: Stored<Subscription>; readonly after: Subscription }
  readonly creates: readonly Write[]
} {
  const { progress } = operation
  const ended: Operation = {
    ...operation,
    state: 'Succeeded',
    // Who left the source on his own meanwhile counts as skipped.
    progress: { ...progress, skipped: progress.total - progress.succeeded - progress.failed },
    reserved: 0,
    completedAt: at,
    ttl: operationTtlSeconds,
  }
  const creates: Write[] = [{ kind: 'create', document: auditOfEnd(ended, at) }]
  if (!operation.onlySelected) creates.push({ kind: 'create', document: mailOfEnd(ended, ending, at) })
  return {
    operation: ended,
    source: { before: ending.source, after: endedSource(ended, ending, at) },
    creates,
  }
}

function endedSource(operation: Operation, { source }: Ending, at: Instant): Subscription {
  const moved = operation.kind === 'moveUsers'
  const orderHistory: Subscription['orderHistory'] = [
    ...source.orderHistory,
    { event: moved ? 'moved' : 'cancelled', at, by: operation.startedBy },
  ]
  if (operation.onlySelected) return { ...source, operationId: null, orderHistory }
  const deleted: DeletedSubscription = {
    ...source,
    state: 'deleted',
    deletedAt: at,
    deletedBecause: moved ? 'moved' : 'cancelled',
    cancellation: { reason: operation.reason, feedback: operation.feedback },
    operationId: null,
    orderHistory,
  }
  return deleted
}

function mailOfEnd(operation: Operation, ending: Ending, at: Instant): Mail {
  return newMail({
    kind: operation.kind === 'moveUsers' ? 'cancelledByMove' : 'cancelled',
    cause: operation.id,
    subscription: ending.source,
    purchaser: ending.purchaser,
    organisation: ending.organisation,
    productName: ending.productName,
    targetProductName: ending.targetProductName,
    seats: operation.progress.succeeded + operation.progress.skipped,
    decidedBy: operation.startedBy.name,
    reason: operation.reason,
    operationId: operation.id,
    traceparent: operation.traceparent,
    at,
  })
}

function auditOfEnd(operation: Operation, at: Instant): AuditEntry {
  return {
    type: 'audit',
    id: documentId.audit(`${operation.id}:end`),
    tenantId: operation.tenantId,
    schemaVersion: 1,
    action: operation.kind === 'moveUsers' ? 'subscription.usersMoved' : 'subscription.cancelled',
    by: operation.startedBy,
    at,
    subscriptionId: operation.subscriptionId,
    operationId: operation.id,
    facts: { ...operation.progress, targetSubscriptionId: operation.targetSubscriptionId },
  }
}
