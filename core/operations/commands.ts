import { type Actor, type AuditEntry, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Write } from '../ports/documents.ts'
import { type Changed, isWaiting, type OperationBase, type Release } from './operation.ts'
import { changedTo, ended } from './step.ts'

/**
 * What people may tell an operation while it runs. Every command raises the sequence, so that a worker in the middle
 * of a step finds out within that one batch. (B03)
 */
export type Command = 'pause' | 'resume' | 'cancel' | 'drop'

/** What a command comes to in that state: the one rule, for whoever gives it and for whoever offers it. */
function effectOf(
  { state, needsAttention }: Pick<OperationBase, 'state' | 'needsAttention'>,
  command: Command,
): 'refused' | 'nothing' | 'change' {
  switch (state) {
    case 'Succeeded':
    case 'Failed':
    case 'Canceled':
      return (command === 'cancel' && state === 'Canceled') || (command === 'drop' && state === 'Failed')
        ? 'nothing'
        : 'refused'
    case 'NotStarted':
    case 'Running':
      return command === 'resume' && !needsAttention ? 'nothing' : 'change'
    case 'Paused':
      return command === 'pause' ? 'nothing' : 'change'
  }
}

/** What people can tell any operation. */
export const offered = ['pause', 'resume', 'cancel'] as const satisfies readonly Command[]
export type Offered = (typeof offered)[number]

/** What would change it now. (B03) */
export function commandsOn(operation: Pick<OperationBase, 'state' | 'needsAttention'>): Offered[] {
  return offered.filter((command) => effectOf(operation, command) === 'change')
}

/** Carries out a command; one that changes nothing gives no writes. `drop` gives a dead-lettered job up: it fails. */
export function command<O extends OperationBase>(
  operation: O,
  command: Command,
  by: Actor,
  at: Instant,
  release: Release<O>,
  /** What else the audit entry tells. */
  facts: AuditEntry['facts'] = {},
): Refusal<'OperationFinished'> | Changed<O> {
  switch (effectOf(operation, command)) {
    case 'refused':
      return refuse('OperationFinished', { state: operation.state })
    case 'nothing':
      return { operation, writes: [] }
    case 'change':
      return carryOut(operation, command, by, at, release, facts)
  }
}

/** The id of the entry of the command that was the last to change the operation, if it was one. */
export function auditIdOfCommand({ id, sequence }: Pick<OperationBase, 'id' | 'sequence'>): string {
  return documentId.audit(`${id}:${sequence}`)
}

function carryOut<O extends OperationBase>(
  operation: O,
  command: Command,
  by: Actor,
  at: Instant,
  release: Release<O>,
  facts: AuditEntry['facts'],
): Changed<O> {
  const sequence = operation.sequence + 1
  const touched: O = { ...operation, sequence, updatedAt: at }
  const audit: Write = {
    kind: 'create',
    document: auditEntry(auditIdOfCommand(touched), `operation.${command}`, by, at, {
      subscription: subscriptionOf(operation),
      operationId: operation.id,
      facts,
    }),
  }
  switch (command) {
    case 'pause':
      return changedTo(operation, { ...touched, state: 'Paused' }, [audit])
    case 'resume':
      return changedTo(operation, resumed(touched, at), [audit])
    case 'cancel':
      return endEarly(operation, ended({ ...touched, error: null }, 'Canceled', at), release, audit)
    case 'drop': {
      const dropped = { ...withTheRestFailed(touched), error: droppedError }
      return endEarly(operation, ended(dropped, 'Failed', at), release, audit)
    }
  }
}

/** What waited for its time begins then, or now where that has passed: until then it was not to begin. */
function resumed<O extends OperationBase>(operation: O, at: Instant): O {
  const goesOn: O = { ...operation, needsAttention: false, error: null }
  const { startAt } = operation
  return startAt !== undefined && isWaiting(operation)
    ? { ...goesOn, state: 'NotStarted', startAt: startAt > at ? startAt : at }
    : { ...goesOn, state: 'Running' }
}

const droppedError = {
  code: 'DroppedByOperator',
  message: 'The work stopped after repeated failures, and an operator has given it up.',
}

/** Ends a job that cannot go on: users moved so far stay moved, the source stays active. */
export function failOperation<O extends OperationBase>(
  operation: O,
  error: { readonly code: string; readonly message: string },
  at: Instant,
  release: Release<O>,
): Changed<O> {
  const touched: O = { ...operation, sequence: operation.sequence + 1, updatedAt: at, error }
  const audit: Write = {
    kind: 'create',
    document: auditEntry(
      documentId.audit(`${operation.id}:end`),
      'operation.failed',
      operation.startedBy,
      at,
      { subscription: subscriptionOf(operation), operationId: operation.id, facts: { code: error.code } },
    ),
  }
  return endEarly(operation, ended(withTheRestFailed(touched), 'Failed', at), release, audit)
}

function subscriptionOf({ tenantId, subscriptionId: id }: OperationBase) {
  return { tenantId, id }
}

function withTheRestFailed<O extends OperationBase>(operation: O): O {
  const { total, succeeded, skipped } = operation.progress
  return { ...operation, progress: { ...operation.progress, failed: total - succeeded - skipped } }
}

function endEarly<O extends OperationBase>(
  before: O,
  after: O,
  release: Release<O>,
  audit: Write,
): Changed<O> {
  const released = release(after)
  return changedTo(before, released.operation, [...released.writes, audit])
}
