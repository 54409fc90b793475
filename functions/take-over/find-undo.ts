import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import type { UndoOfUser } from '#core/take-over/undo-chosen.ts'
import {
  isUndoable,
  isWhole,
  notUndoable,
  refuseByItself,
  refuseUndo,
  type Sides,
} from '#core/take-over/undo-operation.ts'
import type { TenantContext } from '../http/context.ts'
import type { Services } from '../jobs/job.ts'
import { refuseCommand } from '../operations/actions.ts'
import { findOperation } from '../operations/find.ts'
import { readSelection, undoOfEach, usersPerLook } from './chosen-users.ts'
import { countUndo, readUndoSides } from './undo-sides.ts'

/** What there is to undo, and for how many. */
export interface FoundUndo extends Sides {
  readonly operation: Stored<TakeOverOperation>
  /** Whom the operation has touched. */
  readonly total: number
  /** Who would get back what they had. */
  readonly returning: number
  /** Seats that the source must have free for them. */
  readonly seatsNeeded: number
  /** Of chosen users: what would become of each. */
  readonly users: readonly UndoOfUser[]
}

/** An operation that the caller may see and, unless they only look, may command, and that can be undone now. */
export async function findUndo(
  context: TenantContext,
  id: string,
  { onlyLooks = false } = {},
): Promise<Refusal | FoundUndo> {
  const { services, caller } = context
  const operation = await findOperation(context, id)
  if (isRefusal(operation)) return operation
  if (!onlyLooks) {
    const subscription = await services.documents.read<Subscription>(
      caller.tenantId,
      operation.subscriptionId,
    )
    const forbidden = refuseCommand(context, operation, subscription)
    if (forbidden) return forbidden
  }
  const refused = refuseByItself(operation)
  if (refused) return refused
  if (!isUndoable(operation)) return notUndoable('kind')
  const sides = await readUndoSides(services, operation)
  const refusal = refuseUndo(operation, sides, dayOf(services.clock.now()))
  if (refusal) return refusal
  return { operation, ...sides, ...(await countOf(services, operation, sides)) }
}

async function countOf(services: Services, operation: Stored<TakeOverOperation>, sides: Sides) {
  if (isWhole(operation)) {
    const { returning, staying, total } = await countUndo(services, operation, sides)
    return { total, returning: returning + staying, seatsNeeded: 0, users: [] }
  }
  const chosen = await readSelection(services, operation)
  const users: UndoOfUser[] = []
  for (let from = 0; from < chosen.length; from += usersPerLook) {
    const found = await undoOfEach(services, operation, sides, chosen.slice(from, from + usersPerLook))
    users.push(...found.flatMap((user) => user ?? []))
  }
  const returning = users.filter(({ does }) => does !== 'skip').length
  return { total: users.length, returning, seatsNeeded: returning, users }
}
