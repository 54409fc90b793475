import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { LotId } from '../kernel/ids.ts'
import type { Day, Instant } from '../kernel/time.ts'
import { changedTo } from '../operations/step.ts'
import type { Leaver } from '../organisation/leaver.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { asAdd, assigning, changed as changedSeats, unassigning } from '../seats/seats.ts'
import { withDue } from '../subscriptions/due.ts'
import { epochOf, withLots } from '../subscriptions/lots.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type {
  ActiveSubscription,
  DeletedSubscription,
  ExpiredSubscription,
  Subscription,
} from '../subscriptions/subscription.ts'
import type { LotThen, TakeOverOperation } from './operations.ts'

/** What there is to undo, and what was read to decide it. */
export interface Undoing {
  readonly operation: TakeOverOperation
  readonly source: Stored<Subscription>
  /** Of a move. */
  readonly target: Stored<Subscription> | undefined
  /** The purchaser, where they have left or are just back: whether it is an orphan is looked at anew. */
  readonly leaver: Stored<Leaver> | undefined
  /** Seats in the lots that `lotsToReturn` names. */
  readonly returning: number
  /** Seats in the lots that the source still has: all of them after a cancel, after a move of who held both. */
  readonly staying: number
  readonly by: Actor
  readonly at: Instant
  /** For the lot in which the source gives seats from then on, where the old one has changed hands. */
  readonly openLotId: LotId
}

export type UndoProblem =
  | 'NotEnded'
  | 'UndoneAlready'
  | 'NothingToUndo'
  | 'OperationInProgress'
  /** What was paid for it went back with it. */
  | 'Refunded'

/** The lots that are still where the operation has put them. */
export function lotsToReturn(
  { switched }: TakeOverOperation,
  target: Pick<Subscription, 'state' | 'lotIds' | 'lotStays'> | undefined,
): readonly LotThen[] {
  if (!switched || !target || target.state === 'deleted') return []
  return switched.lots
    .filter(({ lotId, epoch }) => target.lotIds.includes(lotId) && epochOf(target, lotId) === epoch + 1)
    .map(({ lotId, epoch }) => ({ lotId, epoch: epoch + 1 }))
}

/**
 * Gives the users of a whole move or a cancel back to the source, in one batch: those who are still where the operation
 * put them. Who was unassigned since, or moved on, stays where they are.
 */
export function undo(
  asked: Undoing,
): { readonly writes: readonly Write[] } | { readonly problem: UndoProblem } {
  const { operation, source, target, leaver, returning, staying, by, at, openLotId } = asked
  if (operation.undoneAt) return { problem: 'UndoneAlready' }
  if (operation.state !== 'Succeeded' || !operation.switched || source.state !== 'deleted')
    return { problem: 'NotEnded' }
  const ending = source.orderHistory.findLast(({ event }) => event === 'moved' || event === 'cancelled')
  if (ending?.credited) return { problem: 'Refunded' }
  const lots = lotsToReturn(operation, target)
  if (lots.length + source.lotIds.length === 0) return { problem: 'NothingToUndo' }
  // A lot that has changed hands is closed, also where it comes back to.
  const needsLot = !source.lotIds.includes(source.openLotId)
  if (lots.length > 0 && target?.operationId) return { problem: 'OperationInProgress' }
  const come = [
    ...lots.map(({ lotId, epoch }) => ({ lotId, epoch: epoch + 1 })),
    ...(needsLot ? [{ lotId: openLotId, epoch: 0 }] : []),
  ]
  const restored: Subscription = {
    ...withLots(asBefore(source), { come }),
    ...(needsLot ? { openLotId } : {}),
    seats: changedSeats(source.seats, assigning(returning + staying)),
    orderHistory: withEvent(source.orderHistory, { event: 'restored', at, by }),
  }
  const undone: TakeOverOperation = {
    ...operation,
    sequence: operation.sequence + 1,
    undoneAt: at,
    updatedAt: at,
  }
  const { writes } = changedTo(operation, undone, [
    { kind: 'replace', document: restored, ifMatch: source._etag },
    ...(target && lots.length > 0 ? [leave(target, lots, returning)] : []),
    ...(leaver ? [{ kind: 'patch', id: leaver.id, set: { dueAt: at }, ifMatch: leaver._etag } as const] : []),
    {
      kind: 'create',
      document: auditEntry(documentId.audit(`${operation.id}:undone`), 'operation.undone', by, at, {
        subscription: source,
        operationId: operation.id,
        facts: {
          returned: returning,
          notReturned: operation.progress.succeeded - (target ? returning : staying),
        },
      }),
    },
  ])
  return { writes }
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
