import { type Actor, auditEntry, type Revoked, revokedOfAll } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, UserId, WorkItemId } from '../kernel/ids.ts'
import { type Refusal, refuseStale } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { newOperation, type OperationBase } from '../operations/operation.ts'
import { begun, ended } from '../operations/step.ts'
import type { Guest } from '../organisation/guest.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { changed, unassigning } from '../seats/seats.ts'
import { withLots } from '../subscriptions/lots.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { DeletedSubscription, Subscription } from '../subscriptions/subscription.ts'
import { newWorkItem } from './work-item.ts'

/**
 * Deletes what somebody signed up for. One batch does it, so the operation is over when it is there; what takes long,
 * the purge of the data, is the work item's. It is named after the subscription: whoever asks again is told of it.
 */
export interface DeleteSignUpOperation extends OperationBase {
  readonly kind: 'deleteSignUp'
  /** Whose access was blocked. */
  readonly userIds: readonly UserId[]
  readonly workItemId: WorkItemId
}

export interface DeleteSignUp {
  readonly operationId: OperationId
  readonly workItemId: WorkItemId
  /** Absent where they signed up before there were such records. */
  readonly guest: Stored<Guest> | undefined
  readonly by: Actor
  readonly at: Instant
  /** By the machine's clock. */
  readonly now: Instant
  readonly ifMatch: string
  readonly traceparent: string
}

/** Takes the licence away, blocks its holder, and has their data and e-mail purged. (R017, R019, R020) */
export function deleteSignUp(
  subscription: Stored<Subscription>,
  standing: Standing,
  request: DeleteSignUp,
):
  | Refusal<StandingRefusal | 'PreconditionFailed'>
  | { readonly operation: DeleteSignUpOperation; readonly writes: readonly Write[] } {
  const refusal = refuseAction('delete', subscription, standing) ?? refuseStale(subscription, request.ifMatch)
  if (refusal) return refusal
  const { operationId: id, workItemId, guest, by, at } = request
  const total = subscription.seats.assigned
  // A sign-up is for the person who signed up and nobody else.
  const userIds = total === 0 ? [] : [subscription.purchaserId]
  const operation: DeleteSignUpOperation = {
    ...ended(newOperation({ ...request, id, kind: 'deleteSignUp', subscription, total }), 'Succeeded', at),
    progress: { total, succeeded: total, skipped: 0, failed: 0 },
    userIds,
    workItemId,
  }
  const after: DeletedSubscription = {
    ...withLots(subscription, {}),
    state: 'deleted',
    deletedAt: at,
    deletedBecause: 'byAdministrator',
    cancellation: null,
    seats: changed(subscription.seats, unassigning(total)),
    orderHistory: withEvent(subscription.orderHistory, { event: 'deleted', at, by }),
  }
  const item = newWorkItem({
    id: workItemId,
    tenantId: subscription.tenantId,
    kind: 'data.purge',
    subscriptionId: subscription.id,
    productId: subscription.productId,
    userIds: [subscription.purchaserId],
    createdAt: at,
    notBefore: request.now,
  })
  const audit = (
    cause: string,
    action: string,
    facts: Readonly<Record<string, string>>,
    revoked?: Revoked,
  ): Write => ({
    kind: 'create',
    document: auditEntry(documentId.audit(`${id}:${cause}`), action, by, at, {
      subscription,
      operationId: id,
      facts,
      revoked,
    }),
  })
  const facts = { productId: subscription.productId, workItemId }
  return begun(operation, [
    { kind: 'replace', document: after, ifMatch: subscription._etag },
    { kind: 'create', document: item },
    ...(guest ? [block(guest)] : []),
    audit('end', 'subscription.deleted', facts, revokedOfAll(subscription)),
    ...userIds.map((userId) =>
      audit(userId, 'access.blocked', { userId, displayName: subscription.purchaserName }),
    ),
  ])
}

function block({ id, _etag }: Stored<Guest>): Write {
  return { kind: 'patch', id, set: { accountEnabled: false }, ifMatch: _etag }
}
