import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import type { Books } from '../billing/give-back.ts'
import type { OperationId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { usedTrial } from '../purchasing/used-trial.ts'
import { withDue } from '../subscriptions/due.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { OrderEvent, Subscription } from '../subscriptions/subscription.ts'
import { creditUnpaid, factsOf } from './change-renewal.ts'
import { mailOf, type Telling } from './tell.ts'

/** Whether the subscription can become that person's. */
export function refuseTransfer(
  subscription: Subscription,
  standing: Standing,
  owner: User,
  hadTrial: boolean,
): Refusal<StandingRefusal | 'GuestCannotBeAssigned' | 'UserNotActive' | 'TrialUsed'> | undefined {
  const at = { target: 'userId' }
  return (
    refuseAction('transferOwnership', subscription, standing) ??
    (owner.userType === 'guest' ? refuse('GuestCannotBeAssigned', {}, at) : undefined) ??
    (owner.accountEnabled ? undefined : refuse('UserNotActive', {}, at)) ??
    (isTrial(subscription) && hadTrial ? refuse('TrialUsed', { because: 'theirsUsed' }, at) : undefined)
  )
}

/**
 * Gives the subscription to another person, who pays from the next term on: the former owner's card is never charged
 * again. What the former owner still owes of a coming term is credited, and billed anew. A trial is the new owner's one
 * trial of that product. (R189, B21)
 */
export function transferOwnership(
  subscription: Stored<Subscription>,
  owner: User,
  transfer: {
    readonly by: Actor
    readonly at: Instant
    readonly auditId: string
    /** Where it is part of one. */
    readonly operationId?: OperationId
  } & Telling,
  books: Books | undefined,
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  const { by, at, auditId } = transfer
  const given = subscription.unpaid
    ? creditUnpaid(subscription, { by, at, cause: auditId }, books)
    : undefined
  const event: OrderEvent = { event: 'transferred', at, by, ...given?.told }
  const after: Stored<Subscription> = withDue({
    ...subscription,
    purchaserId: owner.userId,
    purchaserName: owner.displayName,
    ...(subscription.orphanedAt ? { orphanedAt: null } : {}),
    billingProfileId: null,
    ...given?.changes,
    orderHistory: withEvent(subscription.orderHistory, event),
  })
  const { autoRenew, expirationDate } = after
  // What ends without another term is never charged to them.
  const until = autoRenew ? { until: expirationDate } : {}
  const told = mailOf('ownershipTransferred', after, { ...transfer, purchaser: owner }, at, until)
  return {
    after,
    writes: [
      { kind: 'replace', document: after, ifMatch: subscription._etag },
      {
        kind: 'create',
        document: {
          ...told,
          // May be given to the next one on the same day.
          id: `mail:ownershipTransferred:${auditId.slice('audit:'.length)}`,
          facts: {
            ...told.facts,
            decidedBy: by.name,
            ...(after.controlledBy ? { underControl: true } : {}),
          },
        } as typeof told,
      },
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.transferred', by, at, {
          subscription,
          ...(transfer.operationId ? { operationId: transfer.operationId } : {}),
          facts: { from: subscription.purchaserId, to: owner.userId, ...factsOf(given?.told) },
        }),
      },
      ...(isTrial(subscription)
        ? [
            {
              kind: 'create',
              document: usedTrial(subscription.tenantId, owner.userId, subscription.productId),
            } as const,
          ]
        : []),
      ...(given?.writes ?? []),
    ],
  }
}

function isTrial({ channel }: Subscription): boolean {
  return channel === 'trial'
}
