import type { Actor } from '../audit/audit-entry.ts'
import { auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Write } from '../ports/documents.ts'
import { type Operation, operationTtlSeconds } from './operation.ts'
import { stepOf } from './step.ts'

/**
 * What people may do to an operation while it runs. Every act raises the sequence, so that a worker in the middle of
 * a step finds out within that one batch. (B03)
 */
export type Act = 'pause' | 'resume' | 'cancel' | 'drop'

export type Acted = Refusal<'OperationFinished'> | { operation: Operation; writes: readonly Write[] }

/** Carries out an act; one that changes nothing gives no writes. `drop` gives a dead-lettered job up: it fails. */
export function actOn(operation: Operation, act: Act, by: Actor, at: Instant): Acted {
  switch (operation.state) {
    case 'Succeeded':
    case 'Failed':
    case 'Canceled':
      return (act === 'cancel' && operation.state === 'Canceled') ||
        (act === 'drop' && operation.state === 'Failed')
        ? { operation, writes: [] }
        : refuse('OperationFinished', `The operation has ended as ${operation.state}.`)
    case 'NotStarted':
    case 'Running':
      if (act === 'resume' && !operation.needsAttention) return { operation, writes: [] }
      return acted(operation, act, by, at)
    case 'Paused':
      return act === 'pause' ? { operation, writes: [] } : acted(operation, act, by, at)
  }
}

function acted(operation: Operation, act: Act, by: Actor, at: Instant): Acted {
  const sequence = operation.sequence + 1
  const audit: Write = {
    kind: 'create',
    document: auditEntry(documentId.audit(`${operation.id}:${sequence}`), `operation.${act}`, by, at, {
      tenantId: operation.tenantId,
      operationId: operation.id,
    }),
  }
  const touched: Operation = { ...operation, sequence, updatedAt: at }
  switch (act) {
    case 'pause':
      return withWrites(operation, { ...touched, state: 'Paused' }, [audit])
    case 'resume':
      return withWrites(operation, { ...touched, state: 'Running', needsAttention: false, error: null }, [
        audit,
      ])
    case 'cancel':
      return withWrites(operation, stopped(touched, 'Canceled', at), [...letGo(operation), audit])
    case 'drop':
      return withWrites(operation, stopped(withTheRestFailed(touched), 'Failed', at), [
        ...letGo(operation),
        audit,
      ])
  }
}

/** Ends a job that cannot go on: users moved so far stay moved, the source stays active. */
export function failOperation(
  operation: Operation,
  error: { readonly code: string; readonly message: string },
  at: Instant,
): { operation: Operation; writes: readonly Write[] } {
  const touched: Operation = { ...operation, sequence: operation.sequence + 1, updatedAt: at, error }
  const audit: Write = {
    kind: 'create',
    document: auditEntry(
      documentId.audit(`${operation.id}:end`),
      'operation.failed',
      operation.startedBy,
      at,
      {
        tenantId: operation.tenantId,
        operationId: operation.id,
        facts: { code: error.code },
      },
    ),
  }
  return withWrites(operation, stopped(withTheRestFailed(touched), 'Failed', at), [
    ...letGo(operation),
    audit,
  ])
}

function withTheRestFailed(operation: Operation): Operation {
  const { total, succeeded, skipped } = operation.progress
  return { ...operation, progress: { total, succeeded, skipped, failed: total - succeeded - skipped } }
}

function stopped(operation: Operation, state: 'Canceled' | 'Failed', at: Instant): Operation {
  return {
    ...operation,
    state,
    reserved: 0,
    needsAttention: false,
    completedAt: at,
    ttl: operationTtlSeconds,
  }
}

/** Frees the source for others and gives the unused reservation back. */
function letGo(operation: Operation): Write[] {
  if (operation.kind === 'exportUsers') return []
  const source: Write = {
    kind: 'patch',
    id: operation.subscriptionId,
    set: { operationId: null },
    when: [{ field: 'operationId', is: '=', value: operation.id }],
  }
  if (!operation.targetSubscriptionId || operation.reserved === 0) return [source]
  const target: Write = {
    kind: 'patch',
    id: operation.targetSubscriptionId,
    add: { 'seats.reserved': -operation.reserved, 'seats.available': operation.reserved },
    when: [{ field: 'seats.reserved', is: '>=', value: operation.reserved }],
  }
  return [source, target]
}

function withWrites(before: Operation, after: Operation, more: readonly Write[]) {
  return { operation: after, writes: [stepOf(before, after), ...more] }
}
