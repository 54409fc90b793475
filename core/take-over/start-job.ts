import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Operation, OperationKind } from '../operations/operation.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

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

export function startWrites(source: Stored<Subscription>, operation: Operation, action: string): Write[] {
  const { startedBy: by, createdAt: at } = operation
  return [
    { kind: 'create', document: operation },
    patched(source, { ...source, operationId: operation.id }),
    {
      kind: 'create',
      document: auditEntry(documentId.audit(`${operation.id}:start`), action, by, at, {
        subscription: source,
        operationId: operation.id,
        facts: { total: operation.progress.total, reason: operation.reason },
      }),
    },
  ]
}

export function newOperation(
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

export function patched(before: Stored<Subscription>, after: Subscription): Write {
  return { kind: 'patch', id: before.id, set: changes(before, after), ifMatch: before._etag }
}
