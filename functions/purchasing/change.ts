import * as z from 'zod'
import { isExpired, type PaymentMethod } from '#core/billing/payment-method.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type Refusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { startRaise } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { proratedRaise } from '#core/purchasing/quote.ts'
import { decideTotal, lowerTotal, raiseTotal, totalLicensesMax } from '#core/seats/total-licenses.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { booksToCredit, readAccount } from '../billing/books.ts'
import { giveBackIn } from '../billing/give-back.ts'
import { invoiceOnAgreement } from '../billing/invoice-on-agreement.ts'
import { actorOf, admins, buyers } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import type { Answer, Reply } from '../http/reply.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { changedSubscriptionShape, changedSubscriptionView } from '../subscriptions/view.ts'
import { payFor, purchaseIdFor, writeDown } from './payment.ts'
import { switchRenewal } from './switch-renewal.ts'

export const route = tenantRoute({
  summary:
    'Sets the total of licences, an absolute number, or whether another term follows. What is added is charged by the day; what goes, goes at once, and is refunded by the day within seven days.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins],
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    totalLicenses: z.int().min(1).max(totalLicensesMax).optional().describe('The new total'),
    autoRenew: z.boolean().optional().describe('Whether another term follows this one'),
  }),
  needsIfMatch: true,
  answers: { 200: { description: 'As it is now', body: changedSubscriptionShape, headers: ['ETag'] } },
  refusals: [
    'NotFound',
    'TakeControlRequired',
    'UnderAdminControl',
    'OperationInProgress',
    'SubscriptionDeleted',
    'SingleUserSubscription',
    'QuantityBelowAssigned',
    'QuantityIncreaseNotAllowed',
    'SubscriptionNotActive',
    'PaymentOverdue',
    'TooManyRaises',
    'NotSelfService',
    'PaymentMethodExpired',
    'PaymentMethodNotSupported',
    'PaymentDeclined',
    'PaymentOutcomeUnknown',
    'PaymentRefunded',
  ],
  async handle(context) {
    const { totalLicenses, autoRenew } = context.body
    if (totalLicenses !== undefined && autoRenew !== undefined) return problem('oneAtATime')
    if (autoRenew !== undefined) return switchRenewal(context, autoRenew)
    if (totalLicenses === undefined) return problem('nothingToChange')
    return setTotal({ ...context, body: { totalLicenses } })
  },
})

function problem(is: 'nothingToChange' | 'oneAtATime'): RefusalOf<'InvalidRequest'> {
  const target = 'totalLicenses'
  return refuse('InvalidRequest', { problems: [{ target, is }] }, { target })
}

const triesMax = 4

type Patch = TenantContext<{ id: string }, unknown, { totalLicenses: number }>

interface Found {
  readonly subscription: Stored<Subscription>
  readonly standing: Standing
}

async function setTotal(context: Patch): Promise<Reply> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const running = await raiseThatWasAskedBefore(context, found.subscription)
    const reply = running
      ? await payFor(context, running, false, (after) => answerOf(context, found.standing, after))
      : await changeTotal(context, found)
    if (reply) return reply
  }
  throw new Unavailable('Too many others are changing this subscription at this moment.')
}

/** A repeat after an unknown outcome, with the ETag of then or of now, goes on with the same payment. */
async function raiseThatWasAskedBefore(
  { services, caller, ifMatch, body }: Patch,
  subscription: Stored<Subscription>,
): Promise<Purchase | undefined> {
  const { purchaseId } = subscription
  if (!purchaseId || subscription.purchaserId !== caller.userId) return undefined
  const ofThen = purchaseIdFor(services, caller.tenantId, causeOf(subscription, ifMatch)) === purchaseId
  if (!ofThen && ifMatch !== subscription._etag) return undefined
  const purchase = await services.documents.read<Purchase>(caller.tenantId, purchaseId)
  return purchase?.askedHash === String(body.totalLicenses) ? purchase : undefined
}

/** Undefined when the subscription has changed in between: look again. */
async function changeTotal(context: Patch, { subscription, standing }: Found): Promise<Reply | undefined> {
  const { totalLicenses } = context.body
  const wanted = { totalLicenses, ifMatch: context.ifMatch }
  const decided = decideTotal(subscription, standing, wanted, dayOf(context.services.clock.now()))
  if (isRefusal(decided)) return decided
  return decided.change === 'more' && subscription.channel === 'selfService'
    ? raise(context, { subscription, standing })
    : changeWithoutCard(context)
}

/** Charges what the added licences cost for the rest of the term, then adds them. (R099) */
async function raise(context: Patch, { subscription, standing }: Found): Promise<Reply | undefined> {
  const { services, caller, person, tenant, body } = context
  const at = services.clock.now()
  const addedLicenses = body.totalLicenses - subscription.seats.total
  const bill = proratedRaise({ ...subscription, addedLicenses, on: dayOf(at), country: tenant.country })
  if (bill.total.amount === 0) return changeWithoutCard(context)
  const account = await readAccount(services, subscription, at)
  const card = usable(account.card, at)
  if (isRefusal(card)) return card
  const buying = {
    id: purchaseIdFor(services, caller.tenantId, causeOf(subscription, subscription._etag)),
    chargeKey: services.ids.next(),
    askedHash: String(body.totalLicenses),
    paymentMethodId: card.id,
    bill,
    addedLicenses,
    by: actorOf(caller, person),
    at,
    triedAt: services.machineClock.now(),
  }
  const started = startRaise(subscription, buying, account.profile)
  const purchase = await writeDown(services, started)
  return purchase && payFor(context, purchase, true, (after) => answerOf(context, standing, after))
}

/** The card that pays for what is added. */
function usable(
  card: PaymentMethod | undefined,
  at: Instant,
): PaymentMethod | Refusal<'PaymentMethodNotSupported' | 'PaymentMethodExpired'> {
  if (!card) return refuse('PaymentMethodNotSupported', { because: 'noCard' })
  return isExpired(card, at) ? refuse('PaymentMethodExpired') : card
}

function causeOf(subscription: Subscription, etag: string): string {
  return `${subscription.id}\n${etag}`
}

/** Anything for which no card is charged, refusals included. */
function changeWithoutCard(context: Patch): Promise<Reply> {
  const { services, caller, person, body } = context
  const at = services.clock.now()
  const by = actorOf(caller, person)
  let tried = false
  return change(context, caller.tenantId, async () => {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { subscription, standing } = found
    const done = (after: Subscription) => ({
      answer: answerOf(context, standing, after),
      etagOf: subscription.id,
    })
    // After a lost answer the history has it already.
    const last = subscription.orderHistory.at(-1)
    const happened = last?.at === at && last.by.id === by.id && last.totalLicenses === body.totalLicenses
    if (tried && happened) return { writes: [], ...done(subscription) }
    tried = true
    const { totalLicenses } = body
    const decided = decideTotal(
      subscription,
      standing,
      { totalLicenses, ifMatch: context.ifMatch },
      dayOf(at),
    )
    if (isRefusal(decided)) return decided
    if (decided.change === 'none') return { writes: [], ...done(subscription) }
    const set = { totalLicenses, by, at, auditId: documentId.audit(services.ids.next()) }
    if (decided.change === 'less') {
      const seats = subscription.seats.total - totalLicenses
      const books = await booksToCredit(services, subscription, seats, dayOf(at), at)
      const lowered = lowerTotal(subscription, set, books)
      const afterwards = () => giveBackIn(services, lowered.writes)
      return { writes: lowered.writes, afterwards, ...done(lowered.after) }
    }
    const invoiced = await invoiceOfMore(context, subscription, at)
    const raised = raiseTotal(subscription, set, invoiced?.line)
    return { writes: [...raised.writes, ...(invoiced?.writes ?? [])], ...done(raised.after) }
  })
}

/** What is added on an agreement is invoiced by the day. */
async function invoiceOfMore({ services, tenant, body }: Patch, subscription: Subscription, at: Instant) {
  const addedLicenses = body.totalLicenses - subscription.seats.total
  const bill = proratedRaise({ ...subscription, addedLicenses, on: dayOf(at), country: tenant.country })
  return bill.total.amount === 0 ? undefined : invoiceOnAgreement(services, subscription, bill, at)
}

function answerOf({ language }: Patch, standing: Standing, after: Subscription): Answer {
  return { status: 200, body: changedSubscriptionView(after, standing, language) }
}
