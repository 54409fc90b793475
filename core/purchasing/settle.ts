import { auditEntry } from '../audit/audit-entry.ts'
import { keptAnswerTtlSeconds } from '../idempotency/kept-answer.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Charge } from '../ports/payments.ts'
import { adding, asAdd, changed } from '../seats/seats.ts'
import type { OrderEvent, Subscription } from '../subscriptions/subscription.ts'
import type { Purchase, Refund } from './purchase.ts'

/**
 * Buying writes in two places, our documents and the payment gateway, that no batch spans. So it goes in steps, each
 * of which can be taken again by whoever comes next: the purchase is written down, then charged under its own key, then
 * settled or given up by what the gateway says. Until it is settled nobody has a seat of it; a key is never charged
 * twice, and what was charged and cannot be given is given back.
 */

/** Nobody who set out to charge that long ago is likely to be still on the way to the gateway. */
export const forsakenAfterMs = 10 * 60_000

/**
 * What follows from the gateway's word on a purchase. A key that never arrived may do so in this moment: only when the
 * gateway has made it void is that the end of it.
 */
export function nextStep(
  purchase: Pick<Purchase, 'triedAt'>,
  charge: Charge,
  machineNow: Instant,
): 'settle' | 'giveUp' | 'makeVoid' | 'wait' {
  if (charge.charged === true) return 'settle'
  if (charge.charged === 'unknown') return 'wait'
  switch (charge.because) {
    case 'declined':
    case 'void':
    case 'refunded':
      return 'giveUp'
    case 'neverArrived':
      return purchase.triedAt < addMilliseconds(machineNow, -forsakenAfterMs) ? 'makeVoid' : 'wait'
  }
}

export type Settled =
  | { readonly after: Subscription; readonly writes: readonly Write[] }
  | { readonly refund: Refund; readonly writes: readonly Write[] }

/**
 * Gives what was paid for, or writes down that the money goes back. Once settled it changes nothing: no writes.
 * Somebody may settle it between the reading of the one document and the other; the conditions of the batch find out.
 */
export function settlePurchase(
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
  at: Instant,
  auditId: string,
): Settled {
  if (purchase.state === 'refunded')
    return { refund: refundOf(purchase, 'subscriptionDeleted', at), writes: [] }
  if (purchase.state === 'settled') {
    if (!subscription) throw new Error(`The subscription of the settled purchase ${purchase.id} is gone.`)
    return { after: subscription, writes: [] }
  }
  if (!subscription || subscription.state === 'deleted')
    return refundPurchase(purchase, subscription, at, auditId)
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
      mark(purchase, 'settled'),
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

/** Paid licences come also when control was taken meanwhile: they were bought before, and the history says who paid. */
function settleRaise(
  purchase: Purchase,
  subscription: Stored<Subscription>,
  at: Instant,
  auditId: string,
): Settled {
  const { seats } = subscription
  const { addedLicenses, by, amount } = purchase
  const change = adding(addedLicenses)
  const total = seats.total + addedLicenses
  const event: OrderEvent = { event: 'quantityChanged', at, by, totalLicenses: total, charged: amount }
  const after: Subscription = {
    ...subscription,
    seats: changed(seats, change),
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
        add: asAdd(change),
        when: [{ field: 'raisePurchaseId', is: '=', value: purchase.id }],
        ifMatch: subscription._etag,
      },
      mark(purchase, 'settled'),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.quantityChanged', by, at, {
          subscription,
          facts: { from: seats.total, to: total, charged: { ...amount } },
        }),
      },
    ],
  }
}

/** The subscription is gone by the time that the payment is known: nobody can be given what was paid for. */
function refundPurchase(
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
  at: Instant,
  auditId: string,
): Settled {
  const refund = refundOf(purchase, 'subscriptionDeleted', at)
  const { tenantId, amount } = purchase
  return {
    refund,
    writes: [
      { kind: 'create', document: refund },
      mark(purchase, 'refunded'),
      ...(subscription
        ? [
            {
              kind: 'patch',
              id: subscription.id,
              set: { raisePurchaseId: null },
              ifMatch: subscription._etag,
            } as const,
          ]
        : []),
      {
        kind: 'create',
        document: auditEntry(auditId, 'payment.refunded', purchase.by, at, {
          ...(subscription ? { subscription } : { tenantId }),
          facts: { amount: { ...amount }, because: refund.because },
        }),
      },
    ],
  }
}

/**
 * A charge that went through although its purchase is gone; the audit entry has its name, so that there is one. Should
 * the purchase be there after all, because it was looked for too early, the first write stops the batch: what stands in
 * its place must still be the other try that was read, or where nothing does it is written down again as refunded.
 */
export function refundOfGone(
  purchase: Purchase,
  inItsPlace: Purchase | undefined,
  at: Instant,
): { readonly refund: Refund; readonly writes: readonly Write[] } {
  const refund = refundOf(purchase, 'purchaseGone', at)
  const { by, amount, tenantId, subscriptionId } = purchase
  const refunded: Purchase = { ...purchase, state: 'refunded', ttl: keptAnswerTtlSeconds }
  return {
    refund,
    writes: [
      inItsPlace ? asItIs(inItsPlace) : { kind: 'create', document: refunded },
      { kind: 'create', document: refund },
      {
        kind: 'create',
        document: auditEntry(documentId.audit(refund.id), 'payment.refunded', by, at, {
          tenantId,
          facts: { amount: { ...amount }, because: refund.because, subscriptionId },
        }),
      },
    ],
  }
}

/** Changes nothing, and is refused where another try stands there. */
function asItIs({ id, chargeKey }: Purchase): Write {
  return {
    kind: 'patch',
    id,
    set: { chargeKey },
    when: [{ field: 'chargeKey', is: '=', value: chargeKey }],
  }
}

function refundOf(purchase: Purchase, because: Refund['because'], at: Instant): Refund {
  const { tenantId, chargeKey, amount, subscriptionId, by } = purchase
  return {
    type: 'refund',
    id: documentId.refund(chargeKey),
    tenantId,
    schemaVersion: 1,
    state: 'pending',
    chargeKey,
    amount,
    because,
    purchaseId: purchase.id,
    subscriptionId,
    by,
    createdAt: at,
    doneAt: null,
  }
}

/** It stays as long as the request may be repeated, so that a late repeat finds what became of it. */
function mark(purchase: Purchase, state: 'settled' | 'refunded'): Write {
  return {
    kind: 'patch',
    id: purchase.id,
    set: { state, ttl: keptAnswerTtlSeconds },
    when: [
      { field: 'state', is: '=', value: 'pending' },
      { field: 'chargeKey', is: '=', value: purchase.chargeKey },
    ],
  }
}

/** Takes back what was written down and will never be paid: the gateway has declined the key, or made it void. */
export function giveUpPurchase(purchase: Stored<Purchase>): readonly Write[] {
  if (purchase.state !== 'pending')
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
