import { auditEntry, type Revoked, revokedOf } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Delivery } from '../operations/operation.ts'
import { changedTo, stepped } from '../operations/step.ts'
import type { Comparison, Stored, Write } from '../ports/documents.ts'
import { type Assignment, putIntoLot, revokedSeat, seatWrite } from '../seats/assignment.ts'
import { asAdd, assigning, both, changed, enough, releasing, unassigning } from '../seats/seats.ts'
import { withLots } from '../subscriptions/lots.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { writesPerEvent } from '../webhooks/webhook.ts'
import { type Ending, endJob } from './end-job.ts'
import { lotOf, type MoveUsersOperation } from './operations.ts'

/**
 * The move of chosen users goes user by user: they leave the lots that the others stay in, for a lot of their own in the
 * target. Each step is one transactional batch that is fenced by the operation's sequence, so that any number of
 * workers, repeats and late retries of the same step change the documents exactly once.
 */

/** A batch holds 100 writes; the operation, the source, the target, the audit entry and a count take five. */
export const usersPerStep = 95

/** The last step also counts what has ended, may take two patches of the operation, and is told to the webhooks. */
export const usersInLastStep = 93 - writesPerEvent

export interface StepContext {
  readonly operation: MoveUsersOperation
  readonly source: Stored<Subscription>
  /** Read before the query that asked who already holds the target. */
  readonly target: Stored<Subscription>
  readonly alreadyHolding: ReadonlySet<string>
  readonly chunk: readonly Stored<Assignment>[]
  /** This invocation of the worker. */
  readonly worker: Delivery
  readonly at: Instant
  /** Given when nobody is left after this chunk: the step ends the job too. */
  readonly ending?: Ending
}

export interface Step {
  readonly writes: readonly Write[]
  /** As they are once the batch is committed, but for their etags. */
  readonly operation: MoveUsersOperation
  readonly source: Subscription
  readonly target: Subscription
  /** Users of the chunk for whom the target has no seat: only when somebody lost theirs there meanwhile. */
  readonly withoutSeat: number
  /** Whether anybody leaves the source, or the job ends. */
  readonly doesSomething: boolean
}

/** Takes the users of the chunk off the source: into the target, or out when they hold it already. */
export function planStep(context: StepContext): Step {
  const { operation, source, target, chunk, at } = context
  const holding = chunk.filter((holder) => context.alreadyHolding.has(holder.userId))
  const wanting = chunk.filter((holder) => !context.alreadyHolding.has(holder.userId))
  const leaving = wanting.slice(0, operation.reserved + freeIn(target))
  const withoutSeat = wanting.length - leaving.length

  const afterwards = afterStep(context, leaving.length, holding.length)
  const revoked = leaving.length + holding.length > 0 ? revokedOf([...leaving, ...holding]) : undefined
  const end =
    context.ending && withoutSeat === 0 ? endJob(afterwards, context.ending, at, revoked) : undefined
  const after = end?.operation ?? afterwards

  const gone = leaving.length + holding.length
  const left: Subscription = {
    ...(end?.source.after ?? source),
    seatSequence: source.seatSequence + 1,
    seats: changed(source.seats, unassigning(gone)),
  }
  const released = operation.reserved - after.reserved
  const enter = both(releasing(released), assigning(leaving.length))
  const lotId = lotOf(operation)
  // A target whose users move is not to get a lot meanwhile, and nobody wants one without users.
  const comes = leaving.length > 0 && !target.lotIds.includes(lotId)
  const arrived: Subscription = {
    ...withLots(target, comes ? { come: [{ lotId, epoch: 0 }] } : {}),
    seats: changed(target.seats, enter),
  }
  const from = { subscription: source, sequence: left.seatSequence, operationId: operation.id }
  const to = { subscription: target, sequence: arrived.seatSequence }
  return {
    ...changedTo(operation, after, [
      leaveSource(operation, source, left, gone),
      enterTarget(target, arrived, enter),
      ...leaving.map((holder) => seatWrite(holder, putIntoLot(holder.seat, lotId, from, to))),
      ...holding.map((holder) => seatWrite(holder, revokedSeat(holder.seat, from))),
      ...(end?.creates ?? auditOfStep(context, after.sequence, revoked)),
    ]),
    source: left,
    target: arrived,
    withoutSeat,
    doesSomething: gone > 0 || end !== undefined,
  }
}

/** Who left the source, and why: also where the job never gets to its end. (B15) */
function auditOfStep(
  { operation, source, at }: StepContext,
  sequence: number,
  revoked: Revoked | undefined,
): Write[] {
  if (!revoked) return []
  const { id, startedBy, reason, targetSubscriptionId } = operation
  const entry = auditEntry(documentId.audit(`${id}:${sequence}`), 'licences.moved', startedBy, at, {
    subscription: source,
    operationId: id,
    facts: { reason, targetSubscriptionId },
    revoked,
  })
  return [{ kind: 'create', document: entry }]
}

/**
 * Seats beyond those that are held back. A target without any can become the source of another job, be emptied and be
 * deleted: then whoever moved there would lose the licence, or hold one of nothing.
 */
function freeIn(target: Subscription): number {
  return target.state === 'active' && !target.operationId ? target.seats.available : 0
}

function afterStep(
  { operation, worker, at }: StepContext,
  leaving: number,
  holding: number,
): MoveUsersOperation {
  const progress = {
    ...operation.progress,
    succeeded: operation.progress.succeeded + leaving,
    skipped: operation.progress.skipped + holding,
  }
  const open = progress.total - progress.succeeded - progress.skipped
  // Whoever held the target already gives their reserved seat back in the batch that says so.
  const reserved = Math.max(0, Math.min(operation.reserved - leaving, open))
  return { ...stepped(operation, worker, at), progress, reserved }
}

/**
 * Cuts a page of users into steps. Only the very last step of the last page may end the job; when nobody is left for it,
 * it is empty.
 */
export function* stepsOf<Holder>(
  holders: readonly Holder[],
  lastPage: boolean,
): Generator<{ readonly chunk: readonly Holder[]; readonly last: boolean }> {
  let from = 0
  while (holders.length - from > (lastPage ? usersInLastStep : 0)) {
    yield { chunk: holders.slice(from, from + usersPerStep), last: false }
    from += usersPerStep
  }
  if (lastPage) yield { chunk: holders.slice(from), last: true }
}

/** The sequence makes it certain that each lot is still where it was, and the operation that nobody came since. */
function leaveSource(
  operation: MoveUsersOperation,
  source: Stored<Subscription>,
  { seats: _, seatSequence: __, ...after }: Subscription,
  count: number,
): Write {
  const when: Comparison[] = [
    { field: 'operationId', is: '=', value: operation.id },
    { field: 'seatSequence', is: '=', value: source.seatSequence },
  ]
  const set = changes(source, after)
  return {
    kind: 'patch',
    id: source.id,
    // At the end its history is written whole, and control may be taken of it meanwhile.
    ...(Object.keys(set).length > 0 ? { set, ifMatch: source._etag } : {}),
    add: { ...asAdd(unassigning(count)), seatSequence: 1 },
    when,
  }
}

/** The etag makes (user, subscription) unique: whoever gives a seat here in between makes this batch fail. */
function enterTarget(
  target: Stored<Subscription>,
  { seats: _, ...after }: Subscription,
  enter: ReturnType<typeof both>,
): Write {
  return {
    kind: 'patch',
    id: target.id,
    set: changes(target, after),
    add: asAdd(enter),
    when: enough(enter),
    ifMatch: target._etag,
  }
}
