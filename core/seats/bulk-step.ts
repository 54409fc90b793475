import { auditEntry, type Revoked, revokedOf } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { ProductId, SubscriptionId, TenantId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Changed, Delivery } from '../operations/operation.ts'
import { changedTo, ended, stepped } from '../operations/step.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { giveSeat } from './assign.ts'
import { type Assignment, isHeldIn, revokedSeat, seatWrite } from './assignment.ts'
import {
  type AssignUsersOperation,
  type BulkEntry,
  type BulkOperation,
  type BulkPart,
  openOf,
  partTtlSeconds,
  toDoIn,
  type UnassignUsersOperation,
} from './bulk.ts'
import { refusedFor } from './bulk-list.ts'
import { asAdd, assigning, both, changed, releasing, unassigning } from './seats.ts'

/**
 * One part of a list is one step: one batch that is fenced by the operation's sequence and by the part, which says in it what
 * became of each entry. Whoever was disabled, has left or was given a licence since the list came is found here.
 */
export interface BulkStepContext<O extends BulkOperation> {
  readonly operation: O
  /** Read before the users and their assignments were asked for. */
  readonly subscription: Stored<Subscription>
  readonly part: Stored<BulkPart>
  readonly users: ReadonlyMap<UserId, User>
  /** Every assignment that the users of the part have. */
  readonly present: readonly Stored<Assignment>[]
  /** This invocation of the worker. */
  readonly worker: Delivery
  readonly at: Instant
  /** Makes ids differ where a user has held a seat here before and was moved away. */
  readonly nonce: string
}

export interface BulkStep<O extends BulkOperation> extends Changed<O> {
  /** As it is once the batch is committed, but for its etag. */
  readonly subscription: Subscription
  /** How many seats were given or taken back. */
  readonly seats: number
}

/** Gives a seat that was held back to everybody of the part who can have one; the others' are free again. */
export function assignPart(context: BulkStepContext<AssignUsersOperation>): BulkStep<AssignUsersOperation> {
  const { operation, subscription, part, users, present, worker, at } = context
  const isHolding = holdersOf(context)
  const entries = part.entries.map((entry): BulkEntry => {
    if (entry.is !== 'toDo' || entry.userId === undefined) return entry
    const is = isHolding(entry.userId) ? 'alreadyHolding' : refusedFor(users.get(entry.userId))
    return { ...entry, is: is ?? 'succeeded' }
  })
  const given = doneIn(part, entries).flatMap(({ userId }) => (userId && users.get(userId)) ?? [])
  const sequence = given.length > 0 ? subscription.seatSequence + 1 : undefined
  const taken = both(releasing(toDoIn(part.entries)), assigning(given.length))
  const after: AssignUsersOperation = {
    ...afterPart(operation, part, entries, worker, at),
    reserved: operation.reserved - toDoIn(part.entries),
  }
  const seat: Write = {
    kind: 'patch',
    id: subscription.id,
    add: { ...asAdd(taken), ...(sequence === undefined ? {} : { seatSequence: 1 }) },
    // Makes (user, subscription) unique: whoever gives a seat here in between makes this batch fail.
    ifMatch: subscription._etag,
  }
  const own = Map.groupBy(present, ({ userId }) => userId)
  return {
    ...changedTo(operation, after, [
      seat,
      partWrite(part, entries, sequence),
      ...(sequence === undefined
        ? []
        : given.map((user) => giveSeat({ ...context, present: own.get(user.userId) ?? [] }, user, sequence))),
      ...auditOf(after, subscription, at, { userIds: given.map(({ userId }) => userId) }),
    ]),
    subscription: {
      ...subscription,
      seatSequence: sequence ?? subscription.seatSequence,
      seats: changed(subscription.seats, taken),
    },
    seats: given.length,
  }
}

/** Takes the seat of everybody of the part back who still has one. */
export function unassignPart(
  context: BulkStepContext<UnassignUsersOperation>,
): BulkStep<UnassignUsersOperation> {
  const { operation, subscription, part, present, worker, at } = context
  const isHolding = holdersOf(context)
  const entries = part.entries.map((entry): BulkEntry => {
    if (entry.is !== 'toDo' || entry.userId === undefined) return entry
    return { ...entry, is: isHolding(entry.userId) ? 'succeeded' : 'leftBefore' }
  })
  const leaving = new Set(doneIn(part, entries).map(({ userId }) => userId))
  const held = present.filter((one) => leaving.has(one.userId) && isHeldIn(one, subscription))
  const after = afterPart(operation, part, entries, worker, at)
  if (held.length === 0) {
    const writes = [partWrite(part, entries), ...auditOf(after, subscription, at, { userIds: [] })]
    return { ...changedTo(operation, after, writes), subscription, seats: 0 }
  }
  const sequence = subscription.seatSequence + 1
  const touch = { subscription, sequence, operationId: operation.id }
  const freed = unassigning(held.length)
  const seats: Write = {
    kind: 'patch',
    id: subscription.id,
    add: { ...asAdd(freed), seatSequence: 1 },
    // Whatever becomes of it: a lot that has changed hands since took its seats along.
    ifMatch: subscription._etag,
  }
  return {
    ...changedTo(operation, after, [
      seats,
      partWrite(part, entries, sequence),
      ...held.map((one) => seatWrite(one, revokedSeat(one.seat, touch))),
      ...auditOf(after, subscription, at, {
        userIds: held.map(({ userId }) => userId),
        revoked: revokedOf(held),
      }),
    ]),
    subscription: { ...subscription, seatSequence: sequence, seats: changed(subscription.seats, freed) },
    seats: held.length,
  }
}

/** The end of a list in which nothing was to do. */
export function endBulk<O extends BulkOperation>(operation: O, worker: Delivery, at: Instant): Changed<O> {
  const after = ended(stepped(operation, worker, at), 'Succeeded', at)
  const { tenantId, subscriptionId: id, subject } = operation
  const subscription = { tenantId, id, ...(subject ? { productId: subject.productId } : {}) }
  return changedTo(operation, after, auditOf(after, subscription, at, { userIds: [] }))
}

function holdersOf({
  subscription,
  present,
}: Pick<BulkStepContext<BulkOperation>, 'subscription' | 'present'>) {
  const holding = new Set(present.flatMap((one) => (isHeldIn(one, subscription) ? [one.userId] : [])))
  return (userId: UserId) => holding.has(userId)
}

/** What this step does, of a part of which nothing was done before. */
function doneIn(before: BulkPart, entries: readonly BulkEntry[]): readonly BulkEntry[] {
  return entries.filter(({ is }, place) => is === 'succeeded' && before.entries[place]?.is === 'toDo')
}

function afterPart<O extends BulkOperation>(
  operation: O,
  part: BulkPart,
  entries: readonly BulkEntry[],
  worker: Delivery,
  at: Instant,
): O {
  const succeeded = doneIn(part, entries).length
  const skipped = toDoIn(part.entries) - succeeded
  const { progress } = operation
  const after: O = {
    ...stepped(operation, worker, at),
    nextPart: part.number + 1,
    progress: {
      ...progress,
      succeeded: progress.succeeded + succeeded,
      skipped: progress.skipped + skipped,
    },
  }
  return openOf(after) === 0 ? ended(after, 'Succeeded', at) : after
}

function partWrite(part: Stored<BulkPart>, entries: readonly BulkEntry[], sequence?: number): Write {
  const { _etag: ifMatch, ...before } = part
  const document: BulkPart = {
    ...before,
    entries,
    ttl: partTtlSeconds,
    ...(sequence === undefined ? {} : { sequence }),
  }
  return { kind: 'replace', document, ifMatch }
}

/**
 * Who was given a licence, or lost it, with this step: also where the job never gets to its end. The last one tells what it
 * came to. (B15)
 */
function auditOf(
  { id, sequence, startedBy, kind, completedAt, progress }: BulkOperation,
  subscription: { readonly tenantId: TenantId; readonly id: SubscriptionId; readonly productId?: ProductId },
  at: Instant,
  about: { readonly userIds: readonly UserId[]; readonly revoked?: Revoked },
): Write[] {
  const isEnd = completedAt !== null
  if (!isEnd && about.userIds.length === 0) return []
  const action = kind === 'assignUsers' ? 'licences.assigned' : 'licences.unassigned'
  const cause = isEnd ? `${id}:end` : `${id}:${sequence}`
  const document = auditEntry(documentId.audit(cause), action, startedBy, at, {
    subscription,
    operationId: id,
    facts: { userIds: about.userIds, ...(isEnd ? progress : {}) },
    revoked: about.revoked,
  })
  return [{ kind: 'create', document }]
}
