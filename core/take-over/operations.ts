import type { Actor } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { LotId, OperationId, SubscriptionId, SupportCaseId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import {
  type Changed,
  type OperationBase,
  operationTtlSeconds,
  type Subject,
} from '../operations/operation.ts'
import type { Write } from '../ports/documents.ts'
import { asAdd, enough, releasing } from '../seats/seats.ts'

/** A lot, and how often it had changed hands. */
export interface LotThen {
  readonly lotId: LotId
  readonly epoch: number
}

interface TakeOverBase extends OperationBase {
  /** The seat sequence of the source when the operation began. */
  readonly startedAt: number
  /** What happened to the lots of the source, all at once: which they were, and its seat sequence before. */
  readonly switched: { readonly lots: readonly LotThen[]; readonly sequence: number } | null
  readonly reason: string
  /** Of a plan: whether it was asked for as an administrator; whether by the purchaser the subscription says. */
  readonly byAdministrator?: boolean
}

/** Moves the users of a subscription into another one; all of them, or those that were chosen. */
export interface MoveUsersOperation extends TakeOverBase {
  readonly kind: 'moveUsers'
  readonly targetSubscriptionId: SubscriptionId
  /** That subscription; absent where an earlier release began the move. */
  readonly target?: Subject
  /** Chosen users are listed in the document `selection:{id}`; otherwise everybody moves. */
  readonly onlySelected: boolean
  /** Seats still held back in the target. */
  readonly reserved: number
  /** Of a whole move: how far it is with looking for users who hold source and target. */
  readonly comparison: Comparing | null
}

/** Before the lots change hands, nobody may be in those who holds the target already. */
export interface Comparing {
  /** Up to which of its seat sequences the target has been looked at, once the first look is over. */
  readonly targetSequence: number
  /** `users`: of the source, page by page. `list`: those that were counted at the start. `over`: only what changes. */
  readonly first: 'users' | 'list' | 'over'
  /** Where the next page begins; null at the beginning. */
  readonly place: string | null
}

export interface AskedOfSupport {
  /** The administrator. */
  readonly by: Actor
  readonly supportCaseId: SupportCaseId
}

/** Takes the licences of a subscription away. */
export interface CancelOperation extends TakeOverBase {
  readonly kind: 'cancel'
  readonly feedback: string | null
  /** Where customer support does it: who asked for that, and where. (R167) */
  readonly asked?: AskedOfSupport
}

export type TakeOverOperation = MoveUsersOperation | CancelOperation

/** The lot of an operation: chosen users move in it, and users of both sides wait in it for the end of the source. */
export function lotOf({ id }: { readonly id: OperationId }): LotId {
  return id as string as LotId
}

/** Who decided it: support carries out what an administrator asked for. */
export function decidedBy(operation: TakeOverOperation): Actor {
  return (operation.kind === 'cancel' && operation.asked?.by) || operation.startedBy
}

/** What the audit trail has besides who did it. */
export function askedFacts(operation: TakeOverOperation): { readonly [fact: string]: Json } {
  if (operation.kind !== 'cancel' || !operation.asked) return {}
  const { by, supportCaseId } = operation.asked
  return { askedBy: { id: by.id, name: by.name }, supportCaseId }
}

/** Frees the source for others, and gives the seats back that nobody will need in the target. */
export function releaseTakeOver<O extends TakeOverOperation>(operation: O): Changed<O> {
  if (neverBegan(operation)) return { operation, writes: planOver(operation) }
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

/** It was asked for a time, and ends before. */
function neverBegan({ startAt, begunAt }: TakeOverOperation): boolean {
  return startAt !== undefined && begunAt === undefined
}

/** The list of who was chosen is kept as long as what it was for. */
function planOver(operation: TakeOverOperation): readonly Write[] {
  return operation.kind === 'moveUsers' && operation.onlySelected
    ? [selectionGoes(operation, operationTtlSeconds)]
    : []
}

/** From now on it counts how long it is kept. */
export function selectionGoes({ id }: MoveUsersOperation, ttl: number): Write {
  return { kind: 'patch', id: documentId.selection(id), set: { ttl } }
}
