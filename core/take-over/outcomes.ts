import type { LotId } from '../kernel/ids.ts'
import { type Assignment, lastedAt, membershipsOf, wasHeldAt } from '../seats/assignment.ts'
import type { LotStay } from '../subscriptions/lots.ts'
import { lotOf, type MoveUsersOperation, type TakeOverOperation } from './operations.ts'
import type { UndoOperation } from './undo-operation.ts'
import type { UndoSkipReason } from './undo-part.ts'

/**
 * What became of each user of an operation, read from the lots that they were in: it stays exact as long as the operation
 * is kept, whatever happens to the users afterwards.
 */
export type Outcome =
  | { readonly outcome: 'succeeded' }
  | { readonly outcome: 'skipped'; readonly reason: SkipReason | UndoSkipReason }
  /** Of an operation that has failed: why says its error. */
  | { readonly outcome: 'failed' }

export const outcomes = ['succeeded', 'skipped', 'failed'] as const satisfies readonly Outcome['outcome'][]

/** They held the target as well; or their licence was taken away, before it was their turn. */
export const skipReasons = ['alreadyHolding', 'leftBefore'] as const
export type SkipReason = (typeof skipReasons)[number]

const succeeded: Outcome = { outcome: 'succeeded' }
const alreadyHolding: Outcome = { outcome: 'skipped', reason: 'alreadyHolding' }
const leftBefore: Outcome = { outcome: 'skipped', reason: 'leftBefore' }
const failed: Outcome = { outcome: 'failed' }
const changedSince: Outcome = { outcome: 'skipped', reason: 'changedSince' }

/** The lots in which everybody was whom a whole move or a cancel has touched; none before it touches all at once. */
export function lotsTouched(operation: Pick<TakeOverOperation, 'id' | 'switched'>): readonly LotId[] {
  const { switched } = operation
  return switched ? [...switched.lots.map(({ lotId }) => lotId), lotOf(operation)] : []
}

/**
 * Of a whole move or a cancel that has failed, which is before it touches anybody: everybody who was there when it began.
 * The lots are those of the source then.
 */
export function outcomeOfFailed(
  { startedAt }: TakeOverOperation,
  lots: readonly LotStay[],
  assignment: Pick<Assignment, 'seat'>,
): Outcome | undefined {
  return wasHeldAt(assignment, lots, startedAt) ? failed : undefined
}

/** Of a whole move or a cancel; undefined for whoever had no part in it, and before it has happened. */
export function outcomeOfWhole(
  operation: Pick<TakeOverOperation, 'id' | 'switched' | 'startedAt'>,
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
  if (wasThere(switched.sequence)) return succeeded
  if (aside.some((stay) => lastedAt(stay, { epoch: 0, sequence: switched.sequence }))) return alreadyHolding
  // Whoever left the source by themselves meanwhile.
  return wasThere(startedAt) ? leftBefore : undefined
}

/** Of a move of chosen users, from all assignments of one of them. */
export function outcomeOfChosen(
  operation: MoveUsersOperation,
  assignments: readonly Pick<Assignment, 'seat'>[],
): Outcome | undefined {
  const stays = assignments.flatMap((assignment) => membershipsOf(assignment))
  if (stays.some(({ lotId }) => lotId === lotOf(operation))) return succeeded
  if (stays.some(({ leftBy }) => leftBy === operation.id)) return alreadyHolding
  if (operation.state === 'Succeeded') return leftBefore
  return operation.state === 'Failed' ? failed : undefined
}

/** The same of the operation that an undo of all at once is about. */
export function lotsTouchedBy({ undoes }: Pick<UndoOperation, 'undoes'>): readonly LotId[] {
  return lotsTouched(undoes)
}

/** Of an undo of all at once; undefined for whom the operation had not touched. (B20) */
export function outcomeOfUndone(
  { state, undoes, returned }: UndoOperation,
  assignment: Pick<Assignment, 'seat'>,
): Outcome | undefined {
  const before = outcomeOfWhole(undoes, assignment)
  if (!before || (before.outcome === 'skipped' && before.reason === 'leftBefore')) return undefined
  if (state === 'Failed') return failed
  if (state !== 'Succeeded' || !returned) return undefined
  // Who held both, and all whom a cancel has taken, never left the source.
  if (before.outcome === 'skipped' || undoes.kind === 'cancel') return succeeded
  const { lots, sequence } = returned
  const wasThere = membershipsOf(assignment).some((stay) =>
    lots.some(({ lotId, epoch }) => lotId === stay.lotId && lastedAt(stay, { epoch, sequence })),
  )
  return wasThere ? succeeded : changedSince
}
