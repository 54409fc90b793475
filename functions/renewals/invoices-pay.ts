import * as z from 'zod'
import type { Invoice } from '#core/billing/invoice.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Started } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { findInvoice } from '../billing/find-invoice.ts'
import { invoiceShape, invoiceView } from '../billing/invoice-view.ts'
import { billPayers, refuseChange } from '../billing/whose.ts'
import type { TenantContext } from '../http/context.ts'
import { answerOfTwin } from '../http/idempotency.ts'
import type { Reply } from '../http/reply.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { type AnswerTo, payFor, writeDown } from '../purchasing/payment.ts'
import { type Paying, startPayment } from './start-payment.ts'

export const route = tenantRoute({
  summary:
    'Pays an invoice with a card; what waits for it is renewed. Where the term that it was for is over by now, the answer is the invoice of the new one, which begins today.',
  tag: 'Payment',
  who: billPayers,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    paymentMethodId: guid
      .optional()
      .describe('One of the caller’s own cards; that of the billing profile when absent'),
  }),
  answers: { 200: { description: 'The invoice, paid', body: invoiceShape, headers: ['ETag'] } },
  refusals: [
    'NotFound',
    'AlreadyPaid',
    'InvoiceNotPayable',
    'OperationInProgress',
    'PaymentMethodNotSupported',
    'PaymentMethodExpired',
    'PaymentDeclined',
    'PaymentOutcomeUnknown',
    'PaymentRefunded',
  ],
  async handle(context) {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const reply = await pay(context)
      // A twin of this request may have done it in between: then its answer counts, not our refusal.
      if (isRefusal(reply)) return (await answerOfTwin(context.services, context.idempotency)) ?? reply
      if (reply) return reply
    }
    throw new Unavailable('Too many others are paying this invoice at this moment.')
  },
})

/** Of twenty at once one begins, and the others go on with the same payment. */
const triesMax = 8

type Pay = TenantContext<{ id: string }, unknown, Paying>

/** Undefined when it has changed in between: look again. (R155) */
async function pay(context: Pay): Promise<Reply | undefined> {
  const { services, caller, params } = context
  const invoice = await findInvoice(context, params.id)
  if (isRefusal(invoice)) return invoice
  const forbidden = refuseChange(caller, invoice)
  if (forbidden) return forbidden
  if (invoice.kind === 'creditNote') return refuse('InvoiceNotPayable', { state: 'creditNote' })
  if (invoice.state === 'paid' || invoice.state === 'credited') return paidBefore(context, invoice)
  const { tenantId, subscriptionId, id } = invoice
  const subscription = await services.documents.read<Subscription>(tenantId, subscriptionId)
  const term = subscription?.unpaid?.invoiceId === id ? subscription : undefined
  const underWay = term ? term.purchaseId : invoice.purchaseId
  if (underWay !== null) return goOn(context, invoice, underWay)
  if (term?.operationId) return refuse('OperationInProgress', { operationId: term.operationId })
  const started = await startPayment(context, invoice, term, askedHashOf(context))
  if (isRefusal(started)) return started
  return begin(context, started)
}

async function begin(context: Pay, started: Started): Promise<Reply | undefined> {
  const purchase = await writeDown(context.services, started)
  return purchase && payFor(context, purchase, true, answerTo(context))
}

/** A payment is under way: the caller's own for this invoice goes on, of any other they hear that there is one. */
async function goOn(context: Pay, invoice: Stored<Invoice>, id: string): Promise<Reply | undefined> {
  const { services, caller } = context
  const purchase = await services.documents.read<Purchase>(caller.tenantId, id)
  if (purchase && isOwnFor(context, invoice, purchase)) {
    return payFor(context, purchase, false, answerTo(context))
  }
  // It may have ended between the one reading and the other.
  if (purchase?.state !== 'pending') return undefined
  return refuse('PaymentOutcomeUnknown', { because: 'paymentUnderWay', retryAfterMs: 2_000 })
}

/** Whoever repeats a request whose outcome nobody knew hears how it ended; anybody else pays nothing any more. */
async function paidBefore(context: Pay, invoice: Stored<Invoice>): Promise<Reply | undefined> {
  const asked = askedHashOf(context)
  if (asked !== '') {
    const ended = await endedPaymentOf(context, invoice, asked)
    if (ended) return payFor(context, ended, false, answerTo(context))
  }
  return invoice.state === 'paid' ? refuse('AlreadyPaid') : refuse('InvoiceNotPayable', { state: 'credited' })
}

async function endedPaymentOf(
  context: Pay,
  invoice: Stored<Invoice>,
  asked: string,
): Promise<Purchase | undefined> {
  const where = [
    { field: 'type', is: '=', value: 'purchase' },
    { field: 'subscriptionId', is: '=', value: invoice.subscriptionId },
    { field: 'askedHash', is: '=', value: asked },
  ] as const
  const { items } = await context.services.documents.page<Purchase>(invoice.tenantId, { where }, { size: 1 })
  const [purchase] = items
  return purchase && isOwnFor(context, invoice, purchase) && purchase.state === 'settled'
    ? purchase
    : undefined
}

function isOwnFor({ caller }: Pay, { id }: Invoice, purchase: Purchase): boolean {
  return purchase.invoiceId === id && purchase.by.id === caller.userId
}

/** Tells a repeat of this request from every other. */
function askedHashOf({ idempotency }: Pay): string {
  return idempotency ? `${idempotency.id}:${idempotency.bodyHash}` : ''
}

function answerTo({ services }: Pay): AnswerTo {
  return (subscription, invoice): Exclude<Reply, Refusal> => {
    if (!invoice) throw new Error(`A payment for ${subscription.id} has no invoice.`)
    return { status: 200, body: invoiceView(services, invoice) }
  }
}
