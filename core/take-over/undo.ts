import { type AuditEntry, auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { LotId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/refusals.ts'
import { type Day, dayOf, type Instant } from '../kernel/time.ts'
import type { Delivery } from '../operations/operation.ts'
import { changedTo, ended, stepped } from '../operations/step.ts'
import type { Leaver } from '../organisation/leaver.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { asAdd, assigning, changed as changedSeats, unassigning } from '../seats/seats.ts'
import { withDue } from '../subscriptions/due.ts'
import { withLots } from '../subscriptions/lots.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type {
  ActiveSubscription,
  DeletedSubscription,
  ExpiredSubscription,
  Subscription,
} from '../subscriptions/subscription.ts'
import type { LotThen, TakeOverOperation } from './operations.ts'
import {
  lotsToReturn,
  notUndoable,
  refuseUndo,
  type Sides,
  type UndoableOperation,
  type UndoOperation,
  type UndoRefusal,
  undoneOf,
} from './undo-operation.ts'

/** What there is to undo, and what was read to decide it. */
export interface Undoing extends Sides {
  readonly undo: UndoOperation
  readonly operation: TakeOverOperation
  /** The purchaser, where they have left or are just back: whether it is an orphan is looked at anew. */
  readonly leaver: Stored<Leaver> | undefined
  /** Seats in the lots that `lotsToReturn` names. */
  readonly returning: number
  /** Seats in the lots that the source still has: all of them after a cancel, after a move of who held both. */
  readonly staying: number
  readonly worker: Delivery
  readonly at: Instant
  /** For the lot in which the source gives seats from then on, where the old one has changed hands. */
  readonly openLotId: LotId
}

/**
 * Gives the users of a whole move or a cancel back to the source, in one batch: those who are still where the operation
 * put them. Who was unassigned since, or moved on, stays where they are. (B20)
 */
export function undoWhole(
  asked: Undoing,
): Refusal<UndoRefusal> | { readonly writes: readonly Write[]; readonly operation: UndoOperation } {
  const { undo, operation, source, target, leaver, returning, staying, worker, at, openLotId } = asked
  // From the time of this undo on it is nobody else's.
  if (operation.undoneBy !== undo.id) return notUndoable('nothingLeft')
  const refusal = refuseUndo({ ...operation, undoneBy: null }, { source, target }, dayOf(at))
  if (refusal) return refusal
  if (source.state !== 'deleted') return notUndoable('nothingLeft')
  const lots = lotsToReturn(operation, target)
  // A lot that has changed hands is closed, also where it comes back to.
  const needsLot = !source.lotIds.includes(source.openLotId)
  const come = [
    ...lots.map(({ lotId, epoch }) => ({ lotId, epoch: epoch + 1, restored: true as const })),
    ...(needsLot ? [{ lotId: openLotId, epoch: 0 }] : []),
  ]
  const restored: Subscription = {
    ...withLots(asBefore(source), { come }),
    ...(needsLot ? { openLotId } : {}),
    seats: changedSeats(source.seats, assigning(returning + staying)),
    orderHistory: withEvent(source.orderHistory, { event: 'restored', at, by: undo.startedBy }),
  }
  const succeeded = returning + staying
  const { total } = undo.progress
  const after: UndoOperation = {
    ...ended(stepped(undo, worker, at), 'Succeeded', at),
    progress: { total, succeeded, skipped: Math.max(0, total - succeeded), failed: 0 },
    returned: { lots, sequence: target?.seatSequence ?? 0 },
  }
  const leaves = target && lots.length > 0
  return changedTo(undo, after, [
    ...changedTo<UndoableOperation>(operation, undoneOf(operation, undo.undoes, at)).writes,
    { kind: 'replace', document: restored, ifMatch: source._etag },
    ...(leaves ? [leave(target, lots, returning)] : []),
    ...(leaver ? [{ kind: 'patch', id: leaver.id, set: { dueAt: at }, ifMatch: leaver._etag } as const] : []),
    { kind: 'create', document: auditOfUndo(after, source, at) },
    ...(leaves && returning > 0
      ? [{ kind: 'create', document: auditOfTarget(after, target, lots, at) } as const]
      : []),
  ])
}

/** What an undo came to. */
export function auditOfUndo(undo: UndoOperation, source: Subscription, at: Instant): AuditEntry {
  const { id, undoes, startedBy, progress, how } = undo
  return auditEntry(documentId.audit(`${id}:end`), 'operation.undone', startedBy, at, {
    subscription: source,
    operationId: id,
    facts: {
      undoes: undoes.id,
      returned: progress.succeeded,
      notReturned: progress.skipped,
      ...(how === 'whole' ? { restored: true } : {}),
    },
  })
}

/** Whose licence of the target ended with it. (B15) */
function auditOfTarget(
  { id, undoes, startedBy, subscriptionId }: UndoOperation,
  target: Stored<Subscription>,
  lots: readonly LotThen[],
  at: Instant,
): AuditEntry {
  return auditEntry(documentId.audit(`${id}:returned`), 'licences.returned', startedBy, at, {
    subscription: target,
    operationId: id,
    facts: { undoes: undoes.id, toSubscriptionId: subscriptionId },
    revoked: { of: 'lots', lots, sequence: target.seatSequence },
  })
}

function leave(target: Stored<Subscription>, lots: readonly LotThen[], count: number): Write {
  const left = withLots(target, { go: lots.map(({ lotId }) => lotId) })
  return {
    kind: 'patch',
    id: target.id,
    set: changes(target, left),
    add: asAdd(unassigning(count)),
    when: [
      { field: 'state', is: '=', value: target.state },
      { field: 'operationId', is: '=', value: null },
      // So many were counted in the lots while it was so.
      { field: 'seatSequence', is: '=', value: target.seatSequence },
    ],
  }
}

/** Active or expired: only what is one of these can end by a move or a cancel. */
function asBefore(
  subscription: Stored<DeletedSubscription>,
): Stored<ActiveSubscription> | Stored<ExpiredSubscription> {
  const {
    deletedAt: _,
    deletedBecause: __,
    cancellation: ___,
    expiredOn,
    ...rest
  } = subscription as Stored<DeletedSubscription> & { readonly expiredOn?: Day }
  return expiredOn === undefined
    ? withDue({ ...rest, state: 'active' })
    : withDue({ ...rest, state: 'expired', expiredOn })
}
