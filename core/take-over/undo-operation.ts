import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, SubscriptionId } from '../kernel/ids.ts'
import { type Refusal, type RefusalOf, refuse } from '../kernel/refusals.ts'
import { type Day, type Instant, toMilliseconds } from '../kernel/time.ts'
import {
  type Changed,
  newOperation,
  type OperationBase,
  operationTtlSeconds,
  type Subject,
  subjectOf,
} from '../operations/operation.ts'
import { begun, changedTo } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { BulkOperation } from '../seats/bulk.ts'
import { asAdd, enough, releasing, reserving } from '../seats/seats.ts'
import { epochOf, epochOfStay } from '../subscriptions/lots.ts'
import { deleted, inProgress, notActive } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { LotThen, TakeOverOperation } from './operations.ts'

/** The kinds of operations that can be undone. */
export const undoableKinds = ['moveUsers', 'cancel', 'assignUsers', 'unassignUsers'] as const
export type UndoableKind = (typeof undoableKinds)[number]
export type UndoableOperation = TakeOverOperation | BulkOperation

/** Gives back what a finished operation has changed, as far as nobody has changed it since. (B20) */
export interface UndoOperation extends OperationBase {
  readonly kind: 'undo'
  readonly undoes: {
    readonly id: OperationId
    readonly kind: UndoableKind
    readonly completedAt: Instant
    readonly startedAt: number
    readonly switched: TakeOverOperation['switched']
  }
  /** All lots at once; or user by user, of those who were chosen, or stood in a list. */
  readonly how: 'whole' | 'chosen' | 'list'
  /** Where a move has put the users. */
  readonly targetSubscriptionId: SubscriptionId | null
  readonly target?: Subject
  /** Whether it holds the target as a move holds its source: while users leave it one after another. */
  readonly holdsTarget: boolean
  /** Seats still held back in the source for whom it gives one. */
  readonly reserved: number
  /** How many of the chosen users have been dealt with, or parts of the list. */
  readonly place: number
  /** The lots that came back from the target, with how often they had changed hands there, and its seat sequence before. */
  readonly returned: { readonly lots: readonly LotThen[]; readonly sequence: number } | null
}

/** The subscriptions of an operation as they are now. */
export interface Sides {
  readonly source: Stored<Subscription>
  /** Of a move. */
  readonly target: Stored<Subscription> | undefined
}

export type UndoRefusal =
  | 'NotUndoable'
  | 'AlreadyUndone'
  | 'OperationInProgress'
  | 'SubscriptionDeleted'
  | 'SubscriptionNotActive'

export function isUndoable(operation: OperationBase): operation is UndoableOperation {
  return (undoableKinds as readonly string[]).includes(operation.kind)
}

export function isOfList(operation: UndoableOperation): operation is BulkOperation {
  return operation.kind === 'assignUsers' || operation.kind === 'unassignUsers'
}

/** Whether all of its users changed hands at once, by their lots. */
export function isWhole(operation: UndoableOperation): operation is TakeOverOperation {
  return operation.kind === 'cancel' || (operation.kind === 'moveUsers' && !operation.onlySelected)
}

/** Why that operation cannot be undone now, as far as its subscriptions tell. */
export function refuseUndo(
  operation: OperationBase,
  { source, target }: Sides,
  today: Day,
): Refusal<UndoRefusal> | undefined {
  const refused = refuseByItself(operation)
  if (refused) return refused
  if (!isUndoable(operation)) return notUndoable('kind')
  return (
    refuseOnSource(operation, source, today) ??
    (isWhole(operation) ? refuseOnTarget(operation, { source, target }) : target && refuseLeaving(target))
  )
}

/** The same as far as the source tells: what is refused by it is not offered either. */
export function refuseOnSource(
  operation: UndoableOperation,
  source: Subscription,
  today: Day,
): Refusal<UndoRefusal> | undefined {
  if (isWhole(operation)) return refuseRestoring(operation, source, today)
  return operation.kind === 'assignUsers' ? refuseTaking(source) : refuseGiving(source)
}

/** The same as far as the operation tells itself. */
export function refuseByItself(operation: OperationBase): Refusal<UndoRefusal> | undefined {
  if (!isUndoable(operation)) return notUndoable('kind')
  if (operation.completedAt === null) return inProgress(operation.id)
  if (operation.undoneBy) return refuse('AlreadyUndone', { operationId: operation.undoneBy })
  return hasDoneAnything(operation) ? undefined : notUndoable('nothingLeft')
}

function hasDoneAnything(operation: UndoableOperation): boolean {
  if (isWhole(operation)) return operation.switched !== null
  const { succeeded, skipped } = operation.progress
  // Chosen users who held both are skipped, and have lost one all the same.
  return succeeded > 0 || (!isOfList(operation) && skipped > 0)
}

function refuseRestoring(operation: TakeOverOperation, source: Subscription, today: Day) {
  // Given back by an earlier release, which had no operation for it.
  if (operation.undoneAt || source.state !== 'deleted') return notUndoable('nothingLeft')
  const ending = source.orderHistory.findLast(({ event }) => event === 'moved' || event === 'cancelled')
  if (ending?.credited) return notUndoable('refunded')
  // What had expired before comes back expired: nobody gets a term for nothing.
  if (!('expiredOn' in source) && source.expirationDate <= today) return notUndoable('termOver')
  return undefined
}

function refuseOnTarget(operation: TakeOverOperation, { source, target }: Sides) {
  const lots = lotsToReturn(operation, target)
  if (lots.length + source.lotIds.length === 0) return notUndoable('nothingLeft')
  if (lots.length > 0 && target?.operationId) return inProgress(target.operationId)
  return undefined
}

/** What a list gave can be taken also while the subscription is being emptied. */
function refuseTaking(source: Subscription) {
  if (source.state === 'deleted') return deleted(source)
  return source.state === 'active' || source.state === 'expired' ? undefined : notActive(source)
}

function refuseGiving(source: Subscription) {
  if (source.state === 'deleted') return deleted(source)
  if (source.state !== 'active') return notActive(source)
  return source.operationId ? inProgress(source.operationId) : undefined
}

function refuseLeaving(target: Subscription) {
  if (target.state === 'deleted') return undefined
  if (target.operationId) return inProgress(target.operationId)
  // Whoever moves in there is compared with who is there: nobody may move out meanwhile.
  return target.seats.reserved > 0 ? refuse('OperationInProgress') : undefined
}

/** The lots that are still where the operation has put them, and how often they have changed hands by now. */
export function lotsToReturn(
  { switched }: Pick<TakeOverOperation, 'switched'>,
  target: Pick<Subscription, 'state' | 'lotIds' | 'lotStays'> | undefined,
): readonly LotThen[] {
  if (!switched || !target || target.state === 'deleted') return []
  return switched.lots
    .filter(({ lotId, epoch }) => target.lotIds.includes(lotId) && epochOfStay(target, lotId) === epoch + 1)
    .map(({ lotId }) => ({ lotId, epoch: epochOf(target, lotId) }))
}

export function notUndoable(
  because: 'kind' | 'refunded' | 'termOver' | 'nothingLeft',
): RefusalOf<'NotUndoable'> {
  return refuse('NotUndoable', { because })
}

export interface UndoRequest extends Sides {
  readonly operation: UndoableOperation
  readonly operationId: OperationId
  readonly by: Actor
  readonly at: Instant
  readonly traceparent: string
  /** How many users it is about: all that the operation has taken off the source. */
  readonly total: number
  /** How many are given a seat of the source one by one. Reserved at once, all or none. */
  readonly seatsNeeded: number
}

/** Begins an undo, after `refuseUndo`: from then on nobody else undoes that operation. */
export function startUndo(
  request: UndoRequest,
): RefusalOf<'NotEnoughLicenses'> | RefusalOf<'NotUndoable'> | Changed<UndoOperation> {
  const { operation, source, target, operationId: id, by, at, total, seatsNeeded } = request
  const how = isWhole(operation) ? 'whole' : isOfList(operation) ? 'list' : 'chosen'
  if (how === 'chosen' && seatsNeeded === 0) return notUndoable('nothingLeft')
  if (seatsNeeded > 0 && source.seats.available < seatsNeeded)
    return refuse('NotEnoughLicenses', { needed: seatsNeeded, available: source.seats.available })
  const held = how !== 'chosen' || target?.state === 'deleted' ? undefined : target
  const undo: UndoOperation = {
    ...newOperation({ ...request, id, kind: 'undo', subscription: source, total }),
    undoes: {
      id: operation.id,
      kind: operation.kind,
      completedAt: operation.completedAt ?? at,
      startedAt: isOfList(operation) ? 0 : operation.startedAt,
      switched: isOfList(operation) ? null : operation.switched,
    },
    how,
    targetSubscriptionId: operation.kind === 'moveUsers' ? operation.targetSubscriptionId : null,
    ...(target ? { target: subjectOf(target) } : {}),
    holdsTarget: held !== undefined,
    reserved: seatsNeeded,
    place: 0,
    returned: null,
  }
  return begun(undo, [
    ...changedTo(operation, beingUndone(operation, id)).writes,
    ...(held ? [hold(held, id)] : []),
    ...(seatsNeeded > 0 ? [holdBack(source, seatsNeeded)] : []),
    {
      kind: 'create',
      document: auditEntry(documentId.audit(`${id}:start`), 'operation.undoStarted', by, at, {
        subscription: source,
        operationId: id,
        facts: { undoes: operation.id, kind: operation.kind, total },
      }),
    },
  ])
}

/** Kept for as long as somebody undoes it. */
function beingUndone(operation: UndoableOperation, undoneBy: OperationId): UndoableOperation {
  return { ...operation, sequence: operation.sequence + 1, undoneBy, ttl: -1 }
}

function hold(target: Stored<Subscription>, operationId: OperationId): Write {
  return { kind: 'patch', id: target.id, set: { operationId }, ifMatch: target._etag }
}

function holdBack(source: Stored<Subscription>, count: number): Write {
  const reserve = reserving(count)
  return {
    kind: 'patch',
    id: source.id,
    add: asAdd(reserve),
    when: [
      { field: 'state', is: '=', value: 'active' },
      { field: 'operationId', is: '=', value: null },
      ...enough(reserve),
    ],
  }
}

/** Lets go of what an undo holds, so that what is left can be undone by another one. */
export function releaseUndo(undo: UndoOperation): Changed<UndoOperation> {
  const { id, subscriptionId, targetSubscriptionId, holdsTarget, reserved, undoes } = undo
  const release = releasing(reserved)
  return {
    operation: { ...undo, reserved: 0, holdsTarget: false },
    writes: [
      {
        kind: 'patch',
        id: undoes.id,
        set: { undoneBy: null, ttl: secondsLeft(undoes.completedAt, undo.updatedAt) },
        add: { sequence: 1 },
        when: [{ field: 'undoneBy', is: '=', value: id }],
      },
      ...(holdsTarget && targetSubscriptionId ? [letGo(targetSubscriptionId, id)] : []),
      ...(reserved > 0
        ? [
            {
              kind: 'patch',
              id: subscriptionId,
              add: asAdd(release),
              when: enough(release),
            } as const,
          ]
        : []),
    ],
  }
}

function letGo(targetId: SubscriptionId, operationId: OperationId): Write {
  return {
    kind: 'patch',
    id: targetId,
    set: { operationId: null },
    when: [{ field: 'operationId', is: '=', value: operationId }],
  }
}

/** The operation once it is undone; it goes when it would have gone anyway. */
export function undoneOf(
  operation: UndoableOperation,
  undoes: UndoOperation['undoes'],
  at: Instant,
): UndoableOperation {
  return {
    ...operation,
    sequence: operation.sequence + 1,
    undoneAt: at,
    updatedAt: at,
    ttl: secondsLeft(undoes.completedAt, at),
  }
}

const daySeconds = 24 * 3600

/** Who looks at the undo may want to see what it undid, for a day at least. */
function secondsLeft(completedAt: Instant, at: Instant): number {
  const left = operationTtlSeconds - Math.floor((toMilliseconds(at) - toMilliseconds(completedAt)) / 1_000)
  return Math.min(operationTtlSeconds, Math.max(daySeconds, left))
}
