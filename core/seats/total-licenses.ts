import type { Actor } from '../audit/audit-entry.ts'
import { auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { deleted, inProgress, stale, takeControlFirst } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** The most that one subscription holds, bought at once or raised to. */
export const totalLicensesMax = 100_000

export type TotalRefusal =
  | 'SubscriptionDeleted'
  | 'SingleUserSubscription'
  | 'TakeControlRequired'
  | 'UnderAdminControl'
  | 'OperationInProgress'
  | 'PaymentOutcomeUnknown'
  | 'PreconditionFailed'
  | 'QuantityBelowAssigned'
  | 'QuantityIncreaseNotAllowed'

export interface TotalWanted {
  readonly totalLicenses: number
  readonly as: 'purchaser' | 'admin'
  readonly ifMatch: string
}

/**
 * Whether the total may become that, and how: for nothing, or by a payment of the purchaser for what is added. The
 * number is absolute, so asking twice changes nothing the second time. (R099 to R101)
 */
export function decideTotal(
  subscription: Stored<Subscription>,
  wanted: TotalWanted,
): Refusal<TotalRefusal> | { readonly change: 'none' | 'free' | 'paid' } {
  const { seats } = subscription
  const refusal = refuseTotal(subscription, wanted.as) ?? stale(subscription, wanted.ifMatch)
  if (refusal) return refusal
  if (wanted.totalLicenses === seats.total) return { change: 'none' }
  if (wanted.totalLicenses < seats.assigned + seats.reserved) {
    return refuse(
      'QuantityBelowAssigned',
      `${seats.assigned} licences are assigned and ${seats.reserved} reserved: the total cannot be ${wanted.totalLicenses}.`,
      { target: 'totalLicenses', facts: { assigned: seats.assigned, reserved: seats.reserved } },
    )
  }
  if (wanted.totalLicenses < seats.total || subscription.channel === 'central') return { change: 'free' }
  if (subscription.controlledBy) {
    return refuse(
      'QuantityIncreaseNotAllowed',
      'A subscription that was taken over can only have fewer licences.',
      {
        target: 'totalLicenses',
        facts: { totalLicenses: seats.total },
      },
    )
  }
  return { change: 'paid' }
}

function refuseTotal(subscription: Subscription, as: TotalWanted['as']): Refusal<TotalRefusal> | undefined {
  if (subscription.state === 'deleted') return deleted(subscription)
  if (subscription.channel === 'signUp' || subscription.channel === 'trial') {
    return refuse('SingleUserSubscription', 'A sign-up subscription has one licence, for who signed up.')
  }
  if (subscription.channel === 'selfService') {
    if (as === 'admin' && !subscription.controlledBy) return takeControlFirst()
    if (as === 'purchaser' && subscription.controlledBy) {
      return refuse('UnderAdminControl', 'An administrator has taken control of this subscription.')
    }
  }
  if (subscription.operationId) return inProgress(subscription.operationId)
  if (subscription.raisePurchaseId) {
    return refuse('PaymentOutcomeUnknown', 'More licences are being paid for: wait until that is settled.', {
      facts: { retryAfterMs: 2_000 },
    })
  }
  return undefined
}

/** Changes the total without a payment. Seats that an assignment takes meanwhile are safe: the etag is the one read. */
export function setTotal(
  subscription: Stored<Subscription>,
  totalLicenses: number,
  by: Actor,
  at: Instant,
  auditId: string,
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  const { seats, orderHistory } = subscription
  const added = totalLicenses - seats.total
  const after: Subscription = {
    ...subscription,
    seats: { ...seats, total: totalLicenses, available: seats.available + added },
    orderHistory: [...orderHistory, { event: 'quantityChanged', at, by, totalLicenses }],
  }
  return {
    after,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: changes(subscription, { ...after, seats }),
        add: { 'seats.total': added, 'seats.available': added },
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          { field: 'seats.available', is: '>=', value: -added },
        ],
        ifMatch: subscription._etag,
      },
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.quantityChanged', by, at, {
          subscription,
          facts: { from: seats.total, to: totalLicenses },
        }),
      },
    ],
  }
}
