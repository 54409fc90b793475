import { auditEntry } from './audit.ts'
import { changes } from './changes.ts'
import {
  type Actor,
  ids,
  type Operation,
  type OperationKind,
  operationTtlSeconds,
  type Selection,
  type Subscription,
} from './documents.ts'
import type { OperationId, UserId } from './ids.ts'
import type { Stored, Write } from './ports.ts'
import { type Refusal, refuse } from './refusals.ts'
import type { Instant } from './time.ts'

/** An administrator takes a self-service subscription over: first control, then a move of its users or a cancel. */

/** Puts the subscription under the administrators' control. Asking twice changes nothing: no writes. (R068) */
export function takeControl(
  subscription: Stored<Subscription>,
  by: Actor,
  at: Instant,
  auditId: string,
): Refusal<'SubscriptionDeleted' | 'NotSelfService'> | { after: Subscription; writes: readonly Write[] } {
  if (subscription.state === 'deleted') return deleted(subscription)
  if (subscription.channel !== 'selfService') return notSelfService(subscription)
  if (subscription.controlledBy) return { after: subscription, writes: [] }
  const after: Subscription = {
    ...subscription,
    controlledBy: { ...by, at },
    orderHistory: [...subscription.orderHistory, { event: 'controlTaken', at, by }],
  }
  return {
    after,
    writes: [
      patched(subscription, after),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.controlTaken', by, at, { subscription }),
      },
    ],
  }
}

/** What an administrator or purchaser asks for when a job starts. */
export interface JobRequest {
  readonly operationId: OperationId
  readonly by: Actor
  readonly at: Instant
  /** The caller's If-Match, compared after the state and before the target. */
  readonly ifMatch: string
  readonly reason: string
  readonly feedback: string | null
  readonly traceparent: string
}

export type JobRefusal =
  | 'SubscriptionDeleted'
  | 'NotSelfService'
  | 'TakeControlRequired'
  | 'UnderAdminControl'
  | 'OperationInProgress'
  | 'PreconditionFailed'
  | 'TargetIsSource'
  | 'TargetNotSuitable'
  | 'SingleUserSubscription'
  | 'NotEnoughLicenses'

export type JobStart = Refusal<JobRefusal> | { operation: Operation; writes: readonly Write[] }

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
    id: ids.selection(operation.id),
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

/** Starts a cancel by the purchaser, or by an administrator after take-over. (R070, R108) */
export function startCancel(
  source: Stored<Subscription>,
  as: 'purchaser' | 'admin',
  request: JobRequest,
): JobStart {
  const control =
    as === 'admin'
      ? source.controlledBy
        ? undefined
        : takeControlFirst()
      : source.controlledBy
        ? refuse('UnderAdminControl', 'An administrator has taken control of this subscription.')
        : undefined
  const refusal = refuseJobOn(source) ?? control ?? stale(source, request.ifMatch)
  if (refusal) return refusal
  const operation = newOperation('cancel', source, request, source.seats.assigned, undefined, 0)
  return { operation, writes: startWrites(source, operation, 'subscription.cancelStarted') }
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

export function refuseJobOn(source: Subscription): Refusal<JobRefusal> | undefined {
  if (source.state === 'deleted') return deleted(source)
  if (source.channel !== 'selfService') return notSelfService(source)
  if (source.operationId) return inProgress(source.operationId)
  if (source.seats.reserved > 0) {
    return refuse(
      'OperationInProgress',
      'Users are being moved into this subscription: wait until that ends.',
    )
  }
  return undefined
}

function startWrites(source: Stored<Subscription>, operation: Operation, action: string): Write[] {
  const { startedBy: by, createdAt: at } = operation
  return [
    { kind: 'create', document: operation },
    patched(source, { ...source, operationId: operation.id }),
    {
      kind: 'create',
      document: auditEntry(ids.audit(`${operation.id}:start`), action, by, at, {
        subscription: source,
        operationId: operation.id,
        facts: { total: operation.progress.total, reason: operation.reason },
      }),
    },
  ]
}

function newOperation(
  kind: OperationKind,
  source: Subscription,
  request: JobRequest,
  total: number,
  target: Subscription | undefined,
  reserved: number,
): Operation {
  return {
    type: 'operation',
    id: request.operationId,
    tenantId: source.tenantId,
    schemaVersion: 1,
    kind,
    state: 'NotStarted',
    sequence: 0,
    lastStep: { by: '', deliveryCount: 0 },
    subscriptionId: source.id,
    targetSubscriptionId: target?.id ?? null,
    onlySelected: 'userIds' in request,
    progress: { total, succeeded: 0, skipped: 0, failed: 0 },
    reserved,
    startedBy: request.by,
    reason: request.reason,
    feedback: request.feedback,
    createdAt: request.at,
    updatedAt: request.at,
    completedAt: null,
    error: null,
    needsAttention: false,
    traceparent: request.traceparent,
    subscriptionIds: [],
    ttl: -1,
  }
}

function patched(before: Stored<Subscription>, after: Subscription): Write {
  return { kind: 'patch', id: before.id, set: changes(before, after), ifMatch: before._etag }
}

export function deleted(subscription: Subscription & { state: 'deleted' }) {
  return refuse('SubscriptionDeleted', `The subscription was deleted on ${subscription.deletedAt}.`)
}

export function inProgress(operationId: OperationId) {
  return refuse('OperationInProgress', `Operation ${operationId} is running on this subscription.`, {
    facts: { operationId },
  })
}

function notSelfService(subscription: Subscription) {
  return refuse(
    'NotSelfService',
    `Only a self-service subscription can be taken over; this one is ${subscription.channel}.`,
  )
}

export function takeControlFirst() {
  return refuse('TakeControlRequired', 'An administrator has to take control of the subscription first.')
}

export function stale(subscription: Stored<Subscription>, ifMatch: string) {
  return ifMatch === subscription._etag
    ? undefined
    : refuse('PreconditionFailed', 'The subscription has changed: read it again and send its present ETag.')
}
