import { type AuditEntry, auditEntry, type Revoked, revokedOfAll } from '../audit/audit-entry.ts'
import { type Books, giveBack } from '../billing/give-back.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { Money } from '../kernel/money.ts'
import { dayOf, type Instant } from '../kernel/time.ts'
import { newMail } from '../mail/compose.ts'
import type { Mail } from '../mail/mail.ts'
import { ended } from '../operations/step.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type { DeletedSubscription, Subscription } from '../subscriptions/subscription.ts'
import { askedFacts, decidedBy, type TakeOverOperation } from './operations.ts'

/** What the end of a move or a cancel needs to know: read once, when nobody is left. */
export interface Ending {
  readonly source: Stored<Subscription>
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. */
  readonly purchaser: User | undefined
  /** Who bought it, where somebody else has it by now. (R189) */
  readonly original: User | undefined
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
  /** Where something goes back with the end of the source. */
  readonly books: Books | undefined
}

/** Deletes an emptied source and notifies its purchaser; a source that keeps users is only let go. */
export function endJob<O extends TakeOverOperation>(
  operation: O,
  ending: Ending,
  at: Instant,
  /** Of a source that keeps users: who leaves it with this batch. */
  left?: Revoked,
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
  if (keepsSource(operation)) {
    const orderHistory = historyOf(operation, ending, at, undefined)
    return {
      operation: after,
      source: { before: ending.source, after: { ...ending.source, operationId: null, orderHistory } },
      creates: [{ kind: 'create', document: auditOfEnd(after, ending, at, undefined, left) }],
    }
  }
  // What is read for the last batch serves each try of it, and each begins with the same number.
  const books = ending.books && { ...ending.books, numbers: ending.books.numbers.anew() }
  const given = giveBackAll(operation, { ...ending, books }, at)
  return {
    operation: after,
    source: { before: ending.source, after: endedSource(after, ending, at, given.credited) },
    creates: [
      {
        kind: 'create',
        document: auditOfEnd(after, ending, at, given.credited, revokedOfAll(ending.source)),
      },
      { kind: 'create', document: mailOfEnd(after, ending, at, given.credited) },
      ...given.writes,
      ...(books?.numbers.writes() ?? []),
    ],
  }
}

/** As on the day for which the end was asked for: later it would be less, by no fault of whoever asked. (B25) */
function giveBackAll(operation: TakeOverOperation, { source, books }: Ending, at: Instant) {
  return giveBack(source, { ...wholeOf(operation, source), because: 'cancelled', at }, books)
}

/** What is given up with the end of a subscription. */
export function wholeOf(operation: TakeOverOperation, source: Subscription) {
  const { id: cause, createdAt, startAt = createdAt, startedBy: by } = operation
  return { seats: source.seats.total, on: dayOf(startAt), cause, by }
}

function withoutReservation<O extends TakeOverOperation>(operation: O): O {
  return operation.kind === 'moveUsers' ? { ...operation, reserved: 0 } : operation
}

/** Where only chosen users move, the others stay. */
function keepsSource(operation: TakeOverOperation): boolean {
  return operation.kind === 'moveUsers' && operation.onlySelected
}

function historyOf(
  operation: TakeOverOperation,
  { source }: Ending,
  at: Instant,
  credited: Money | undefined,
): Subscription['orderHistory'] {
  const event = operation.kind === 'moveUsers' ? 'moved' : 'cancelled'
  return withEvent(source.orderHistory, {
    event,
    at,
    by: operation.startedBy,
    ...(credited ? { credited } : {}),
  })
}

function endedSource(
  operation: TakeOverOperation,
  ending: Ending,
  at: Instant,
  credited: Money | undefined,
): DeletedSubscription {
  const { source } = ending
  return {
    ...source,
    state: 'deleted',
    deletedAt: at,
    deletedBecause: operation.kind === 'moveUsers' ? 'moved' : 'cancelled',
    cancellation: {
      reason: operation.reason,
      feedback: operation.kind === 'cancel' ? operation.feedback : null,
    },
    operationId: null,
    billed: [],
    unpaid: null,
    dueAt: null,
    orderHistory: historyOf(operation, ending, at, credited),
  }
}

function mailOfEnd(
  operation: TakeOverOperation,
  ending: Ending,
  at: Instant,
  credited: Money | undefined,
): Mail {
  return newMail({
    kind: operation.kind === 'moveUsers' ? 'cancelledByMove' : 'cancelled',
    cause: operation.id,
    subscription: ending.source,
    purchaser: ending.purchaser,
    original: ending.original,
    organisation: ending.organisation,
    productName: ending.productName,
    targetProductName: ending.targetProductName,
    seats: operation.progress.succeeded + operation.progress.skipped,
    decidedBy: decidedBy(operation).name,
    reason: operation.reason,
    operationId: operation.id,
    traceparent: operation.traceparent,
    at,
    ...(credited ? { more: { amount: credited } } : {}),
  })
}

function auditOfEnd(
  operation: TakeOverOperation,
  { source }: Ending,
  at: Instant,
  credited: Money | undefined,
  revoked: Revoked | undefined,
): AuditEntry {
  const isMove = operation.kind === 'moveUsers'
  const action = isMove ? 'subscription.usersMoved' : 'subscription.cancelled'
  return auditEntry(documentId.audit(`${operation.id}:end`), action, operation.startedBy, at, {
    subscription: source,
    operationId: operation.id,
    facts: {
      reason: operation.reason,
      ...operation.progress,
      targetSubscriptionId: isMove ? operation.targetSubscriptionId : null,
      ...(credited ? { credited: { ...credited } } : {}),
      ...askedFacts(operation),
    },
    revoked,
  })
}
