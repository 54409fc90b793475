import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, SubscriptionId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import {
  type Changed,
  newOperation,
  type OperationBase,
  type OperationState,
  type Progress,
  type Subject,
  subjectOf,
} from '../operations/operation.ts'
import { momentOf, refuseMoment, type When } from '../operations/plan.ts'
import { begun } from '../operations/step.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { TargetRefusal } from './start-job.ts'
import { refuseAsTarget } from './start-move.ts'

/**
 * Takes many subscriptions over into one: a parent operation, and for each source a move of its own, one after another in
 * the order asked for. One at a time, so that who is on two sources needs one seat, and so that it is the order that says
 * who is left out where the seats do not do. A source that cannot be moved says why, and the next one is taken. (B05)
 */
export interface ConsolidateOperation extends OperationBase {
  readonly kind: 'consolidate'
  readonly targetSubscriptionId: SubscriptionId
  readonly target: Subject
  readonly children: readonly Child[]
  readonly reason: string
}

/** One source, and what has become of it. At most one of them is `Running`. */
export interface Child {
  readonly subject: Subject
  /** The move; null before it begins, and where it never did. */
  readonly operationId: OperationId | null
  readonly state: Exclude<OperationState, 'Paused'>
  readonly progress: Progress
  readonly error: OperationBase['error']
}

export interface ConsolidateRequest {
  readonly operationId: OperationId
  readonly target: Subscription
  readonly by: Actor
  readonly at: Instant
  readonly reason: string
  readonly traceparent: string
  readonly when?: When | undefined
}

/** Begins it, now or as a plan. What is wrong with the target is said at once, what is wrong with a source in its turn. */
export function startConsolidate(
  sources: readonly Subscription[],
  request: ConsolidateRequest,
): Refusal<TargetRefusal | 'InvalidRequest'> | Changed<ConsolidateOperation> {
  const { target, when, by, at, reason, operationId: id } = request
  const [first] = sources
  if (!first) throw new Error('There is nothing to take over.')
  const startAt = when === undefined ? undefined : momentOf(when, sources)
  const refusal =
    refuseTargetOfAll(sources, target) ??
    (when === undefined || startAt === undefined ? undefined : refuseMoment(startAt, when, at))
  if (refusal) return refusal
  const children = sources.map(
    (source): Child => ({
      subject: subjectOf(source),
      operationId: null,
      state: 'NotStarted',
      progress: { total: source.seats.assigned, succeeded: 0, skipped: 0, failed: 0 },
      error: null,
    }),
  )
  const operation: ConsolidateOperation = {
    ...newOperation({ ...request, id, kind: 'consolidate', subscription: first, total: 0, startAt }),
    targetSubscriptionId: target.id,
    target: subjectOf(target),
    children,
    progress: progressOf(children),
    reason,
  }
  const action =
    when === undefined ? 'subscriptions.consolidationStarted' : 'subscriptions.consolidationPlanned'
  const subscriptionIds = sources.map((source) => source.id)
  const audit = auditEntry(
    documentId.audit(`${id}:${when === undefined ? 'start' : 'plan'}`),
    action,
    by,
    at,
    {
      subscription: target,
      operationId: id,
      facts: { subscriptionIds, reason, ...(startAt === undefined ? {} : { startAt }) },
    },
  )
  return begun(operation, [{ kind: 'create', document: audit }])
}

/** Why nobody at all can move into that subscription. That it does not suit one of the sources is said of that one. */
export function refuseTargetOfAll(
  sources: readonly Subscription[],
  target: Subscription,
): Refusal<TargetRefusal> | undefined {
  const refusals = sources.map((source) => refuseAsTarget(source, target))
  const ofTarget = refusals.find((refusal) => refusal && refusal.refused !== 'TargetNotSuitable')
  return ofTarget ?? (refusals.every(Boolean) ? refusals[0] : undefined)
}

/** The place of the source that is being moved now. */
export function runningAt({ children }: Pick<ConsolidateOperation, 'children'>): number | undefined {
  const place = children.findIndex(({ state }) => state === 'Running')
  return place < 0 ? undefined : place
}

/** The move that runs now: what the parent is told, it is told. */
export function runningChild(operation: ConsolidateOperation): OperationId | undefined {
  const place = runningAt(operation)
  return place === undefined ? undefined : (operation.children[place]?.operationId ?? undefined)
}

/** The sources that are still to come, or being moved. */
export function sourcesAhead({ children }: ConsolidateOperation): readonly SubscriptionId[] {
  return children
    .filter(({ state }) => state === 'NotStarted' || state === 'Running')
    .map(({ subject }) => subject.id)
}

/** With what has become of the move that runs. */
export function withChild(
  operation: ConsolidateOperation,
  { id, state, progress, error }: OperationBase,
): ConsolidateOperation {
  const now = state === 'Paused' || state === 'NotStarted' ? 'Running' : state
  return withChildAt(
    operation,
    operation.children.findIndex(({ operationId }) => operationId === id),
    { state: now, progress, error: state === 'Failed' ? error : null },
  )
}

export function withChildAt(
  operation: ConsolidateOperation,
  place: number,
  change: Partial<Child>,
): ConsolidateOperation {
  const children = operation.children.map((child, at) => (at === place ? { ...child, ...change } : child))
  return { ...operation, children, progress: progressOf(children) }
}

/** Nothing is held by the parent. What had not begun when it ended never will. */
export function releaseConsolidate(operation: ConsolidateOperation): Changed<ConsolidateOperation> {
  const children = operation.children.map((child): Child => {
    const isOpen = child.state === 'NotStarted' || child.state === 'Running'
    return isOpen ? { ...child, state: 'Canceled' } : child
  })
  return { operation: { ...operation, children }, writes: [] }
}

/** The users of all sources. */
function progressOf(children: readonly Child[]): Progress {
  const sum = (of: 'total' | 'succeeded' | 'skipped' | 'failed') =>
    children.reduce((all, { progress }) => all + progress[of], 0)
  return { total: sum('total'), succeeded: sum('succeeded'), skipped: sum('skipped'), failed: sum('failed') }
}
