import type { UserId } from '#core/kernel/ids.ts'
import type { UndoOperation } from '#core/take-over/undo-operation.ts'
import type { JobRecord } from '../job-record.ts'

export function isUndo(operation: { readonly kind: string }): operation is UndoOperation {
  return operation.kind === 'undo'
}

/** Whether an undo may change that seat so: only as much as its operation did the other way round. */
export function wrongByUndo(
  { users }: JobRecord,
  { subscriptionId, targetSubscriptionId, undoes, how }: UndoOperation,
  {
    userId,
    from,
    to,
  }: { readonly userId: UserId; readonly from: string | undefined; readonly to: string | undefined },
): string | undefined {
  if (!users.has(userId)) return `an undo changed the seat of ${userId}, who was not touched before`
  if (how === 'whole') return `an undo of all at once changed the seat of ${userId}`
  const isRight =
    undoes.kind === 'assignUsers'
      ? from === subscriptionId && !to
      : to === subscriptionId && (!from || from === targetSubscriptionId)
  return isRight ? undefined : `an undo took ${userId} from ${from} to ${to}`
}
