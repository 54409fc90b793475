import type { Invoice } from '#core/billing/invoice.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Refund } from '#core/billing/refund.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { InvoiceId, TenantId } from '#core/kernel/ids.ts'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { addMilliseconds, dayOf, type Instant } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Charge } from '#core/ports/payments.ts'
import type { Started } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import {
  giveUpPurchase,
  nextStep,
  refundOfGone,
  refundPurchase,
  type Settled,
  settledBefore,
  settlePurchase,
} from '#core/purchasing/settle.ts'
import { declineRenewal, voidRenewal } from '#core/renewals/decline.ts'
import { giveUpInvoicePayment, settleInvoice } from '#core/renewals/pay-invoice.ts'
import { type SettlingRenewal, settleRenewal } from '#core/renewals/renew.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { booksToCredit, readAccount } from '../billing/books.ts'
import { giveBackSoon } from '../billing/give-back.ts'
import type { Idempotency } from '../http/idempotency.ts'
import type { Answer, Reply } from '../http/reply.ts'
import { type Change, change } from '../http/transaction.ts'
import type { Services } from '../jobs/job.ts'
import { sendMailsIn } from '../mail/message.ts'
import { readOrderingPartner } from '../partners/orderer.ts'

/** The steps of a purchase that its routes and the timer share; core/purchasing/settle.ts decides them. */

/** What is answered when it is paid; the invoice where one was issued or paid by it. */
export type AnswerTo = (subscription: Subscription, invoice: Invoice | null) => Answer

interface Within {
  readonly services: Services
  readonly idempotency?: Idempotency | undefined
}

/** While somebody set out to charge it so lately, they are on the way: others need not say that they are too. */
const triedLatelyMs = 60_000

/** Stores a purchase that is to be charged. Undefined when somebody else was faster: look again. */
export async function writeDown(
  { documents }: Services,
  { purchase, writes }: Started,
): Promise<Purchase | undefined> {
  const { tenantId, id, chargeKey } = purchase
  try {
    const commit = await documents.commit(tenantId, writes)
    return commit.committed ? purchase : undefined
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    // Under the same key somebody else may have begun it, with another card: theirs is the one that counts then.
    const present = await documents.read<Purchase>(tenantId, id)
    return present?.chargeKey === chargeKey ? present : undefined
  }
}

/**
 * Charges a purchase, once however often this is called, and settles it or gives it up. Undefined when nothing can come
 * of its key any more, because the timer made it void: start over. Whoever calls for a purchase that is not their own
 * fresh one first notes that they do, so that the timer waits. Whoever has just read the card need not have it read again.
 */
export async function payFor(
  within: Within,
  purchase: Purchase,
  fresh: boolean,
  answer: AnswerTo,
  card?: PaymentMethod,
): Promise<Reply | undefined> {
  const { services } = within
  if (purchase.state !== 'pending') return settle(within, purchase, answer)
  const { tenantId, paymentMethodId, chargeKey, amount } = purchase
  // The purchase may be one that somebody else wrote down under the same key, with another card.
  const method =
    card?.id === paymentMethodId
      ? card
      : await services.documents.read<PaymentMethod>(tenantId, paymentMethodId)
  // On a card that is gone nobody sets out any more: in time the timer makes its key void.
  if (method && !fresh && !(await noteTry(services, purchase))) return unknown(purchase)
  const charge = method
    ? await services.payments.charge(chargeKey, method.token, amount)
    : await services.payments.outcome(chargeKey)
  switch (nextStep(purchase, charge, services.machineClock.now())) {
    case 'settle':
      return settleCharged(within, purchase, answer)
    case 'giveUp':
      if ((await giveUp(services, purchase, charge)) === 'over') return settle(within, purchase, answer)
      return isDeclined(charge) ? refuse('PaymentDeclined') : undefined
    case 'makeVoid':
    case 'wait':
      return unknown(purchase)
  }
}

/** The money is taken: where the store is away now, the timer settles it, and nobody shall think that nothing was done. */
async function settleCharged(within: Within, purchase: Purchase, answer: AnswerTo): Promise<Reply> {
  try {
    return await settle(within, purchase, answer)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    within.services.log('warning', `A charge is not settled yet: ${error.message}`, {
      tenantId: purchase.tenantId,
    })
    return unknown(purchase)
  }
}

/** Asks the gateway what became of a charge that nobody asks about any more, and acts on it. */
export async function settleForsaken(services: Services, purchase: Purchase): Promise<void> {
  const act = async (charge: Charge): Promise<void> => {
    switch (nextStep(purchase, charge, services.machineClock.now())) {
      case 'settle':
        await settle({ services }, purchase, () => ({ status: 200 }))
        return
      case 'giveUp':
        await giveUp(services, purchase, charge)
        return
      case 'makeVoid':
        // What it says now is for ever, so it is not asked again.
        return act(await services.payments.voidKey(purchase.chargeKey))
      case 'wait':
        return
    }
  }
  await act(await services.payments.outcome(purchase.chargeKey))
}

function isDeclined(charge: Charge): boolean {
  return charge.charged === false && charge.because === 'declined'
}

async function noteTry({ documents, machineClock }: Services, purchase: Purchase): Promise<boolean> {
  const { tenantId, id, chargeKey, triedAt } = purchase
  const now = machineClock.now()
  if (triedAt > addMilliseconds(now, -triedLatelyMs)) return true
  const commit = await documents.commit(tenantId, [
    {
      kind: 'patch',
      id,
      set: { triedAt: now },
      when: [
        { field: 'state', is: '=', value: 'pending' },
        { field: 'chargeKey', is: '=', value: chargeKey },
      ],
    },
  ])
  return commit.committed
}

/**
 * Gives what was paid for; where that cannot be any more, writes down that the money goes back, and gives it back. Only
 * what is written down goes back: a twin of the request may be faster, and give what was paid for.
 */
async function settle(within: Within, charged: Purchase, answer: AnswerTo): Promise<Reply> {
  const { services } = within
  const { tenantId, id, chargeKey, subscriptionId } = charged
  let owed: Refund | undefined
  const owing = (refund: Refund) => async () => {
    owed = refund
  }
  const reply = await change(within, tenantId, async (): Promise<Change> => {
    const read = await services.documents.readTogether<[Purchase, Subscription]>(tenantId, [
      id,
      subscriptionId,
    ])
    // A settled one that is gone was kept as long as it may be repeated, and has ended in this moment.
    const purchase = read[0] ?? (charged.state === 'settled' ? charged : undefined)
    if (purchase?.chargeKey !== chargeKey) {
      const { refund, writes } = await refundGone(services, charged, purchase)
      return { writes, answer: unknown(charged), afterwards: owing(refund) }
    }
    // Read side by side, the one may be newer than the other; read after it, it is not.
    const subscription = read[1] ?? (await services.documents.read<Subscription>(tenantId, subscriptionId))
    // A client library that has lost its session's token may read even that too early.
    if (purchase.state === 'settled' && !subscription)
      throw new Unavailable('What was bought is there, and cannot be seen yet.')
    if (purchase.kind === 'invoice') return settleOpenInvoice(services, purchase, subscription, answer)
    const settled = await decideToSettle(services, purchase, subscription)
    if ('after' in settled) {
      const invoice = settled.invoice ?? (await invoicePaidBy(services, purchase, settled.after))
      return {
        writes: settled.writes,
        answer: answer(settled.after, invoice),
        // Who pays an invoice is answered with that; who buys, with what they bought.
        etagOf: purchase.kind === 'renewal' && invoice ? invoice.id : subscriptionId,
        ...(purchase.kind === 'renewal' ? { afterwards: () => sendMailsIn(services, settled.writes) } : {}),
      }
    }
    if (!subscription) logRefund(services, charged, 'whose subscription is gone')
    const { refund, writes } = settled
    return { writes, answer: refuse('PaymentRefunded'), afterwards: owing(refund) }
  })
  if (owed) await giveBackSoon(services, owed)
  return reply
}

/** The invoice of a renewal that somebody has settled before; its line knows the key that paid it. */
async function invoicePaidBy(
  { documents }: Services,
  { kind, tenantId, chargeKey, invoiceId }: Purchase,
  { billed }: Subscription,
): Promise<Invoice | null> {
  const paidId = billed.find((line) => line.chargeKey === chargeKey)?.invoiceId ?? invoiceId
  if (kind !== 'renewal' || paidId === null) return null
  const invoice = await documents.read<Invoice>(tenantId, paidId)
  if (invoice?.state === 'declined') throw new Unavailable('What was paid cannot be seen yet.')
  return invoice ?? null
}

async function decideToSettle(
  services: Services,
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
): Promise<Settled> {
  const at = services.clock.now()
  const over = settledBefore(purchase, subscription, { at })
  if (over) return over
  const auditId = documentId.audit(services.ids.next())
  if (!subscription) return refundPurchase(purchase, subscription, { at, auditId })
  const settling = await settlingOf(services, purchase, subscription, at, auditId)
  if (settling.trial && settling.trial.purchaseId !== purchase.id)
    throw new Unavailable('The trial waits for this purchase, and cannot be seen to do so yet.')
  switch (purchase.kind) {
    case 'subscription':
    case 'moreLicenses':
      return settlePurchase({ ...purchase, kind: purchase.kind }, subscription, settling)
    case 'renewal':
      return settleRenewal(purchase, subscription, settling)
    case 'invoice':
      throw new Error(`${purchase.id} pays an invoice that no term waits for.`)
  }
}

/** Everything that is read to settle a purchase, or to give it up. */
export async function settlingOf(
  services: Services,
  { paymentMethodId, fromTrialId }: Partial<Pick<Purchase, 'paymentMethodId' | 'fromTrialId'>>,
  subscription: Stored<Subscription>,
  at: Instant,
  auditId: string,
): Promise<SettlingRenewal & { readonly country: string; readonly card: Stored<PaymentMethod> | null }> {
  const { tenantId, seats, unpaid } = subscription
  const account = await readAccount(services, subscription, at, paymentMethodId)
  const { numbers, tenant } = account
  return {
    ...account,
    purchaser: account.purchaser ?? (await readOrderingPartner(services, subscription, at)),
    at,
    auditId,
    invoiceId: services.ids.next() as InvoiceId,
    organisation: tenant.displayName,
    country: tenant.country,
    card: account.card ?? null,
    trial: fromTrialId ? await services.documents.read<Subscription>(tenantId, fromTrialId) : undefined,
    traceparent: '',
    books: unpaid
      ? await booksToCredit(services, subscription, seats.total, dayOf(at), at, numbers)
      : undefined,
  }
}

async function settleOpenInvoice(
  services: Services,
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
  answer: AnswerTo,
): Promise<Change> {
  const { tenantId, paymentMethodId, invoiceId } = purchase
  if (invoiceId === null || !subscription) throw new Error(`Payment ${purchase.id} is of no invoice.`)
  const [invoice, card] = await services.documents.readTogether<[Invoice, PaymentMethod]>(tenantId, [
    invoiceId,
    paymentMethodId,
  ])
  if (!invoice) throw new Error(`Invoice ${invoiceId} is gone.`)
  if (purchase.state !== 'pending')
    return { writes: [], answer: answer(subscription, invoice), etagOf: invoiceId }
  const { after, writes } = settleInvoice(purchase, invoice, subscription, {
    at: services.clock.now(),
    auditId: documentId.audit(services.ids.next()),
    card: card ?? null,
  })
  return { writes, answer: answer(subscription, after), etagOf: invoiceId }
}

/** A charge whose purchase is gone is written down once, whoever finds it. */
async function refundGone(services: Services, charged: Purchase, inItsPlace: Purchase | undefined) {
  const gone = refundOfGone(charged, inItsPlace, services.clock.now())
  const present = await services.documents.read<Refund>(charged.tenantId, gone.refund.id)
  if (present) return { refund: present, writes: [] }
  logRefund(services, charged, 'that is gone')
  return gone
}

function logRefund({ log }: Services, { chargeKey, tenantId }: Purchase, what: string): void {
  log('error', `Charge ${chargeKey} is for a purchase ${what}: it is refunded.`, { tenantId })
}

/** `over` when somebody else has decided it meanwhile: then there is nothing to give up. */
async function giveUp(
  services: Services,
  { tenantId, id, chargeKey }: Purchase,
  charge: Charge,
): Promise<'givenUp' | 'over'> {
  let outcome: 'givenUp' | 'over' = 'givenUp'
  await change({ services }, tenantId, async (): Promise<Change> => {
    const purchase: Stored<Purchase> | undefined = await services.documents.read<Purchase>(tenantId, id)
    // Another try stands in its place, or somebody has just settled it, or found out that the money goes back.
    const ours = purchase?.chargeKey === chargeKey ? purchase : undefined
    outcome = ours && ours.state !== 'pending' ? 'over' : 'givenUp'
    if (!ours || outcome === 'over') return { writes: [], answer: { status: 204 } }
    return { answer: { status: 204 }, ...(await givingUp(services, ours, charge)) }
  })
  return outcome
}

async function givingUp(
  services: Services,
  purchase: Stored<Purchase>,
  charge: Charge,
): Promise<Pick<Change, 'writes' | 'afterwards'>> {
  switch (purchase.kind) {
    case 'subscription':
    case 'moreLicenses':
      return { writes: giveUpPurchase({ ...purchase, kind: purchase.kind }) }
    case 'invoice':
      return { writes: giveUpInvoicePayment(purchase) }
    case 'renewal': {
      if (!isDeclined(charge)) return { writes: voidRenewal(purchase) }
      const { tenantId, subscriptionId } = purchase
      const subscription = await services.documents.read<Subscription>(tenantId, subscriptionId)
      if (!subscription) throw new Unavailable('The subscription cannot be seen yet.')
      const at = services.clock.now()
      const auditId = documentId.audit(services.ids.next())
      const settling = await settlingOf(services, purchase, subscription, at, auditId)
      const writes = declineRenewal(subscription, 'declined', settling, purchase)
      return { writes, afterwards: () => sendMailsIn(services, writes) }
    }
  }
}

/** A change of the total has no id to repeat it under: it is found again by its ETag. */
function unknown({ kind }: Purchase): RefusalOf<'PaymentOutcomeUnknown'> {
  const because = outcomeUnknown[kind]
  return refuse('PaymentOutcomeUnknown', { because, retryAfterMs: 2_000 })
}

const outcomeUnknown = {
  subscription: 'chargeUnknown',
  moreLicenses: 'raiseUnknown',
  renewal: 'paymentUnknown',
  invoice: 'paymentUnknown',
} as const satisfies Record<Purchase['kind'], string>

/** Stable for one tenant's purchase, so that every repeat of a request finds what the first one wrote down. */
export function purchaseIdFor({ ids }: Services, tenantId: TenantId, cause: string | undefined): string {
  return cause === undefined ? ids.next() : ids.derive(`purchase\n${tenantId}\n${cause}`)
}
