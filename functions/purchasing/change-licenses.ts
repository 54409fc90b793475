import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { startRaise } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { proratedRaise } from '#core/purchasing/quote.ts'
import { decideTotal, setTotal, totalLicensesMax } from '#core/seats/total-licenses.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, admins, buyers } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import type { Answer, Reply } from '../http/reply.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { changedSubscriptionShape, changedSubscriptionView } from '../subscriptions/view.ts'
import { payFor, purchaseIdFor, writeDown } from './payment.ts'

export const route = tenantRoute({
  summary:
    'Sets the total of licences, an absolute number; what purchasers add they pay for the rest of the term.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins],
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ totalLicenses: z.int().min(1).max(totalLicensesMax).describe('The new total') }),
  needsIfMatch: true,
  answers: { 200: { description: 'With the new total', body: changedSubscriptionShape, headers: ['ETag'] } },
  refusals: [
    'NotFound',
    'TakeControlRequired',
    'UnderAdminControl',
    'OperationInProgress',
    'SubscriptionDeleted',
    'SingleUserSubscription',
    'QuantityBelowAssigned',
    'QuantityIncreaseNotAllowed',
    'PaymentMethodNotSupported',
    'PaymentDeclined',
    'PaymentOutcomeUnknown',
    'PaymentRefunded',
  ],
  async handle(context) {
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
  },
})

const triesMax = 4

type Patch = TenantContext<{ id: string }, unknown, { totalLicenses: number }>

interface Found {
  readonly subscription: Stored<Subscription>
  readonly standing: Standing
}

/** A repeat after an unknown outcome, with the ETag of then or of now, goes on with the same payment. */
async function raiseThatWasAskedBefore(
  { services, caller, ifMatch, body }: Patch,
  subscription: Stored<Subscription>,
): Promise<Purchase | undefined> {
  const { raisePurchaseId } = subscription
  if (!raisePurchaseId || subscription.purchaserId !== caller.userId) return undefined
  const ofThen = purchaseIdFor(services, caller.tenantId, causeOf(subscription, ifMatch)) === raisePurchaseId
  if (!ofThen && ifMatch !== subscription._etag) return undefined
  const purchase = await services.documents.read<Purchase>(caller.tenantId, raisePurchaseId)
  return purchase?.askedHash === String(body.totalLicenses) ? purchase : undefined
}

/** Undefined when the subscription has changed in between: look again. */
async function changeTotal(context: Patch, { subscription, standing }: Found): Promise<Reply | undefined> {
  const { totalLicenses } = context.body
  const decided = decideTotal(subscription, standing, { totalLicenses, ifMatch: context.ifMatch })
  if (isRefusal(decided)) return decided
  return decided.change === 'paid' ? raise(context, { subscription, standing }) : changeForFree(context)
}

/** Charges what the added licences cost for the rest of the term, then adds them. (R099) */
async function raise(context: Patch, { subscription, standing }: Found): Promise<Reply | undefined> {
  const { services, caller, person, tenant, body } = context
  const at = services.clock.now()
  const addedLicenses = body.totalLicenses - subscription.seats.total
  const { total } = proratedRaise({ ...subscription, addedLicenses, on: dayOf(at), country: tenant.country })
  if (total.amount === 0) return changeForFree(context)
  if (subscription.paymentMethodId === null) {
    return refuse('PaymentMethodNotSupported', { because: 'noCardOnSubscription' })
  }
  const started = startRaise(subscription, {
    id: purchaseIdFor(services, caller.tenantId, causeOf(subscription, subscription._etag)),
    chargeKey: services.ids.next(),
    askedHash: String(body.totalLicenses),
    paymentMethodId: subscription.paymentMethodId,
    amount: total,
    addedLicenses,
    by: actorOf(caller, person),
    at,
    triedAt: services.machineClock.now(),
  })
  const purchase = await writeDown(services, started)
  return purchase && payFor(context, purchase, true, (after) => answerOf(context, standing, after))
}

function causeOf(subscription: Subscription, etag: string): string {
  return `${subscription.id}\n${etag}`
}

/** Anything that needs no payment, refusals included. */
function changeForFree(context: Patch): Promise<Reply> {
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
    const decided = decideTotal(subscription, standing, { totalLicenses, ifMatch: context.ifMatch })
    if (isRefusal(decided)) return decided
    if (decided.change === 'none') return { writes: [], ...done(subscription) }
    const set = setTotal(subscription, totalLicenses, by, at, documentId.audit(services.ids.next()))
    return { writes: set.writes, ...done(set.after) }
  })
}

function answerOf({ language }: Patch, standing: Standing, after: Subscription): Answer {
  return { status: 200, body: changedSubscriptionView(after, standing, language) }
}
