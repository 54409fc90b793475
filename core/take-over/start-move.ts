import { documentId } from '../kernel/document-ids.ts'
import type { UserId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { operationTtlSeconds } from '../operations/operation.ts'
import type { Stored } from '../ports/documents.ts'
import { deleted, inProgress, refuseJobOn, stale, takeControlFirst } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Selection } from './selection.ts'
import { type JobRefusal, type JobRequest, type JobStart, newOperation, startWrites } from './start-job.ts'

export interface MoveRequest extends JobRequest {
  readonly target: Stored<Subscription>
  /** The users to move, when not all of them. */
  readonly userIds?: readonly UserId[]
  /** Seats the move takes: users who already hold the target need none. Reserved at once, all or none. */
  readonly seatsNeeded: number
}

/** Starts a move: the operation, the hold on the source and the reservation in the target, in one batch. (R069, R073) */
export function startMove(source: Stored<Subscription>, request: MoveRequest): JobStart {
  const { target, seatsNeeded } = request
  const refusal =
    refuseJobOn(source) ??
    (source.controlledBy ? undefined : takeControlFirst()) ??
    stale(source, request.ifMatch) ??
    refuseAsTarget(source, target)
  if (refusal) return refusal
  if (target.seats.available < seatsNeeded) {
    return refuse(
      'NotEnoughLicenses',
      `The move needs ${seatsNeeded} free licences in the target; it has ${target.seats.available}.`,
      { target: 'targetSubscriptionId', facts: { needed: seatsNeeded, available: target.seats.available } },
    )
  }
  const total = request.userIds?.length ?? source.seats.assigned
  const operation = newOperation('moveUsers', source, request, total, target, seatsNeeded)
  const selection: Selection | undefined = request.userIds && {
    type: 'selection',
    id: documentId.selection(operation.id),
    tenantId: source.tenantId,
    schemaVersion: 1,
    userIds: request.userIds,
    ttl: operationTtlSeconds,
  }
  return {
    operation,
    writes: [
      ...startWrites(source, operation, 'subscription.moveStarted'),
      {
        kind: 'patch',
        id: target.id,
        add: { 'seats.available': -seatsNeeded, 'seats.reserved': seatsNeeded },
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          { field: 'seats.available', is: '>=', value: seatsNeeded },
        ],
      },
      ...(selection ? [{ kind: 'create', document: selection } as const] : []),
    ],
  }
}

/** Why users of the source cannot move into that subscription, seats aside. (R078, R179) */
export function refuseAsTarget(source: Subscription, target: Subscription): Refusal<JobRefusal> | undefined {
  const at = { target: 'targetSubscriptionId' }
  if (target.state === 'deleted') return deleted(target)
  if (target.channel === 'signUp' || target.channel === 'trial') {
    return refuse('SingleUserSubscription', 'The target is a sign-up subscription for one person.', at)
  }
  if (target.id !== source.id && target.channel === 'selfService' && !target.controlledBy) {
    return takeControlFirst()
  }
  if (target.id !== source.id && target.operationId) return inProgress(target.operationId)
  if (target.id === source.id) {
    return refuse('TargetIsSource', 'The users hold this subscription already: choose another target.', at)
  }
  if (target.state === 'pending' || target.family !== source.family) {
    return refuse('TargetNotSuitable', `Expected an active subscription of the family ${source.family}.`, at)
  }
  return undefined
}
