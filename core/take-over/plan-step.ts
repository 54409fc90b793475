import { changes } from '../kernel/changes.ts'
import type { UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Delivery } from '../operations/operation.ts'
import { stepOf, stepped } from '../operations/step.ts'
import type { Comparison, Stored, Write } from '../ports/documents.ts'
import { asAdd, assigning, both, changed, enough, releasing, unassigning } from '../seats/seats.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type Ending, endJob } from './end-job.ts'
import type { TakeOverOperation } from './operations.ts'

/**
 * The long job behind move and cancel: it empties a subscription, batch by batch. Each step is one transactional
 * batch that is fenced by the operation's sequence, so that any number of workers, repeats and late retries of the
 * same step change the documents exactly once. Seats in the target were reserved before the first step.
 */

/** A batch holds 100 writes; the operation, the source and the target take three. */
export const usersPerStep = 97

/** The last step also creates the mail and the audit entry. */
export const usersInLastStep = 95

/** What the query of the users still on the source gives. */
export interface Holder {
  readonly id: string
  readonly userId: UserId
}

export interface StepContext {
  readonly operation: TakeOverOperation
  /** Read before the query that asked who already holds the target; absent when the job cancels. */
  readonly target: Stored<Subscription> | undefined
  readonly alreadyHolding: ReadonlySet<UserId>
  readonly chunk: readonly Holder[]
  /** This invocation of the worker. */
  readonly worker: Delivery
  readonly at: Instant
  /** Given when nobody is left after this chunk: the step ends the job too. */
  readonly ending?: Ending
}

export interface Step {
  readonly writes: readonly Write[]
  /** The operation as it is once the batch is committed. */
  readonly operation: TakeOverOperation
  /** The target as it is then, but for its etag. */
  readonly target: Subscription | undefined
  /** Users of the chunk for whom the target has no seat: only when somebody lost theirs there meanwhile. */
  readonly withoutSeat: number
  /** Whether anybody leaves the source, or the job ends. */
  readonly doesSomething: boolean
}

/** Takes the users of the chunk off the source: into the target, or out. */
export function planStep(context: StepContext): Step {
  const { operation, target, chunk, at } = context
  const holding = chunk.filter((holder) => context.alreadyHolding.has(holder.userId))
  const wanting = chunk.filter((holder) => !context.alreadyHolding.has(holder.userId))
  const seats = target ? reservedBy(operation) + freeIn(target) : wanting.length
  const leaving = wanting.slice(0, seats)
  const withoutSeat = wanting.length - leaving.length

  const afterwards = afterStep(context, leaving.length, holding.length)
  const end = context.ending && withoutSeat === 0 ? endJob(afterwards, context.ending, at) : undefined
  const after = end?.operation ?? afterwards

  const writes: Write[] = [
    stepOf(operation, after),
    leaveSource(operation, leaving.length + holding.length, end?.source),
  ]
  const released = reservedBy(operation) - reservedBy(after)
  if (target) writes.push(enterTarget(target, leaving.length, released))
  const giveSeat = seatGiver(operation, target)
  const takeSeat = seatGiver(operation, undefined)
  for (const holder of leaving) writes.push(giveSeat(holder.id))
  for (const holder of holding) writes.push(takeSeat(holder.id))
  return {
    writes: [...writes, ...(end?.creates ?? [])],
    operation: after,
    target: target && entered(target, leaving.length, released),
    withoutSeat,
    doesSomething: leaving.length + holding.length > 0 || end !== undefined,
  }
}

/**
 * Seats beyond those that are held back. A target without any can become the source of another job, be emptied and be
 * deleted: then whoever moved there would lose the licence, or hold one of nothing.
 */
function freeIn(target: Subscription): number {
  return target.state === 'active' && !target.operationId ? target.seats.available : 0
}

/** Seats that the operation still holds back in its target. */
function reservedBy(operation: TakeOverOperation): number {
  return operation.kind === 'moveUsers' ? operation.reserved : 0
}

function afterStep(
  { operation, worker, at }: StepContext,
  leaving: number,
  holding: number,
): TakeOverOperation {
  const progress = {
    ...operation.progress,
    succeeded: operation.progress.succeeded + leaving,
    skipped: operation.progress.skipped + holding,
  }
  const after = { ...stepped(operation, worker, at), progress }
  if (after.kind === 'cancel') return after
  const open = progress.total - progress.succeeded - progress.skipped
  // Whoever held the target already gives their reserved seat back in the batch that says so.
  return { ...after, reserved: Math.max(0, Math.min(after.reserved - leaving, open)) }
}

/**
 * Cuts a page of users into steps. Only the very last step of the last page may end the job, and it is shorter; when
 * nobody is left for it, it is empty.
 */
export function* stepsOf(
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

function leaveSource(
  operation: TakeOverOperation,
  count: number,
  ending: { readonly before: Stored<Subscription>; readonly after: Subscription } | undefined,
): Write {
  const held: Comparison[] = [{ field: 'operationId', is: '=', value: operation.id }]
  // A subscription goes only when its last user does: otherwise somebody was overlooked, and the step is planned again.
  if (ending?.after.state === 'deleted') held.push({ field: 'seats.assigned', is: '=', value: count })
  return {
    kind: 'patch',
    id: operation.subscriptionId,
    // The etag: its history is written whole, and control may be taken of it meanwhile.
    ...(ending ? { set: changes(ending.before, ending.after), ifMatch: ending.before._etag } : {}),
    add: asAdd(unassigning(count)),
    when: held,
  }
}

/** The etag makes (user, subscription) unique: whoever gives a seat here in between makes this batch fail. */
function enterTarget(target: Stored<Subscription>, entering: number, released: number): Write {
  const change = both(releasing(released), assigning(entering))
  return { kind: 'patch', id: target.id, add: asAdd(change), when: enough(change), ifMatch: target._etag }
}

function entered(target: Subscription, entering: number, released: number): Subscription {
  return { ...target, seats: changed(target.seats, both(releasing(released), assigning(entering))) }
}

/** Into the target, or out when there is none. All users of a step share what is written and under which condition. */
function seatGiver(
  operation: TakeOverOperation,
  target: Subscription | undefined,
): (assignmentId: string) => Write {
  const set = {
    seat: target
      ? { state: 'active', subscriptionId: target.id, operationId: operation.id }
      : { state: 'revoked', subscriptionId: operation.subscriptionId, operationId: operation.id },
  }
  const when: readonly Comparison[] = [
    { field: 'seat.state', is: '=', value: 'active' },
    { field: 'seat.subscriptionId', is: '=', value: operation.subscriptionId },
  ]
  return (id) => ({ kind: 'patch', id, set, when })
}
