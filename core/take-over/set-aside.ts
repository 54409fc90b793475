import { changes } from '../kernel/changes.ts'
import type { LotId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Delivery } from '../operations/operation.ts'
import { changedTo, stepped } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { type Assignment, putIntoLot, seatWrite } from '../seats/assignment.ts'
import { withLots } from '../subscriptions/lots.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type Comparing, lotOf, type MoveUsersOperation } from './operations.ts'

/** A batch holds 100 writes; the operation, the source and the count of operations take three. */
export const usersPerBatch = 97

export interface SettingAside {
  readonly operation: MoveUsersOperation
  readonly source: Stored<Subscription>
  /** Who holds the target too: they go into the operation's lot, which stays with the source. */
  readonly aside: readonly Stored<Assignment>[]
  /** Who was put there and has lost the target since. */
  readonly back: readonly Stored<Assignment>[]
  /** How far the comparison is with this. */
  readonly comparison: Comparing
  /** How many users of the source have been compared with this. */
  readonly compared: number
  readonly worker: Delivery
  readonly at: Instant
}

/**
 * One step of the comparison before a whole move: whoever holds source and target goes into a lot of their own, in which
 * they keep both until the source ends. Nobody gains or loses a seat by it. (R069)
 */
export function setAside(asked: SettingAside): {
  readonly writes: readonly Write[]
  readonly operation: MoveUsersOperation
  /** The source as it is then, but for its etag. */
  readonly source: Subscription
} {
  const { operation, source, aside, back, comparison, compared, worker, at } = asked
  const after: MoveUsersOperation = {
    ...stepped(operation, worker, at),
    comparison,
    progress: { ...operation.progress, compared },
  }
  if (aside.length + back.length === 0) return { ...changedTo(operation, after), source }
  const lotId = lotOf(operation)
  const isThere = source.lotIds.includes(lotId)
  const changed = withLots(source, isThere ? {} : { come: [{ lotId, epoch: 0 }] })
  const touch = { subscription: source, sequence: changed.seatSequence, operationId: operation.id }
  const put = (assignment: Stored<Assignment>, into: LotId): Write =>
    seatWrite(assignment, putIntoLot(assignment.seat, into, touch))
  const step = changedTo(operation, after, [
    {
      kind: 'patch',
      id: source.id,
      ...(isThere ? { add: { seatSequence: 1 } } : { set: changes(source, changed) }),
      when: [
        { field: 'operationId', is: '=', value: operation.id },
        { field: 'seatSequence', is: '=', value: source.seatSequence },
      ],
    },
    ...aside.map((assignment) => put(assignment, lotId)),
    ...back.map((assignment) => put(assignment, source.openLotId)),
  ])
  return { ...step, source: changed }
}
