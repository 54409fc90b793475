import type { Actor } from '../audit/audit-entry.ts'
import { auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import { type Operation, operationTtlSeconds } from '../operations/operation.ts'
import { stepOf } from '../operations/step.ts'
import type { Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Starts an export of the users of the subscriptions, in the order asked for. (R051, R065) */
export function startExport(
  subscriptions: readonly Subscription[],
  request: {
    readonly operationId: OperationId
    readonly by: Actor
    readonly at: Instant
    readonly traceparent: string
  },
): { operation: Operation; writes: readonly Write[] } {
  const [first] = subscriptions
  if (!first) throw new Error('An export needs at least one subscription.')
  const { by, at } = request
  const operation: Operation = {
    type: 'operation',
    id: request.operationId,
    tenantId: first.tenantId,
    schemaVersion: 1,
    kind: 'exportUsers',
    state: 'NotStarted',
    sequence: 0,
    lastStep: { by: '', deliveryCount: 0 },
    subscriptionId: first.id,
    targetSubscriptionId: null,
    onlySelected: false,
    progress: {
      total: subscriptions.reduce((sum, { seats }) => sum + seats.assigned, 0),
      succeeded: 0,
      skipped: 0,
      failed: 0,
    },
    reserved: 0,
    startedBy: by,
    reason: '',
    feedback: null,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    error: null,
    needsAttention: false,
    traceparent: request.traceparent,
    subscriptionIds: subscriptions.map(({ id }) => id),
    ttl: -1,
  }
  const audit = auditEntry(documentId.audit(`${operation.id}:start`), 'licences.exported', by, at, {
    subscription: first,
    operationId: operation.id,
    facts: { subscriptionIds: operation.subscriptionIds },
  })
  return {
    operation,
    writes: [
      { kind: 'create', document: operation },
      { kind: 'create', document: audit },
    ],
  }
}

/** The export is written: so many users stand in it. */
export function endExport(
  operation: Operation,
  users: number,
  worker: { readonly by: string; readonly deliveryCount: number },
  at: Instant,
): { operation: Operation; writes: readonly Write[] } {
  const ended: Operation = {
    ...operation,
    state: 'Succeeded',
    sequence: operation.sequence + 1,
    lastStep: worker,
    progress: { total: users, succeeded: users, skipped: 0, failed: 0 },
    error: null,
    needsAttention: false,
    updatedAt: at,
    completedAt: at,
    ttl: operationTtlSeconds,
  }
  return { operation: ended, writes: [stepOf(operation, ended)] }
}
