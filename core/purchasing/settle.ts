import { auditEntry } from '../audit/audit-entry.ts'
import type { BillingProfile } from '../billing/billing-profile.ts'
import { type Invoice, issue, type Numbering } from '../billing/invoice.ts'
import type { PaymentMethod } from '../billing/payment-method.ts'
import { newRefund, type Refund } from '../billing/refund.ts'
import { keptAnswerTtlSeconds } from '../idempotency/kept-answer.ts'
import { changes } from '../kernel/changes.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { InvoiceId } from '../kernel/ids.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Charge } from '../ports/payments.ts'
import { adding, asAdd, assigning, changed, unassigning } from '../seats/seats.ts'
import { withDue } from '../subscriptions/due.ts'
import { epochOf, withLots } from '../subscriptions/lots.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type {
  ActiveSubscription,
  DeletedSubscription,
  OrderEvent,
  Subscription,
} from '../subscriptions/subscription.ts'
import type { Purchase } from './purchase.ts'

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
  | { readonly after: Subscription; readonly invoice: Invoice | null; readonly writes: readonly Write[] }
  | { readonly refund: Refund; readonly writes: readonly Write[] }

/** What settling needs to know besides the purchase and its subscription. */
export interface Settling {
  readonly at: Instant
  readonly auditId: string
  readonly invoiceId: InvoiceId
  readonly organisation: string
  readonly numbers: Numbering
  /** To whom the invoice goes; written down with the first purchase on it. */
  readonly profile: { readonly document: BillingProfile; readonly isNew: boolean }
  readonly card: Pick<PaymentMethod, 'brand' | 'last4'> | null
  /** The trial that the purchase goes on from. */
  readonly trial: Stored<Subscription> | undefined
}

/**
 * Gives what was paid for, or writes down that the money goes back. Once settled it changes nothing: no writes.
 * Somebody may settle it between the reading of the one document and the other; the conditions of the batch find out.
 */
export function settlePurchase(
  purchase: Purchase & { readonly kind: 'subscription' | 'moreLicenses' },
  subscription: Stored<Subscription> | undefined,
  settling: Settling,
): Settled {
  const over = settledBefore(purchase, subscription, settling)
  if (over) return over
  if (!subscription || subscription.state === 'deleted')
    return refundPurchase(purchase, subscription, settling)
  switch (purchase.kind) {
    case 'subscription':
      return settleSubscription(purchase, subscription, settling)
    case 'moreLicenses':
      return settleRaise(purchase, subscription, settling)
  }
}

/** What is said of a purchase that somebody has settled, or given back; undefined while that is to be done. */
export function settledBefore(
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
  { at }: Pick<Settling, 'at'>,
): Settled | undefined {
  switch (purchase.state) {
    case 'pending':
      return undefined
    case 'refunded':
      return { refund: refundOf(purchase, 'subscriptionDeleted', at), writes: [] }
    case 'settled':
      if (!subscription) throw new Error(`The subscription of the settled purchase ${purchase.id} is gone.`)
      return { after: subscription, invoice: null, writes: [] }
  }
}

function settleSubscription(purchase: Purchase, pending: Stored<Subscription>, settling: Settling): Settled {
  const { at, auditId, trial } = settling
  const { channel, productId, seats, orderHistory } = pending
  const { invoice, line } = invoiceOf(purchase, pending, settling)
  const bought: ActiveSubscription = {
    ...(pending as Subscription as ActiveSubscription),
    state: 'active',
    billed: [line],
    orderHistory: orderHistory.map((event) => ({ ...event, charged: purchase.amount })),
  }
  const goesOn = trial ? goOnFrom(trial, bought, purchase, at) : { after: bought, writes: [] }
  const after = withDue(goesOn.after)
  return {
    after,
    invoice,
    writes: [
      { kind: 'replace', document: after, ifMatch: pending._etag },
      mark(purchase, 'settled'),
      ...goesOn.writes,
      ...issuedWrites(invoice, settling),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.purchased', purchase.by, at, {
          subscription: pending,
          facts: {
            channel,
            productId,
            totalLicenses: seats.total,
            charged: { ...purchase.amount },
            invoiceId: invoice.id,
          },
        }),
      },
    ],
  }
}

/** Whoever has the trial's seat goes on with what was bought: its lots change hands, as in a move. (B21) */
function goOnFrom(
  trial: Stored<Subscription>,
  bought: ActiveSubscription,
  purchase: Purchase,
  at: Instant,
): { readonly after: ActiveSubscription; readonly writes: readonly Write[] } {
  // Somebody has just settled it, which the conditions of the batch find out, or the trial is gone for good.
  if (trial.state === 'deleted') return { after: bought, writes: [] }
  if (trial.purchaseId !== purchase.id) throw new Error(`Trial ${trial.id} does not wait for ${purchase.id}.`)
  const { assigned } = trial.seats
  const lots = trial.lotIds.map((lotId) => ({ lotId, epoch: epochOf(trial, lotId) }))
  const come = assigned > 0 ? lots.map(({ lotId, epoch }) => ({ lotId, epoch: epoch + 1 })) : []
  const emptied: DeletedSubscription = {
    ...withLots(trial, { go: assigned > 0 ? trial.lotIds : [] }),
    state: 'deleted',
    seats: changed(trial.seats, unassigning(assigned)),
    deletedAt: at,
    deletedBecause: 'purchased',
    cancellation: null,
    purchaseId: null,
    dueAt: null,
    orderHistory: withEvent(trial.orderHistory, { event: 'deleted', at, by: purchase.by }),
  }
  return {
    after: { ...withLots(bought, { come }), seats: changed(bought.seats, assigning(assigned)) },
    writes: [{ kind: 'replace', document: emptied, ifMatch: trial._etag }],
  }
}

/** Paid licences come also when control was taken meanwhile: they were bought before, and the history says who paid. */
function settleRaise(purchase: Purchase, subscription: Stored<Subscription>, settling: Settling): Settled {
  const { at, auditId } = settling
  const { seats } = subscription
  const { addedLicenses, by, amount } = purchase
  const change = adding(addedLicenses)
  const total = seats.total + addedLicenses
  const event: OrderEvent = { event: 'quantityChanged', at, by, totalLicenses: total, charged: amount }
  const { invoice, line } = invoiceOf(purchase, subscription, settling)
  const after: Subscription = {
    ...subscription,
    seats: changed(seats, change),
    billed: [...subscription.billed, line],
    orderHistory: withEvent(subscription.orderHistory, event),
    purchaseId: null,
  }
  return {
    after,
    invoice,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: changes(subscription, { ...after, seats }),
        add: asAdd(change),
        when: [{ field: 'purchaseId', is: '=', value: purchase.id }],
        ifMatch: subscription._etag,
      },
      mark(purchase, 'settled'),
      ...issuedWrites(invoice, settling),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.quantityChanged', by, at, {
          subscription,
          facts: { from: seats.total, to: total, charged: { ...amount }, invoiceId: invoice.id },
        }),
      },
    ],
  }
}

/** The invoice of what was charged, with the line that the subscription keeps of it. */
export function invoiceOf(
  { bill, chargeKey }: Pick<Purchase, 'bill' | 'chargeKey'>,
  subscription: Subscription,
  { at, invoiceId, organisation, numbers, profile, card }: Settling,
) {
  return issue(
    subscription,
    { profile: profile.document, organisation, country: bill.country, numbers },
    { ...bill, id: invoiceId, at, state: 'paid', chargeKey, card },
  )
}

/** The invoice, its number, and the profile where it is the first on it. */
export function issuedWrites(invoice: Invoice, { numbers, profile }: Settling): readonly Write[] {
  return [
    { kind: 'create', document: invoice },
    ...(profile.isNew ? [{ kind: 'create', document: profile.document } as const] : []),
    ...numbers.writes(),
  ]
}

/** The subscription is gone by the time that the payment is known: nobody can be given what was paid for. */
export function refundPurchase(
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
  { at, auditId }: Pick<Settling, 'at' | 'auditId'>,
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
              set: { purchaseId: null },
              ifMatch: subscription._etag,
            } as const,
          ]
        : notThere(purchase)),
      ...(purchase.fromTrialId ? [letGo(purchase.fromTrialId, purchase)] : []),
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

/** Changes nothing, and is refused where the subscription is there after all, and was looked for too early. */
function notThere({ tenantId, subscriptionId }: Purchase): readonly Write[] {
  return [
    { kind: 'create', document: { id: subscriptionId, tenantId, type: 'nothing', schemaVersion: 1 } },
    { kind: 'delete', id: subscriptionId },
  ]
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

function refundOf(purchase: Purchase, because: 'purchaseGone' | 'subscriptionDeleted', at: Instant): Refund {
  const { tenantId, chargeKey, amount, subscriptionId, by } = purchase
  return newRefund({
    cause: chargeKey,
    tenantId,
    charges: [{ chargeKey, amount }],
    because,
    creditNoteId: null,
    subscriptionId,
    by,
    at,
  })
}

/** It stays as long as the request may be repeated, so that a late repeat finds what became of it. */
export function mark(purchase: Purchase, state: 'settled' | 'refunded'): Write {
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

/** The subscription waits for that purchase no more. */
export function letGo(subscriptionId: string, { id }: Pick<Purchase, 'id'>): Write {
  return {
    kind: 'patch',
    id: subscriptionId,
    set: { purchaseId: null },
    when: [{ field: 'purchaseId', is: '=', value: id }],
  }
}

/** Takes back what was written down and will never be paid: the gateway has declined the key, or made it void. */
export function giveUpPurchase(
  purchase: Stored<Purchase> & { readonly kind: 'subscription' | 'moreLicenses' },
): readonly Write[] {
  const gone = takeBack(purchase)
  switch (purchase.kind) {
    case 'subscription':
      return [
        gone,
        { kind: 'delete', id: purchase.subscriptionId },
        ...(purchase.fromTrialId ? [letGo(purchase.fromTrialId, purchase)] : []),
      ]
    case 'moreLicenses':
      return [gone, letGo(purchase.subscriptionId, purchase)]
  }
}

export function takeBack(purchase: Stored<Purchase>): Write {
  if (purchase.state !== 'pending')
    throw new Error(`Purchase ${purchase.id} was paid: it cannot be given up.`)
  return { kind: 'delete', id: purchase.id, ifMatch: purchase._etag }
}
