import { auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Changed, Delivery } from '../operations/operation.ts'
import { momentOf, refuseMoment, type When } from '../operations/plan.ts'
import { begun } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Standing } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { CancelOperation, MoveUsersOperation, TakeOverOperation } from './operations.ts'
import { type CancelRequest, cancelOf, refuseCancel, startCancel } from './start-cancel.ts'
import type { JobRefusal, JobStart, TargetRefusal } from './start-job.ts'
import { type MoveRequest, moveOf, refuseMove, selectionOf, startMove } from './start-move.ts'

/** A list that belongs to a plan is kept until that begins, however late. */
const keptForGood = -1

type Planned<O extends TakeOverOperation, Code extends JobRefusal | TargetRefusal = JobRefusal> =
  | Refusal<Code | 'InvalidRequest'>
  | Changed<O>

/** A move at a later time: what stands in its way by now is said at once, but for seats. (B11) */
export function planMove(
  source: Stored<Subscription>,
  standing: Standing,
  request: Omit<MoveRequest, 'seatsNeeded' | 'overlap'>,
  when: When,
): Planned<MoveUsersOperation, JobRefusal | TargetRefusal> {
  const startAt = momentOf(when, [source])
  const refusal = refuseMove(source, standing, request) ?? refuseMoment(startAt, when, request.at)
  if (refusal) return refusal
  const operation: MoveUsersOperation = {
    ...moveOf(source, { ...request, startAt }),
    byAdministrator: standing.admin,
  }
  const list = request.userIds ? [selectionOf(operation, request.userIds, keptForGood)] : []
  return planned(source, operation, startAt, 'subscription.movePlanned', list)
}

/** A cancel at a later time. (B11) */
export function planCancel(
  source: Stored<Subscription>,
  standing: Standing,
  request: CancelRequest,
  when: When,
): Planned<CancelOperation> {
  const startAt = momentOf(when, [source])
  const refusal = refuseCancel(source, standing, request) ?? refuseMoment(startAt, when, request.at)
  if (refusal) return refusal
  const operation = { ...cancelOf(source, { ...request, startAt }), byAdministrator: standing.admin }
  return planned(source, operation, startAt, 'subscription.cancelPlanned')
}

function planned<O extends TakeOverOperation>(
  subscription: Subscription,
  operation: O,
  startAt: Instant,
  action: string,
  more: readonly Write[] = [],
): Changed<O> {
  const { id: operationId, startedBy, createdAt, reason } = operation
  const audit = auditEntry(documentId.audit(`${operationId}:plan`), action, startedBy, createdAt, {
    subscription,
    operationId,
    facts: { startAt, reason },
  })
  return begun(operation, [{ kind: 'create', document: audit }, ...more])
}

interface Begin<O extends TakeOverOperation> {
  readonly plan: O
  readonly source: Stored<Subscription>
  readonly worker: Delivery
  readonly at: Instant
}

/** The decision that would have been taken at once, taken now. */
export function beginMove({
  plan,
  source,
  worker,
  at,
  ...facts
}: Begin<MoveUsersOperation> & Pick<MoveRequest, 'target' | 'userIds' | 'seatsNeeded' | 'overlap'>): JobStart<
  MoveUsersOperation,
  JobRefusal | TargetRefusal
> {
  return startMove(source, standingOf(plan, source), {
    ...requestOf(plan, source, at),
    ...facts,
    beginning: { plan, worker },
  })
}

export function beginCancel({ plan, source, worker, at }: Begin<CancelOperation>): JobStart<CancelOperation> {
  const { feedback } = plan
  const request = { ...requestOf(plan, source, at), feedback, beginning: { plan, worker } }
  return startCancel(source, standingOf(plan, source), request)
}

function requestOf(plan: TakeOverOperation, source: Stored<Subscription>, at: Instant) {
  const { id: operationId, startedBy: by, reason, traceparent } = plan
  return { operationId, by, at, ifMatch: source._etag, reason, traceparent }
}

/**
 * What who asked is to it now. Roles are in their token alone: a plan of an administrator stands as the organisation's,
 * which every administrator of it can see and revoke. Whose it is the subscription says.
 */
function standingOf(plan: TakeOverOperation, { purchaserId, tenantId }: Subscription): Standing {
  const { startedBy, byAdministrator: admin = false } = plan
  const purchaser = startedBy.id === purchaserId && startedBy.tenantId === tenantId
  return { admin, reader: admin, licenseAdmin: false, purchaser }
}
