import { auditEntry, revokedOf } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Changed, Delivery } from '../operations/operation.ts'
import { changedTo, ended, stepped } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import {
  type Assignment,
  givenAgain,
  isHeldIn,
  isRevokedIn,
  membershipsOf,
  putIntoLot,
  seatWrite,
} from '../seats/assignment.ts'
import { asAdd, assigning, both, enough, releasing, unassigning } from '../seats/seats.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { lotOf, type TakeOverOperation } from './operations.ts'
import { auditOfUndo } from './undo.ts'
import { type Sides, type UndoOperation, undoneOf } from './undo-operation.ts'
import { type UndoneUser, type UndoSkipReason, undoPart } from './undo-part.ts'

/**
 * Chosen users come back one by one: whoever is in the lot of the move leaves the target for the source, and whoever held
 * both and only gave their licence of the source back is given one again. The target is held meanwhile, as a move holds its
 * source, and the seats of the source are held back. (B20)
 */

/** A batch holds 100 writes; operations, subscriptions, audit entries, the part and the counts take the rest. */
export const usersPerUndoStep = 85

/** What an undo does about one user of the move, whatever they hold now; undefined where the move did nothing. */
export type UndoOfUser =
  | { readonly does: 'return' | 'give'; readonly assignment: Stored<Assignment> }
  | { readonly does: 'skip'; readonly assignment: Assignment; readonly reason: UndoSkipReason }

export function undoOfUser(
  operation: Pick<TakeOverOperation, 'id'>,
  { source, target }: Sides,
  /** All licences that they hold or held. */
  held: readonly Stored<Assignment>[],
  isActive: boolean,
): UndoOfUser | undefined {
  const lotId = lotOf(operation)
  const moved = held.find((one) => membershipsOf(one).some((stay) => stay.lotId === lotId))
  const gaveBack = held.find((one) => membershipsOf(one).some(({ leftBy }) => leftBy === operation.id))
  const assignment = moved ?? gaveBack
  if (!assignment) return undefined
  if (held.some((one) => isHeldIn(one, source))) return { does: 'skip', assignment, reason: 'alreadyHolding' }
  if (moved) {
    const isThere = moved.seat.lotId === lotId && target !== undefined && isHeldIn(moved, target)
    return isThere
      ? { does: 'return', assignment: moved }
      : { does: 'skip', assignment: moved, reason: 'changedSince' }
  }
  const { seat } = assignment
  if (seat.leftBy !== operation.id || !isRevokedIn(seat, source))
    return { does: 'skip', assignment, reason: 'changedSince' }
  // Who has left is given nothing. (B23)
  return isActive ? { does: 'give', assignment } : { does: 'skip', assignment, reason: 'userNotActive' }
}

export interface UndoStep {
  readonly undo: UndoOperation
  readonly operation: TakeOverOperation
  readonly source: Stored<Subscription>
  /** Undefined where nobody is there any more. */
  readonly target: Stored<Subscription> | undefined
  /** The users of this step, in the order in which they were chosen. */
  readonly users: readonly UndoOfUser[]
  /** How many of the chosen users are dealt with then; null where all are. */
  readonly next: number | null
  readonly worker: Delivery
  readonly at: Instant
}

/** One batch: who comes back, what became of each, and in the last one the end. */
export function planUndoStep(step: UndoStep): Changed<UndoOperation> {
  const { undo, operation, source, target, next, worker, at } = step
  const users = withinSeats(step)
  const returning = users.flatMap((user) => (user.does === 'return' ? [user.assignment] : []))
  const given = users.flatMap((user) => (user.does === 'give' ? [user.assignment] : []))
  const skipped = users.length - returning.length - given.length
  const coming = returning.length + given.length
  const isLast = next === null
  const reserved = isLast ? 0 : Math.max(0, undo.reserved - coming)
  const stepping = stepped(undo, worker, at)
  const progress = {
    ...undo.progress,
    succeeded: undo.progress.succeeded + coming,
    skipped: undo.progress.skipped + skipped,
  }
  const after: UndoOperation = isLast
    ? {
        ...ended(stepping, 'Succeeded', at),
        progress: { ...progress, total: progress.succeeded + progress.skipped },
        reserved,
        holdsTarget: false,
      }
    : { ...stepping, progress, reserved, place: next }
  const enter = both(releasing(undo.reserved - reserved), assigning(coming))
  const to = { subscription: { ...source }, sequence: source.seatSequence + 1 }
  const from = target && {
    subscription: target,
    sequence: target.seatSequence + 1,
    operationId: undo.id,
  }
  return changedTo(undo, after, [
    ...(isLast ? changedTo<TakeOverOperation>(operation, undoneOf(operation, undo.undoes, at)).writes : []),
    ...(coming > 0 || undo.reserved > reserved ? [enterSource(source, enter, coming)] : []),
    ...(target && undo.holdsTarget && (returning.length > 0 || isLast)
      ? [leaveTarget(undo, target, returning.length, isLast)]
      : []),
    ...(from ? returning.map((one) => seatWrite(one, putIntoLot(one.seat, source.openLotId, from, to))) : []),
    ...given.map((one) => seatWrite(one, givenAgain(one.seat, to), { createdAt: at })),
    {
      kind: 'create',
      document: undoPart(undo, users.map(outcomeOf), next),
    },
    ...(target && returning.length > 0
      ? [{ kind: 'create', document: auditOfStep(after, target, returning, at) } as const]
      : []),
    ...(isLast ? [{ kind: 'create', document: auditOfUndo(after, source, at) } as const] : []),
  ])
}

/** Where fewer seats are left than were held back and are free, the last ones keep what they have. */
function withinSeats({ undo, source, users }: UndoStep): readonly UndoOfUser[] {
  // A source that is being emptied itself gives nothing beyond what is held back.
  let left = undo.reserved + (source.operationId ? 0 : source.seats.available)
  return users.map((user) => {
    if (user.does === 'skip') return user
    left -= 1
    return left >= 0 ? user : { does: 'skip', assignment: user.assignment, reason: 'noLicenseLeft' }
  })
}

function outcomeOf(user: UndoOfUser): UndoneUser {
  const { userId, displayName, userPrincipalName } = user.assignment
  const who = { userId, displayName, userPrincipalName }
  return user.does === 'skip'
    ? { ...who, outcome: 'skipped', reason: user.reason }
    : { ...who, outcome: 'succeeded' }
}

/** The etag makes (user, subscription) unique: whoever gives a seat here in between makes this batch fail. */
function enterSource(source: Stored<Subscription>, enter: ReturnType<typeof both>, coming: number): Write {
  return {
    kind: 'patch',
    id: source.id,
    add: { ...asAdd(enter), ...(coming > 0 ? { seatSequence: 1 } : {}) },
    when: [
      ...enough(enter),
      ...(coming > 0 ? [{ field: 'operationId', is: '=', value: null } as const] : []),
    ],
    ifMatch: source._etag,
  }
}

function leaveTarget(
  undo: UndoOperation,
  target: Stored<Subscription>,
  count: number,
  isLast: boolean,
): Write {
  return {
    kind: 'patch',
    id: target.id,
    ...(isLast ? { set: changes(target, { ...target, operationId: null }) } : {}),
    ...(count > 0 ? { add: { ...asAdd(unassigning(count)), seatSequence: 1 } } : {}),
    when: [
      { field: 'operationId', is: '=', value: undo.id },
      { field: 'seatSequence', is: '=', value: target.seatSequence },
    ],
  }
}

/** Who left the target, and why: also where the undo never gets to its end. (B15) */
function auditOfStep(
  { id, sequence, startedBy, undoes, subscriptionId }: UndoOperation,
  target: Subscription,
  users: readonly Assignment[],
  at: Instant,
) {
  return auditEntry(documentId.audit(`${id}:${sequence}`), 'licences.returned', startedBy, at, {
    subscription: target,
    operationId: id,
    facts: { undoes: undoes.id, toSubscriptionId: subscriptionId },
    revoked: revokedOf(users),
  })
}

/** Whose account has to be looked at: who would be given a licence again. */
export function mayBeGiven(
  operation: Pick<TakeOverOperation, 'id'>,
  held: readonly Assignment[],
): readonly UserId[] {
  return held.flatMap(({ userId, seat }) => (seat.leftBy === operation.id ? [userId] : []))
}
