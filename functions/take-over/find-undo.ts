import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { BulkOperation, BulkPart } from '#core/seats/bulk.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import {
  isOfList,
  isUndoable,
  isWhole,
  notUndoable,
  refuseByItself,
  refuseUndo,
  type Sides,
  type UndoableOperation,
} from '#core/take-over/undo-operation.ts'
import type { UndoOfUser } from '#core/take-over/undo-step.ts'
import type { TenantContext } from '../http/context.ts'
import type { Services } from '../jobs/job.ts'
import { refuseCommand } from '../operations/actions.ts'
import { findOperation } from '../operations/find.ts'
import { readSelection, undoOfEachChosen, undoOfEachListed, usersPerLook } from './undo-of-each.ts'
import { countUndo, readUndoSides } from './undo-sides.ts'

/** What there is to undo, and for how many. */
export interface FoundUndo extends Sides {
  readonly operation: Stored<UndoableOperation>
  /** Whom the operation has touched. */
  readonly total: number
  /** Who would get back what they had. */
  readonly returning: number
  /** Seats that the source must have free for them. */
  readonly seatsNeeded: number
  /** Of one user by user: what would become of each; of a list only for who looks. */
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
  // Who of a list has changed is found part by part, once it is undone.
  const count =
    isOfList(operation) && !onlyLooks ? countOfList(operation) : await countOf(services, operation, sides)
  return { operation, ...sides, ...count }
}

/** So many parts of a list are looked at, for numbers that are exact: of a longer one the rest counts as unchanged. */
const partsMax = 200
const partsPerLook = 10

type Count = Pick<FoundUndo, 'total' | 'returning' | 'seatsNeeded' | 'users'>

async function countOf(
  services: Services,
  operation: Stored<UndoableOperation>,
  sides: Sides,
): Promise<Count> {
  if (isWhole(operation)) {
    const { returning, staying, total } = await countUndo(services, operation, sides)
    return { total, returning: returning + staying, seatsNeeded: 0, users: [] }
  }
  if (isOfList(operation)) {
    const users = await usersOfList(services, operation, sides)
    const all = countOfList(operation)
    return { ...all, returning: all.total - skippedIn(users), users }
  }
  const users = await usersOfChosen(services, operation, sides)
  const returning = users.length - skippedIn(users)
  return { total: users.length, returning, seatsNeeded: returning, users }
}

/** A list is held to what it did, and needs seats for all of it. */
function countOfList({ kind, progress }: BulkOperation): Count {
  const { succeeded: total } = progress
  return { total, returning: total, seatsNeeded: kind === 'assignUsers' ? 0 : total, users: [] }
}

function skippedIn(users: readonly UndoOfUser[]): number {
  return users.filter(({ does }) => does === 'skip').length
}

async function usersOfChosen(services: Services, operation: TakeOverOperation, sides: Sides) {
  const chosen = await readSelection(services, operation)
  const users: UndoOfUser[] = []
  for (let from = 0; from < chosen.length; from += usersPerLook) {
    users.push(
      ...(await undoOfEachChosen(services, operation, sides, chosen.slice(from, from + usersPerLook))),
    )
  }
  return users
}

async function usersOfList(services: Services, operation: BulkOperation, sides: Sides) {
  const users: UndoOfUser[] = []
  const { id, tenantId, parts } = operation
  for (let from = 0; from < Math.min(parts, partsMax); from += partsPerLook) {
    const numbers = Array.from({ length: Math.min(partsPerLook, parts - from) }, (_, at) => from + at)
    const ids = numbers.map((number) => documentId.bulkPart(id, number))
    const read = await services.documents.readTogether<BulkPart[]>(tenantId, ids)
    const found = read.filter((part) => part !== undefined)
    users.push(...(await undoOfEachListed(services, operation, sides, found)))
  }
  return users
}
