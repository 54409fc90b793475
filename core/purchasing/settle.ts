import { auditEntry } from '../audit/audit-entry.ts'
import { repeatTtlSeconds } from '../idempotency/kept-answer.ts'
import { changes } from '../kernel/changes.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Charge } from '../ports/payments.ts'
import type { OrderEvent, Subscription } from '../subscriptions/subscription.ts'
import type { Purchase } from './purchase.ts'

/**
 * Buying is two worlds, our documents and the payment gateway, that no batch spans. So it goes in steps, each of which
 * can be taken again by whoever comes next: the purchase is written down, then charged under its own key, then settled
 * or given up by what the gateway says. Until it is settled nobody has a seat of it; a key is never charged twice.
 */

/** Nobody who set out to charge that long ago can still be on the way to the gateway: no request lives so long. */
export const forsakenAfterMs = 10 * 60_000

/** What follows from the gateway's word on a purchase. */
export function nextStep(
  purchase: Pick<Purchase, 'triedAt'>,
  charge: Charge,
  now: Instant,
): 'settle' | 'giveUp' | 'wait' {
  if (charge.charged === true) return 'settle'
  if (charge.charged === 'unknown') return 'wait'
  switch (charge.because) {
    case 'declined':
      return 'giveUp'
    case 'neverArrived':
      return purchase.triedAt < addMilliseconds(now, -forsakenAfterMs) ? 'giveUp' : 'wait'
  }
}

export type Settled =
  | Refusal<'PaymentOutcomeUnknown'>
  | { readonly after: Subscription; readonly writes: readonly Write[] }

/**
 * Gives what was paid for. Once settled it changes nothing: no writes. Somebody may settle it between the reading of
 * the one document and the other; the conditions of the batch find that out.
 */
export function settlePurchase(
  purchase: Purchase,
  subscription: Stored<Subscription>,
  at: Instant,
  auditId: string,
): Settled {
  if (purchase.state === 'settled') return { after: subscription, writes: [] }
  switch (purchase.kind) {
    case 'subscription':
      return settleSubscription(purchase, subscription, at, auditId)
    case 'moreLicenses':
      return settleRaise(purchase, subscription, at, auditId)
  }
}

function settleSubscription(
  purchase: Purchase,
  subscription: Stored<Subscription>,
  at: Instant,
  auditId: string,
): Settled {
  const { channel, productId, seats } = subscription
  return {
    after: { ...subscription, state: 'active' },
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: { state: 'active' },
        when: [{ field: 'state', is: '=', value: 'pending' }],
      },
      markSettled(purchase),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.purchased', purchase.by, at, {
          subscription,
          facts: { channel, productId, totalLicenses: seats.total, charged: { ...purchase.amount } },
        }),
      },
    ],
  }
}

/**
 * Paid licences come also when the subscription was cancelled or taken over meanwhile: they were bought before. Only a
 * running operation is waited for, because its last step writes the order history as it read it.
 */
function settleRaise(
  purchase: Purchase,
  subscription: Stored<Subscription>,
  at: Instant,
  auditId: string,
): Settled {
  if (subscription.operationId) {
    return refuse(
      'PaymentOutcomeUnknown',
      'Paid: the licences follow when the running operation has ended.',
      {
        facts: { retryAfterMs: 5_000 },
      },
    )
  }
  const { seats } = subscription
  const { addedLicenses, by } = purchase
  const total = seats.total + addedLicenses
  const event: OrderEvent = { event: 'quantityChanged', at, by, totalLicenses: total }
  const after: Subscription = {
    ...subscription,
    seats: { ...seats, total, available: seats.available + addedLicenses },
    orderHistory: [...subscription.orderHistory, event],
    raisePurchaseId: null,
  }
  return {
    after,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: changes(subscription, { ...after, seats }),
        add: { 'seats.total': addedLicenses, 'seats.available': addedLicenses },
        when: [{ field: 'raisePurchaseId', is: '=', value: purchase.id }],
        ifMatch: subscription._etag,
      },
      markSettled(purchase),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.quantityChanged', by, at, {
          subscription,
          facts: { from: seats.total, to: total, charged: { ...purchase.amount } },
        }),
      },
    ],
  }
}

/** It stays as long as the request may be repeated, so that a late repeat finds what became of it. */
function markSettled(purchase: Purchase): Write {
  return {
    kind: 'patch',
    id: purchase.id,
    set: { state: 'settled', ttl: repeatTtlSeconds },
    when: [{ field: 'state', is: '=', value: 'pending' }],
  }
}

/** Takes back what was written down and not paid. The etag: nobody has set out to charge it since it was read. */
export function giveUpPurchase(purchase: Stored<Purchase>): readonly Write[] {
  if (purchase.state === 'settled')
    throw new Error(`Purchase ${purchase.id} was paid: it cannot be given up.`)
  const gone: Write = { kind: 'delete', id: purchase.id, ifMatch: purchase._etag }
  switch (purchase.kind) {
    case 'subscription':
      return [gone, { kind: 'delete', id: purchase.subscriptionId }]
    case 'moreLicenses':
      return [
        gone,
        {
          kind: 'patch',
          id: purchase.subscriptionId,
          set: { raisePurchaseId: null },
          when: [{ field: 'raisePurchaseId', is: '=', value: purchase.id }],
        },
      ]
  }
}
