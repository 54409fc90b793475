import type { UserId } from '../kernel/ids.ts'
import type { Stored } from '../ports/documents.ts'
import { type Assignment, isHeldIn, isRevokedIn, membershipsOf, touchedAt } from '../seats/assignment.ts'
import type { BulkOperation, BulkPart } from '../seats/bulk.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { lotOf, type TakeOverOperation } from './operations.ts'
import type { Sides } from './undo-operation.ts'
import type { UndoOfUser } from './undo-step.ts'

/** What an undo does about one of the chosen users of a move; undefined where that did nothing. (B20) */
export function undoOfChosen(
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
  if (!moved) return givesAgain(operation, source, assignment, isActive)
  const isThere = moved.seat.lotId === lotId && target !== undefined && isHeldIn(moved, target)
  return isThere ? { does: 'return', assignment: moved } : changedSince(moved)
}

/** The same about somebody on a list, of whom a part says that they were given a licence, or lost it. */
export function undoOfListed(
  operation: Pick<BulkOperation, 'id' | 'kind'>,
  { sequence }: Pick<BulkPart, 'sequence'>,
  subscription: Subscription,
  held: readonly Stored<Assignment>[],
  isActive: boolean,
): UndoOfUser | undefined {
  const touched = sequence === undefined ? '' : touchedAt(subscription.id, sequence)
  const asLeft = held.find(({ seat }) => seat.touched === touched)
  const assignment = asLeft ?? held[0]
  if (!assignment) return undefined
  if (operation.kind === 'assignUsers')
    return asLeft && isHeldIn(asLeft, subscription)
      ? { does: 'take', assignment: asLeft }
      : changedSince(assignment)
  if (held.some((one) => isHeldIn(one, subscription)))
    return { does: 'skip', assignment, reason: 'alreadyHolding' }
  return asLeft ? givesAgain(operation, subscription, asLeft, isActive) : changedSince(assignment)
}

/** Who has left is given nothing. (B23) */
function givesAgain(
  { id }: { readonly id: string },
  subscription: Subscription,
  assignment: Stored<Assignment>,
  isActive: boolean,
): UndoOfUser {
  const { seat } = assignment
  if (seat.leftBy !== id || !isRevokedIn(seat, subscription)) return changedSince(assignment)
  return isActive ? { does: 'give', assignment } : { does: 'skip', assignment, reason: 'userNotActive' }
}

function changedSince(assignment: Assignment): UndoOfUser {
  return { does: 'skip', assignment, reason: 'changedSince' }
}

/** Whose account has to be looked at: who would be given a licence again. */
export function mayBeGiven({ id }: { readonly id: string }, held: readonly Assignment[]): readonly UserId[] {
  return held.flatMap(({ userId, seat }) => (seat.leftBy === id ? [userId] : []))
}
