import type { LotId } from '../kernel/ids.ts'
import { type Assignment, lastedAt, membershipsOf } from '../seats/assignment.ts'
import { lotOf, type MoveUsersOperation, type TakeOverOperation } from './operations.ts'

/**
 * What became of each user of an operation, read from the lots that they were in: it stays exact as long as the operation
 * is kept, whatever happens to the users afterwards.
 */
export type Outcome = 'succeeded' | 'skipped'

/** The lots in which everybody was whom a whole move or a cancel has touched; none before it touches all at once. */
export function lotsTouched(operation: TakeOverOperation): readonly LotId[] {
  const { switched } = operation
  return switched ? [...switched.lots.map(({ lotId }) => lotId), lotOf(operation)] : []
}

/** Of a whole move or a cancel; undefined for whoever had no part in it, and before it has happened. */
export function outcomeOfWhole(
  operation: TakeOverOperation,
  assignment: Pick<Assignment, 'seat'>,
): Outcome | undefined {
  const { switched, startedAt } = operation
  if (!switched) return undefined
  const stays = membershipsOf(assignment)
  const aside = stays.filter(({ lotId }) => lotId === lotOf(operation))
  const wasThere = (sequence: number) =>
    stays.some((stay) =>
      switched.lots.some(({ lotId, epoch }) => lotId === stay.lotId && lastedAt(stay, { epoch, sequence })),
    )
  if (wasThere(switched.sequence)) return 'succeeded'
  if (aside.some((stay) => lastedAt(stay, { epoch: 0, sequence: switched.sequence }))) return 'skipped'
  // Whoever left the source by themselves meanwhile.
  return wasThere(startedAt) ? 'skipped' : undefined
}

/** Of a move of chosen users, from all assignments of one of them. */
export function outcomeOfChosen(
  operation: MoveUsersOperation,
  assignments: readonly Pick<Assignment, 'seat'>[],
): Outcome | undefined {
  const stays = assignments.flatMap((assignment) => membershipsOf(assignment))
  if (stays.some(({ lotId }) => lotId === lotOf(operation))) return 'succeeded'
  const isOver = operation.state === 'Succeeded' || stays.some(({ leftBy }) => leftBy === operation.id)
  return isOver ? 'skipped' : undefined
}
