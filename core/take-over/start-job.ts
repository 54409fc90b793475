import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Changed, Delivery } from '../operations/operation.ts'
import { begunFrom } from '../operations/plan.ts'
import { begun, changedTo } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { askedFacts, type TakeOverOperation } from './operations.ts'

/** What an administrator or purchaser asks for when a job starts. */
export interface JobRequest {
  readonly operationId: OperationId
  readonly by: Actor
  readonly at: Instant
  /** The caller's If-Match, compared after the state and before the target. */
  readonly ifMatch: string
  readonly reason: string
  readonly traceparent: string
  /** The operation that runs this as one of several. (B05) */
  readonly parentId?: OperationId
  /** What else changes of the source in the batch that starts the job, and what comes with that. */
  readonly sourceToo?: SourceToo
}

export interface SourceToo {
  readonly set: Readonly<Record<string, Json>>
  readonly more: readonly Write[]
}

export type JobRefusal = StandingRefusal | 'PreconditionFailed'

export type JobStart<O extends TakeOverOperation, Code extends JobRefusal | TargetRefusal = JobRefusal> =
  | Refusal<Code>
  | Changed<O>

export type TargetRefusal = StandingRefusal | 'TargetIsSource' | 'TargetNotSuitable' | 'NotEnoughLicenses'

/** A plan whose time has come, and who begins it. */
export interface Beginning<O extends TakeOverOperation> {
  readonly plan: O
  readonly worker: Delivery
}

/** The operation, the hold on the source and the audit entry: the beginning of every job. */
export function startJob<O extends TakeOverOperation>(
  source: Stored<Subscription>,
  decided: O,
  action: string,
  how: {
    readonly more?: readonly Write[]
    readonly sourceToo?: SourceToo | undefined
    readonly beginning?: Beginning<O> | undefined
  } = {},
): Changed<O> {
  const { more = [], sourceToo, beginning } = how
  const { startedBy: by, createdAt: at } = decided
  const writes: readonly Write[] = [
    {
      kind: 'patch',
      id: source.id,
      set: { ...sourceToo?.set, operationId: decided.id },
      ifMatch: source._etag,
    },
    ...(sourceToo?.more ?? []),
    {
      kind: 'create',
      document: auditEntry(documentId.audit(`${decided.id}:start`), action, by, at, {
        subscription: source,
        operationId: decided.id,
        facts: { total: decided.progress.total, reason: decided.reason, ...askedFacts(decided) },
      }),
    },
    ...more,
  ]
  if (!beginning) return begun(decided, writes)
  const { plan, worker } = beginning
  return changedTo(plan, begunFrom(plan, decided, worker, at), writes)
}
