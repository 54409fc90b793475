import type { AuditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { Instant } from '../kernel/time.ts'
import { newMail } from '../mail/compose.ts'
import type { Mail } from '../mail/mail.ts'
import { ended } from '../operations/step.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { DeletedSubscription, Subscription } from '../subscriptions/subscription.ts'
import type { TakeOverOperation } from './operations.ts'

/** What the end of a move or a cancel needs to know: read once, when nobody is left. */
export interface Ending {
  readonly source: Stored<Subscription>
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. */
  readonly purchaser: User | undefined
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
}

/** Deletes an emptied source and notifies its purchaser; a source that keeps users is only let go. */
export function endJob<O extends TakeOverOperation>(
  operation: O,
  ending: Ending,
  at: Instant,
): {
  readonly operation: O
  readonly source: { readonly before: Stored<Subscription>; readonly after: Subscription }
  readonly creates: readonly Write[]
} {
  const { progress } = operation
  const after: O = {
    ...ended(withoutReservation(operation), 'Succeeded', at),
    // Who left the source by themselves meanwhile counts as skipped.
    progress: { ...progress, skipped: progress.total - progress.succeeded - progress.failed },
  }
  const creates: Write[] = [{ kind: 'create', document: auditOfEnd(after, at) }]
  if (!keepsSource(operation)) creates.push({ kind: 'create', document: mailOfEnd(after, ending, at) })
  return {
    operation: after,
    source: { before: ending.source, after: endedSource(after, ending, at) },
    creates,
  }
}

function withoutReservation<O extends TakeOverOperation>(operation: O): O {
  return operation.kind === 'moveUsers' ? { ...operation, reserved: 0 } : operation
}

/** Where only chosen users move, the others stay. */
function keepsSource(operation: TakeOverOperation): boolean {
  return operation.kind === 'moveUsers' && operation.onlySelected
}

function endedSource(operation: TakeOverOperation, { source }: Ending, at: Instant): Subscription {
  const moved = operation.kind === 'moveUsers'
  const orderHistory: Subscription['orderHistory'] = [
    ...source.orderHistory,
    { event: moved ? 'moved' : 'cancelled', at, by: operation.startedBy },
  ]
  if (keepsSource(operation)) return { ...source, operationId: null, orderHistory }
  const deleted: DeletedSubscription = {
    ...source,
    state: 'deleted',
    deletedAt: at,
    deletedBecause: moved ? 'moved' : 'cancelled',
    cancellation: {
      reason: operation.reason,
      feedback: operation.kind === 'cancel' ? operation.feedback : null,
    },
    operationId: null,
    orderHistory,
  }
  return deleted
}

function mailOfEnd(operation: TakeOverOperation, ending: Ending, at: Instant): Mail {
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

function auditOfEnd(operation: TakeOverOperation, at: Instant): AuditEntry {
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
    facts: {
      ...operation.progress,
      targetSubscriptionId: operation.kind === 'moveUsers' ? operation.targetSubscriptionId : null,
    },
  }
}
