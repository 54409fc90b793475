import { documentId } from '../kernel/document-ids.ts'
import type { UserId } from '../kernel/ids.ts'
import { type Refusal, refuse, refuseStale } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { listTtlSeconds, newOperation, subjectOf } from '../operations/operation.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { asAdd, enough, reserving } from '../seats/seats.ts'
import {
  deleted,
  inProgress,
  notActive,
  refuseAction,
  type Standing,
  takeControlFirst,
} from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type Comparing, type MoveUsersOperation, selectionGoes } from './operations.ts'
import { type Overlap, overlapMax } from './overlap.ts'
import type { Selection } from './selection.ts'
import {
  type Beginning,
  type JobRefusal,
  type JobRequest,
  type JobStart,
  startJob,
  type TargetRefusal,
} from './start-job.ts'

export interface MoveRequest extends JobRequest {
  readonly target: Stored<Subscription>
  /** The users to move, when not all of them. */
  readonly userIds?: readonly UserId[]
  /** Seats the move takes: users who already hold the target need none. Reserved at once, all or none. */
  readonly seatsNeeded: number
  /** Who holds both, where that was counted: from then on only what changes in the target is looked at. */
  readonly overlap?: readonly UserId[]
  /** The plan that begins with it. */
  readonly beginning?: Beginning<MoveUsersOperation>
}

/** Starts a move: the operation, the hold on the source and the reservation in the target, in one batch. (R069, R073) */
export function startMove(
  source: Stored<Subscription>,
  standing: Standing,
  request: MoveRequest,
): JobStart<MoveUsersOperation, JobRefusal | TargetRefusal> {
  const { target, seatsNeeded, beginning, sourceToo } = request
  const overlap =
    request.userIds || request.overlap === undefined || request.overlap.length > overlapMax
      ? undefined
      : request.overlap
  const refusal = refuseMove(source, standing, request)
  if (refusal) return refusal
  if (target.seats.available < seatsNeeded) {
    return refuse(
      'NotEnoughLicenses',
      { needed: seatsNeeded, available: target.seats.available },
      { target: 'targetSubscriptionId' },
    )
  }
  const operation: MoveUsersOperation = {
    ...moveOf(source, request),
    reserved: seatsNeeded,
    comparison: request.userIds ? null : comparisonAtStart(target, overlap),
  }
  const counted: Overlap | undefined = overlap && {
    type: 'overlap',
    id: documentId.overlap(operation.id),
    tenantId: source.tenantId,
    schemaVersion: 1,
    userIds: overlap,
    ttl: listTtlSeconds,
  }
  const reserve = reserving(seatsNeeded)
  const more: readonly Write[] = [
    {
      kind: 'patch',
      id: target.id,
      add: asAdd(reserve),
      when: [
        { field: 'state', is: '=', value: 'active' },
        { field: 'operationId', is: '=', value: null },
        ...enough(reserve),
      ],
    },
    ...(request.userIds
      ? [
          beginning
            ? selectionGoes(operation, listTtlSeconds)
            : selectionOf(operation, request.userIds, listTtlSeconds),
        ]
      : []),
    ...(counted ? [{ kind: 'create', document: counted } as const] : []),
  ]
  return startJob(source, operation, 'subscription.moveStarted', { more, sourceToo, beginning })
}

/** What stands in the way of a move, seats aside: those may be bought until a plan begins. */
export function refuseMove(
  source: Stored<Subscription>,
  standing: Standing,
  { ifMatch, target }: Pick<MoveRequest, 'ifMatch' | 'target'>,
): Refusal<JobRefusal | TargetRefusal> | undefined {
  return (
    refuseAction('moveUsers', source, standing) ??
    refuseStale(source, ifMatch) ??
    refuseAsTarget(source, target)
  )
}

/** The move as it is before anything is held for it. */
export function moveOf(
  source: Subscription,
  request: Omit<MoveRequest, 'seatsNeeded' | 'overlap' | 'ifMatch'> & { readonly startAt?: Instant },
): MoveUsersOperation {
  const { target, userIds, operationId: id, reason } = request
  const total = userIds?.length ?? source.seats.assigned
  return {
    ...newOperation({ ...request, id, kind: 'moveUsers', subscription: source, total }),
    targetSubscriptionId: target.id,
    target: subjectOf(target),
    onlySelected: userIds !== undefined,
    reserved: 0,
    startedAt: source.seatSequence,
    switched: null,
    comparison: null,
    reason,
  }
}

export function selectionOf(operation: MoveUsersOperation, userIds: readonly UserId[], ttl: number): Write {
  const selection: Selection = {
    type: 'selection',
    id: documentId.selection(operation.id),
    tenantId: operation.tenantId,
    schemaVersion: 1,
    userIds,
    ttl,
  }
  return { kind: 'create', document: selection }
}

/** A target that nobody holds needs no look at who holds both: only at what changes. */
function comparisonAtStart({ seatSequence, seats }: Subscription, overlap?: readonly UserId[]): Comparing {
  const nobody = overlap ? overlap.length === 0 : seats.assigned === 0
  const first = nobody ? 'over' : overlap ? 'list' : 'users'
  return { targetSequence: seatSequence, first, place: null }
}

/** Why users of the source cannot move into that subscription, seats aside. (R078, R179) */
export function refuseAsTarget(
  source: Subscription,
  target: Subscription,
): Refusal<TargetRefusal> | undefined {
  const at = { target: 'targetSubscriptionId' }
  if (target.state === 'deleted') return deleted(target)
  if (target.state === 'expired' || target.state === 'disabled') return notActive(target)
  if (target.channel === 'signUp' || target.channel === 'trial') {
    return refuse('SingleUserSubscription', {}, at)
  }
  if (target.id === source.id) {
    return refuse('TargetIsSource', {}, at)
  }
  if (target.channel === 'selfService' && !target.controlledBy) return takeControlFirst()
  if (target.operationId) return inProgress(target.operationId)
  if (target.state === 'pending' || target.family !== source.family) {
    return refuse('TargetNotSuitable', { family: source.family }, at)
  }
  return undefined
}

/** Of several that would do: the one that ends last first, then the one with most room. (R190) */
export function inOrderOfChoice<Target extends Subscription>(targets: readonly Target[]): readonly Target[] {
  return targets.toSorted(
    (a, b) =>
      b.expirationDate.localeCompare(a.expirationDate) ||
      b.seats.available - a.seats.available ||
      a.id.localeCompare(b.id),
  )
}
