import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import type { Invoice } from '../billing/invoice.ts'
import { cardShown } from '../billing/payment-method.ts'
import { newRefund } from '../billing/refund.ts'
import { changes } from '../kernel/changes.ts'
import type { InvoiceId, PaymentMethodId } from '../kernel/ids.ts'
import { money } from '../kernel/money.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { newPurchase, type Started } from '../purchasing/order.ts'
import type { Purchase } from '../purchasing/purchase.ts'
import { letGo, mark, type Settling, takeBack } from '../purchasing/settle.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** The invoice that a card of the caller is to pay by hand, where no term waits for it: one on an agreement. */
export function startInvoicePayment(
  invoice: Stored<Invoice>,
  start: {
    readonly purchaseId: string
    readonly chargeKey: string
    readonly paymentMethodId: PaymentMethodId
    readonly askedHash?: string
    readonly by: Actor
    readonly at: Instant
    readonly triedAt: Instant
  },
): Started {
  const [line] = invoice.lines
  if (!line) throw new Error(`Invoice ${invoice.number} has no line.`)
  const { what, unitPrice, seats, from, days, termDays } = line
  const rest = invoice.total.amount - invoice.credited
  const purchase = newPurchase(
    'invoice',
    { id: invoice.subscriptionId, tenantId: invoice.tenantId },
    {
      id: start.purchaseId,
      chargeKey: start.chargeKey,
      askedHash: start.askedHash ?? '',
      paymentMethodId: start.paymentMethodId,
      bill: {
        what: what === 'credit' ? 'purchase' : what,
        unitPrice,
        seats,
        from,
        days,
        termDays,
        country: invoice.taxCountry,
        net: invoice.net,
        tax: invoice.tax,
        total: { ...invoice.total, amount: rest },
      },
      invoiceId: invoice.id,
      by: start.by,
      at: start.at,
      triedAt: start.triedAt,
    },
  )
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      { kind: 'patch', id: invoice.id, set: { purchaseId: purchase.id }, ifMatch: invoice._etag },
    ],
  }
}

/** Such an invoice is paid: what goes back of it from now on goes back to the card. */
export function settleInvoice(
  purchase: Purchase,
  invoice: Stored<Invoice>,
  subscription: Stored<Subscription> | undefined,
  { at, auditId, card }: Pick<Settling, 'at' | 'auditId' | 'card'>,
): { readonly after: Invoice; readonly writes: readonly Write[] } {
  const paidWith = card ? cardShown(card) : null
  const isAllCredited = invoice.credited === invoice.total.amount
  const state = isAllCredited ? 'credited' : 'paid'
  const after: Invoice = { ...invoice, state, paidAt: at, paidWith, purchaseId: null }
  const isBilled = subscription?.billed.some(({ invoiceId }) => invoiceId === invoice.id)
  return {
    after,
    writes: [
      { kind: 'replace', document: after, ifMatch: invoice._etag },
      mark(purchase, 'settled'),
      ...(subscription && isBilled
        ? [
            {
              kind: 'patch',
              id: subscription.id,
              set: changes(subscription, paidByCard(subscription, purchase)),
              ifMatch: subscription._etag,
            } as const,
          ]
        : []),
      {
        kind: 'create',
        document: auditEntry(auditId, 'invoice.paid', purchase.by, at, {
          tenantId: purchase.tenantId,
          facts: { invoiceId: invoice.id, charged: { ...purchase.amount } },
        }),
      },
      ...creditedMeanwhile(purchase, invoice, at),
    ],
  }
}

function paidByCard(subscription: Subscription, { invoiceId, chargeKey }: Purchase): Subscription {
  const billed = subscription.billed.map((line) =>
    line.invoiceId === invoiceId ? { ...line, chargeKey } : line,
  )
  return { ...subscription, billed }
}

/** What was credited between the asking for the charge and its end was paid all the same: it goes back. */
function creditedMeanwhile(purchase: Purchase, invoice: Invoice, at: Instant): readonly Write[] {
  const { tenantId, chargeKey, amount, subscriptionId, by } = purchase
  const over = amount.amount - (invoice.total.amount - invoice.credited)
  if (over <= 0) return []
  const refund = newRefund({
    cause: purchase.id,
    tenantId,
    charges: [{ chargeKey, amount: money(over, amount.currency) }],
    because: 'fewerLicenses',
    creditNoteId: null,
    subscriptionId,
    by,
    at,
  })
  return [{ kind: 'create', document: refund }]
}

/** It was declined, or its key is void: the invoice can be paid again. */
export function giveUpInvoicePayment(purchase: Stored<Purchase>): readonly Write[] {
  const invoiceId = purchase.invoiceId as InvoiceId
  return [takeBack(purchase), letGo(invoiceId, purchase)]
}
