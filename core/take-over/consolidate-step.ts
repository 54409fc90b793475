import type { OperationId, UserId } from '../kernel/ids.ts'
import { isRefusal, type Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { failOperation } from '../operations/commands.ts'
import type { Changed, Delivery, OperationBase } from '../operations/operation.ts'
import { begunFrom } from '../operations/plan.ts'
import { changedTo, ended, stepped } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Standing } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type ConsolidateOperation, releaseConsolidate, withChild, withChildAt } from './consolidate.ts'
import type { MoveUsersOperation } from './operations.ts'
import type { JobRefusal, SourceToo, TargetRefusal } from './start-job.ts'
import { startMove } from './start-move.ts'
import { takeControl } from './take-control.ts'

/** The steps of a consolidation: each one batch, fenced by the parent's sequence. */

interface Step {
  readonly operation: ConsolidateOperation
  readonly worker: Delivery
  readonly at: Instant
}

/** Its time has come. */
export function beginConsolidate({ operation, worker, at }: Step): Changed<ConsolidateOperation> {
  return changedTo(operation, begunFrom(operation, operation, worker, at))
}

export interface StartingChild extends Step {
  readonly place: number
  readonly source: Stored<Subscription>
  readonly target: Stored<Subscription>
  readonly seatsNeeded: number
  readonly overlap?: readonly UserId[]
  readonly childId: OperationId
  /** For the audit entry, where control has to be taken. */
  readonly auditId: string
}

/** Starts the move of one source, and takes control of it where nobody has: one batch with the parent's step. */
export function startChild(
  asked: StartingChild,
):
  | Refusal<JobRefusal | TargetRefusal>
  | (Changed<ConsolidateOperation> & { readonly child: MoveUsersOperation }) {
  const { operation, worker, at, place, source, target, seatsNeeded, overlap, childId, auditId } = asked
  const { startedBy: by, reason, traceparent } = operation
  const standing = standingOf(operation, source)
  const control = takeControl(source, standing, by, at, auditId)
  if (isRefusal(control)) return control
  const started = startMove({ ...source, ...control.after }, standing, {
    operationId: childId,
    by,
    at,
    ifMatch: source._etag,
    reason,
    traceparent,
    target,
    seatsNeeded,
    ...(overlap ? { overlap } : {}),
    parentId: operation.id,
    sourceToo: sourceTooOf(control.writes),
  })
  if (isRefusal(started)) return started
  const { operation: child, writes } = started
  const { progress } = child
  const after = withChildAt(stepped(operation, worker, at), place, {
    operationId: child.id,
    state: 'Running',
    progress,
  })
  return { ...changedTo(operation, after, writes), child }
}

/** That source is not moved, and why; nothing else happens to it. */
export function refuseChild(
  { operation, worker, at }: Step,
  place: number,
  users: number,
  error: NonNullable<OperationBase['error']>,
): Changed<ConsolidateOperation> {
  const progress = { total: users, succeeded: 0, skipped: 0, failed: users }
  const after = withChildAt(stepped(operation, worker, at), place, { state: 'Failed', progress, error })
  return changedTo(operation, after)
}

/** How far the move that runs is, or what has become of it. */
export function lookAtChild(
  { operation, worker, at }: Step,
  child: OperationBase,
): Changed<ConsolidateOperation> {
  return changedTo(operation, withChild(stepped(operation, worker, at), child))
}

/**
 * All sources have had their turn. It has succeeded where one of them has: its children say what became of each. Where
 * none has, it has failed, with what stood in the way of the first that did.
 */
export function endConsolidate({ operation, worker, at }: Step): Changed<ConsolidateOperation> {
  const { children } = operation
  if (children.some(({ state }) => state === 'Succeeded'))
    return changedTo(operation, ended(stepped(operation, worker, at), 'Succeeded', at))
  const failed = children.find(({ state }) => state === 'Failed')
  if (!failed) return changedTo(operation, ended(stepped(operation, worker, at), 'Canceled', at))
  return failOperation(
    operation,
    {
      code: failed.error?.code ?? 'InternalError',
      message: `No source could be taken over. ${failed.error?.message ?? ''}`.trim(),
    },
    at,
    releaseConsolidate,
  )
}

/** An administrator asked for it; what of it is their own purchase, the subscription says. */
function standingOf({ startedBy }: ConsolidateOperation, { purchaserId, tenantId }: Subscription): Standing {
  const purchaser = startedBy.id === purchaserId && startedBy.tenantId === tenantId
  return { admin: true, reader: true, licenseAdmin: false, purchaser }
}

/** A document is patched once in a batch where its etag is compared: both changes of the source in one. */
function sourceTooOf(writes: readonly Write[]): SourceToo {
  const [patch, ...more] = writes
  return { set: patch?.kind === 'patch' ? (patch.set ?? {}) : {}, more }
}
