import type { OperationId, UserId } from '../kernel/ids.ts'
import type { Changed, OperationBase } from '../operations/operation.ts'
import { listTtlSeconds } from '../operations/operation.ts'
import type { DocumentBase, Write } from '../ports/documents.ts'
import { asAdd, releasing } from './seats.ts'

/** So many entries may a list have: as many licences as a subscription can. (B12) */
export const listMax = 100_000

/**
 * So many entries of a list are one part, and one step of its job: each may be a write of the batch, beside two of the
 * operation, the subscription, the part, the audit entry, and two counts. docs/decisions/027-a-list-is-stored-in-parts.md
 */
export const entriesPerPart = 90

/** Why an entry of a list changed nothing. */
export const bulkReasons = [
  /** It holds a licence already, or by the time it was its turn. */
  'alreadyHolding',
  /** It held none when the list came. */
  'notAssigned',
  /** It held one when the list came, and none when it was its turn. */
  'leftBefore',
  /** Nobody here is called that. */
  'unknown',
  'userNotActive',
  'guest',
  /** Somebody who stands in the list before. */
  'duplicate',
] as const
export type BulkReason = (typeof bulkReasons)[number]

/** One entry of a list, and what became of it. */
export interface BulkEntry {
  /** What stood in the list, where that is not the id of a user. */
  readonly given?: string
  /** Who that is; absent where nobody is known by it. */
  readonly userId?: UserId
  readonly is: 'toDo' | 'succeeded' | BulkReason
}

/**
 * Id `bulkPart:{operationId}:{number}`, from 0: some entries of a list, in its order. One part is one step, in the batch of
 * which it says what became of each entry: so it is what is to be done and what has been done, whatever happens afterwards.
 */
export interface BulkPart extends DocumentBase {
  readonly type: 'bulkPart'
  readonly operationId: OperationId
  readonly number: number
  readonly entries: readonly BulkEntry[]
  /** The seat sequence of the subscription that its step made; absent before, or where that changed no seat. */
  readonly sequence?: number
  readonly ttl: number
}

/**
 * Longer than an operation is kept after its end, since it may be paused before: parts are as old as their last change. Those
 * of a list with which nothing ever began are forgotten by it.
 */
export const partTtlSeconds = listTtlSeconds

interface BulkBase extends OperationBase {
  /** How many parts its list has. */
  readonly parts: number
  /** The first of them in which something may be to do. */
  readonly nextPart: number
}

/** Gives licences to everybody on a list. (B12) */
export interface AssignUsersOperation extends BulkBase {
  readonly kind: 'assignUsers'
  /** Seats still held back for them. */
  readonly reserved: number
}

/** Takes the licences of everybody on a list back. (B12) */
export interface UnassignUsersOperation extends BulkBase {
  readonly kind: 'unassignUsers'
}

export type BulkOperation = AssignUsersOperation | UnassignUsersOperation

/** How many entries are to do. */
export function toDoIn(entries: readonly BulkEntry[]): number {
  return entries.reduce((count, { is }) => (is === 'toDo' ? count + 1 : count), 0)
}

/** How many entries of its list nobody has got to yet. */
export function openOf({ progress }: Pick<BulkOperation, 'progress'>): number {
  return progress.total - progress.succeeded - progress.skipped - progress.failed
}

/** Gives the seats back that were held for those whose turn never came. */
export function releaseBulk<O extends BulkOperation>(operation: O): Changed<O> {
  if (operation.kind === 'unassignUsers' || operation.reserved === 0) return { operation, writes: [] }
  const release = releasing(operation.reserved)
  const write: Write = { kind: 'patch', id: operation.subscriptionId, add: asAdd(release) }
  return { operation: { ...operation, reserved: 0 }, writes: [write] }
}
