import { auditEntry, revokedOf } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Changed, Delivery } from '../operations/operation.ts'
import { changedTo, ended, stepped } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { type Assignment, givenAgain, putIntoLot, revokedSeat, seatWrite } from '../seats/assignment.ts'
import { asAdd, assigning, both, enough, releasing, unassigning } from '../seats/seats.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { writesPerEvent } from '../webhooks/webhook.ts'
import { auditOfUndo } from './undo.ts'
import { type UndoableOperation, type UndoOperation, undoneOf } from './undo-operation.ts'
import { type UndoneUser, type UndoSkipReason, undoPart } from './undo-part.ts'

/**
 * What was done user by user is undone user by user, part by part. Of chosen users who were moved: whoever is in the lot of
 * the move leaves the target for the source, and whoever held both and only gave their licence of the source back is given
 * one again; the target is held meanwhile, as a move holds its source. Of a list: licences that it gave are taken, those
 * that it took are given again. Seats for whom it gives one are held back. (B20)
 */

/** A batch holds 100 writes; operations, subscriptions, audit entries, events, the part and the counts take the rest. */
export const usersPerUndoStep = 85 - writesPerEvent

/** What an undo does about one user, whatever they hold now. */
export type UndoOfUser =
  /** From the target into the source; a licence of the source anew; or that one away. */
  | { readonly does: 'return' | 'give' | 'take'; readonly assignment: Stored<Assignment> }
  | { readonly does: 'skip'; readonly assignment: Assignment; readonly reason: UndoSkipReason }

export interface UndoStep {
  readonly undo: UndoOperation
  readonly operation: UndoableOperation
  readonly source: Stored<Subscription>
  /** Undefined where nobody is there any more. */
  readonly target: Stored<Subscription> | undefined
  /** The users of this step, in the order in which they were named. */
  readonly users: readonly UndoOfUser[]
  /** Where the next step begins; null where all are dealt with then. */
  readonly next: number | null
  readonly worker: Delivery
  readonly at: Instant
}

/** One batch: who comes back, what became of each, and in the last one the end. */
export function planUndoStep(step: UndoStep): Changed<UndoOperation> {
  const { undo, operation, source, target, next, at } = step
  const users = withinSeats(step)
  const returning = thoseWho(users, 'return')
  const given = thoseWho(users, 'give')
  const taken = thoseWho(users, 'take')
  const coming = returning.length + given.length
  const isLast = next === null
  const after = afterStep(step, users, coming)
  const change = both(
    releasing(undo.reserved - after.reserved),
    both(assigning(coming), unassigning(taken.length)),
  )
  const here = { subscription: source, sequence: source.seatSequence + 1, operationId: undo.id }
  const there = target && {
    subscription: target,
    sequence: target.seatSequence + 1,
    operationId: undo.id,
  }
  return changedTo(undo, after, [
    ...(isLast ? changedTo(operation, undoneOf(operation, undo.undoes, at)).writes : []),
    ...changeSource(source, change, { coming, going: taken.length }),
    ...(target && undo.holdsTarget && (returning.length > 0 || isLast)
      ? [leaveTarget(undo, target, returning.length, isLast)]
      : []),
    ...(there
      ? returning.map((one) => seatWrite(one, putIntoLot(one.seat, source.openLotId, there, here)))
      : []),
    ...given.map((one) => seatWrite(one, givenAgain(one.seat, here), { createdAt: at })),
    ...taken.map((one) => seatWrite(one, revokedSeat(one.seat, here))),
    { kind: 'create', document: undoPart(undo, users.map(outcomeOf), next) },
    ...auditOfStep(undo, { source, target, leaving: returning, given, taken }, at),
    ...(isLast ? [{ kind: 'create', document: auditOfUndo(after, source, at) } as const] : []),
  ])
}

function thoseWho(users: readonly UndoOfUser[], what: 'return' | 'give' | 'take') {
  return users.flatMap((user) => (user.does === what ? [user.assignment] : []))
}

function afterStep(
  { undo, next, worker, at }: UndoStep,
  users: readonly UndoOfUser[],
  coming: number,
): UndoOperation {
  const skipped = users.filter(({ does }) => does === 'skip').length
  const progress = {
    ...undo.progress,
    succeeded: undo.progress.succeeded + users.length - skipped,
    skipped: undo.progress.skipped + skipped,
  }
  const stepping = stepped(undo, worker, at)
  if (next !== null)
    return { ...stepping, progress, reserved: Math.max(0, undo.reserved - coming), place: next }
  return {
    ...ended(stepping, 'Succeeded', at),
    progress: { ...progress, total: progress.succeeded + progress.skipped },
    reserved: 0,
    holdsTarget: false,
  }
}

/** Where fewer seats are left than were held back and are free, the last ones keep what they have. */
function withinSeats({ undo, source, users }: UndoStep): readonly UndoOfUser[] {
  // A source that is being emptied itself gives nothing beyond what is held back.
  let left = undo.reserved + (source.operationId ? 0 : source.seats.available)
  return users.map((user) => {
    if (user.does === 'skip' || user.does === 'take') return user
    left -= 1
    return left >= 0 ? user : { does: 'skip', assignment: user.assignment, reason: 'noLicenseLeft' }
  })
}

function outcomeOf(user: UndoOfUser): UndoneUser {
  const { userId, displayName, userPrincipalName } = user.assignment
  const who = { userId, displayName, userPrincipalName }
  return user.does === 'skip'
    ? { ...who, outcome: 'skipped', reason: user.reason }
    : { ...who, outcome: 'succeeded' }
}

/** The etag makes (user, subscription) unique: whoever gives a seat here in between makes this batch fail. */
function changeSource(
  source: Stored<Subscription>,
  change: ReturnType<typeof both>,
  { coming, going }: { readonly coming: number; readonly going: number },
): readonly Write[] {
  const add = Object.fromEntries(Object.entries(asAdd(change)).filter(([, by]) => by !== 0))
  if (Object.keys(add).length === 0) return []
  return [
    {
      kind: 'patch',
      id: source.id,
      add: { ...add, ...(coming + going > 0 ? { seatSequence: 1 } : {}) },
      when: [
        ...enough(change),
        ...(coming > 0 ? [{ field: 'operationId', is: '=', value: null } as const] : []),
      ],
      ifMatch: source._etag,
    },
  ]
}

function leaveTarget(
  undo: UndoOperation,
  target: Stored<Subscription>,
  count: number,
  isLast: boolean,
): Write {
  return {
    kind: 'patch',
    id: target.id,
    ...(isLast ? { set: changes(target, { ...target, operationId: null }) } : {}),
    ...(count > 0 ? { add: { ...asAdd(unassigning(count)), seatSequence: 1 } } : {}),
    when: [
      { field: 'operationId', is: '=', value: undo.id },
      { field: 'seatSequence', is: '=', value: target.seatSequence },
    ],
  }
}

/** Who lost a licence and who got one, and why: also where the undo never gets to its end. (B15) */
function auditOfStep(
  { id, place, startedBy, undoes, subscriptionId }: UndoOperation,
  step: {
    readonly source: Subscription
    readonly target: Subscription | undefined
    readonly leaving: readonly Assignment[]
    readonly given: readonly Assignment[]
    readonly taken: readonly Assignment[]
  },
  at: Instant,
): readonly Write[] {
  const { source, target, leaving, given, taken } = step
  const lost = target && leaving.length > 0 ? leaving : taken
  const entry = (
    cause: string,
    action: string,
    about: Pick<Parameters<typeof auditEntry>[4], 'subscription' | 'facts' | 'revoked'>,
  ): Write => ({
    kind: 'create',
    document: auditEntry(documentId.audit(cause), action, startedBy, at, { operationId: id, ...about }),
  })
  return [
    ...(lost.length > 0
      ? [
          entry(`${id}:part${place}`, 'licences.returned', {
            subscription: taken.length > 0 || !target ? source : target,
            facts: { undoes: undoes.id, ...(taken.length > 0 ? {} : { toSubscriptionId: subscriptionId }) },
            revoked: revokedOf(lost),
          }),
        ]
      : []),
    ...(given.length > 0
      ? [
          entry(`${id}:part${place}:given`, 'licences.assigned', {
            subscription: source,
            facts: { undoes: undoes.id, userIds: given.map(({ userId }) => userId) },
          }),
        ]
      : []),
  ]
}
