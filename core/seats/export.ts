import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, SubscriptionId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import { type Changed, type Delivery, newOperation, type OperationBase } from '../operations/operation.ts'
import { begun, changedTo, ended, stepped } from '../operations/step.ts'
import { type LotStay, lotsAt } from '../subscriptions/lots.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Writes who holds licences of some subscriptions into a file. */
export interface ExportUsersOperation extends OperationBase {
  readonly kind: 'exportUsers'
  /** In the order asked for, with the lots that each had when all of them were read together. */
  readonly subscriptions: readonly {
    readonly id: SubscriptionId
    readonly lots: readonly LotStay[]
    /** Its seat sequence then. */
    readonly sequence: number
  }[]
}

/** Starts an export of the users of the subscriptions, in the order asked for. (R051, R065) */
export function startExport(
  subscriptions: readonly Subscription[],
  request: {
    readonly operationId: OperationId
    readonly by: Actor
    readonly at: Instant
    readonly traceparent: string
  },
): Changed<ExportUsersOperation> {
  const [first] = subscriptions
  if (!first) throw new Error('An export needs at least one subscription.')
  const { by, at, operationId: id } = request
  const total = subscriptions.reduce((sum, { seats }) => sum + seats.assigned, 0)
  const operation: ExportUsersOperation = {
    ...newOperation({ ...request, id, kind: 'exportUsers', subscription: first, total }),
    subscriptions: subscriptions.map((subscription) => ({
      id: subscription.id,
      lots: subscription.state === 'deleted' ? [] : lotsAt(subscription, subscription.seatSequence),
      sequence: subscription.seatSequence,
    })),
  }
  const audit = auditEntry(documentId.audit(`${operation.id}:start`), 'licences.exported', by, at, {
    subscription: first,
    operationId: operation.id,
    facts: { subscriptionIds: subscriptions.map((subscription) => subscription.id) },
  })
  return begun(operation, [{ kind: 'create', document: audit }])
}

/** The export is written: so many users stand in it. */
export function endExport(
  operation: ExportUsersOperation,
  users: number,
  worker: Delivery,
  at: Instant,
): Changed<ExportUsersOperation> {
  const after: ExportUsersOperation = {
    ...ended(stepped(operation, worker, at), 'Succeeded', at),
    progress: { total: users, succeeded: users, skipped: 0, failed: 0 },
  }
  return changedTo(operation, after)
}
