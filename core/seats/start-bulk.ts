import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, TenantId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { type Changed, newOperation } from '../operations/operation.ts'
import { begun } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import {
  type AssignUsersOperation,
  type BulkEntry,
  type BulkOperation,
  type BulkPart,
  entriesPerPart,
  partTtlSeconds,
  toDoIn,
  type UnassignUsersOperation,
} from './bulk.ts'
import { asAdd, reserving } from './seats.ts'

export interface BulkRequest {
  readonly operationId: OperationId
  readonly by: Actor
  readonly at: Instant
  readonly traceparent: string
  /** The list, as it was judged. */
  readonly entries: readonly BulkEntry[]
}

/** Holds a seat back for everybody to whom one is to be given, or refuses them all. (B12, R066) */
export function startAssigning(
  subscription: Stored<Subscription>,
  standing: Standing,
  request: BulkRequest,
): Refusal<StandingRefusal | 'NotEnoughLicenses'> | Changed<AssignUsersOperation> {
  const refusal = refuseAction('assign', subscription, standing)
  if (refusal) return refusal
  const needed = toDoIn(request.entries)
  const { available } = subscription.seats
  if (available < needed) return refuse('NotEnoughLicenses', { needed, available })
  const reserve = reserving(needed)
  // Of the version on which all of this was decided: then nothing else is to be tested.
  const hold: Write = {
    kind: 'patch',
    id: subscription.id,
    add: asAdd(reserve),
    ifMatch: subscription._etag,
  }
  const operation: AssignUsersOperation = {
    ...newBulk('assignUsers', subscription, request),
    reserved: needed,
  }
  return begun(operation, [...(needed > 0 ? [hold] : []), started(operation, subscription, needed)])
}

/** Taking back holds nothing: also while an operation empties the subscription, as one at a time. (B12, R107) */
export function startUnassigning(
  subscription: Stored<Subscription>,
  standing: Standing,
  request: BulkRequest,
): Refusal<StandingRefusal> | Changed<UnassignUsersOperation> {
  const refusal = refuseAction('unassign', subscription, standing)
  if (refusal) return refusal
  const operation = newBulk('unassignUsers', subscription, request)
  return begun(operation, [started(operation, subscription, toDoIn(request.entries))])
}

/** The list as it is stored, before anything begins with it. */
export function partsOf(
  tenantId: TenantId,
  operationId: OperationId,
  entries: readonly BulkEntry[],
): readonly BulkPart[] {
  return Array.from({ length: Math.ceil(entries.length / entriesPerPart) }, (_, number) => ({
    type: 'bulkPart',
    id: documentId.bulkPart(operationId, number),
    tenantId,
    schemaVersion: 1,
    operationId,
    number,
    entries: entries.slice(number * entriesPerPart, (number + 1) * entriesPerPart),
    ttl: partTtlSeconds,
  }))
}

function newBulk<Kind extends BulkOperation['kind']>(
  kind: Kind,
  subscription: Subscription,
  { operationId: id, entries, ...request }: BulkRequest,
) {
  const operation = newOperation({ ...request, id, kind, subscription, total: entries.length })
  return {
    ...operation,
    progress: { ...operation.progress, skipped: entries.length - toDoIn(entries) },
    parts: Math.ceil(entries.length / entriesPerPart),
    nextPart: 0,
  }
}

function started(operation: BulkOperation, subscription: Subscription, toDo: number): Write {
  const action = operation.kind === 'assignUsers' ? 'licences.assignStarted' : 'licences.unassignStarted'
  const { startedBy, createdAt, progress, id } = operation
  const document = auditEntry(documentId.audit(`${id}:start`), action, startedBy, createdAt, {
    subscription,
    operationId: id,
    facts: { total: progress.total, toDo },
  })
  return { kind: 'create', document }
}
