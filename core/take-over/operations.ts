import type { SubscriptionId } from '../kernel/ids.ts'
import type { Changed, OperationBase } from '../operations/operation.ts'
import type { Write } from '../ports/documents.ts'
import { asAdd, enough, releasing } from '../seats/seats.ts'

/** Moves the users of a subscription into another one; all of them, or those that were chosen. */
export interface MoveUsersOperation extends OperationBase {
  readonly kind: 'moveUsers'
  readonly targetSubscriptionId: SubscriptionId
  /** Chosen users are listed in the document `selection:{id}`; otherwise everybody moves. */
  readonly onlySelected: boolean
  /** Seats still held back in the target. */
  readonly reserved: number
  readonly reason: string
}

/** Takes the licences of a subscription away. */
export interface CancelOperation extends OperationBase {
  readonly kind: 'cancel'
  readonly reason: string
  readonly feedback: string | null
}

export type TakeOverOperation = MoveUsersOperation | CancelOperation

/** Frees the source for others, and gives the seats back that nobody will need in the target. */
export function releaseTakeOver<O extends TakeOverOperation>(operation: O): Changed<O> {
  const source: Write = {
    kind: 'patch',
    id: operation.subscriptionId,
    set: { operationId: null },
    when: [{ field: 'operationId', is: '=', value: operation.id }],
  }
  if (operation.kind === 'cancel' || operation.reserved === 0) return { operation, writes: [source] }
  const release = releasing(operation.reserved)
  const target: Write = {
    kind: 'patch',
    id: operation.targetSubscriptionId,
    add: asAdd(release),
    when: enough(release),
  }
  return { operation: { ...operation, reserved: 0 }, writes: [source, target] }
}
