import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Changed } from '../operations/operation.ts'
import { begun } from '../operations/step.ts'
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
}

export type JobRefusal = StandingRefusal | 'PreconditionFailed'

export type JobStart<O extends TakeOverOperation, Code extends JobRefusal | TargetRefusal = JobRefusal> =
  | Refusal<Code>
  | Changed<O>

export type TargetRefusal = StandingRefusal | 'TargetIsSource' | 'TargetNotSuitable' | 'NotEnoughLicenses'

/** The operation, the hold on the source and the audit entry: the beginning of every job. */
export function startJob<O extends TakeOverOperation>(
  source: Stored<Subscription>,
  operation: O,
  action: string,
  more: readonly Write[] = [],
): Changed<O> {
  const { startedBy: by, createdAt: at } = operation
  return begun(operation, [
    { kind: 'patch', id: source.id, set: { operationId: operation.id }, ifMatch: source._etag },
    {
      kind: 'create',
      document: auditEntry(documentId.audit(`${operation.id}:start`), action, by, at, {
        subscription: source,
        operationId: operation.id,
        facts: { total: operation.progress.total, reason: operation.reason, ...askedFacts(operation) },
      }),
    },
    ...more,
  ])
}
