import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { startRaise } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { proratedRaise } from '#core/purchasing/quote.ts'
import { decideTotal, setTotal, totalLicensesMax } from '#core/seats/total-licenses.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, admins, isAny } from '../caller.ts'
import { change } from '../change.ts'
import { type Answer, type Call, door, guid, nothing, type Reply } from '../door.ts'
import { payFor, purchaseIdFor, writeDown } from '../purchases.ts'
import { findSubscription } from '../subscriptions.ts'
import { changedSubscriptionShape, subscriptionView } from '../views/subscription.ts'

export const subscriptionsChange = door({
  name: 'subscriptions-change',
  method: 'PATCH',
  route: '/tenants/{t}/subscriptions/{id}',
  summary:
    'Sets the total of licences, an absolute number; what a purchaser adds he pays for the rest of the term.',
  tag: 'Subscriptions',
  who: ['member', ...admins],
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ totalLicenses: z.int().min(1).max(totalLicensesMax) }),
  needsIfMatch: true,
  answers: { 200: { description: 'With the new total', body: changedSubscriptionShape } },
  refusals: [
    'NotFound',
    'PreconditionRequired',
    'PreconditionFailed',
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
  ],
  async handle(call) {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const subscription = await find(call)
      if (isRefusal(subscription)) return subscription
      const running = await raiseThatWasAskedBefore(call, subscription)
      if (running) return payFor(call, running, false, (after) => answerOf(call, after))
      const decided = decideTotal(subscription, wantedOf(call, subscription))
      if (isRefusal(decided)) return decided
      if (decided.change !== 'paid') return changeForFree(call)
      const reply = await raise(call, subscription)
      if (reply) return reply
    }
    throw new Unavailable('Too many others are changing this subscription at this moment.')
  },
})

const triesMax = 4

type Patch = Call<{ id: string }, unknown, { totalLicenses: number }>

async function find(call: Patch): Promise<Stored<Subscription> | Refusal> {
  const subscription = await findSubscription(call, call.params.id)
  if (isRefusal(subscription)) return subscription
  const admin = isAny(call.caller, admins)
  const own = subscription.purchaserId === call.caller.userId && subscription.channel !== 'central'
  if (admin || own) return subscription
  return refuse('Forbidden', 'This is for the purchaser, and for administrators.')
}

/** The purchaser as long as it is in his hands, an administrator too where it is his own purchase. */
function wantedOf(call: Patch, subscription: Subscription) {
  const purchaser = subscription.purchaserId === call.caller.userId && !subscription.controlledBy
  const as = isAny(call.caller, admins) && !purchaser ? ('admin' as const) : ('purchaser' as const)
  return { totalLicenses: call.body.totalLicenses, as, ifMatch: call.ifMatch }
}

/** A repeat after an unknown outcome, with the ETag of then or of now, goes on with the same payment. */
async function raiseThatWasAskedBefore(
  call: Patch,
  subscription: Stored<Subscription>,
): Promise<Purchase | undefined> {
  const { world, caller, ifMatch } = call
  const { raisePurchaseId } = subscription
  if (!raisePurchaseId || subscription.purchaserId !== caller.userId) return undefined
  const ofThen = purchaseIdFor(world, caller.tenantId, causeOf(subscription, ifMatch)) === raisePurchaseId
  if (!ofThen && ifMatch !== subscription._etag) return undefined
  const purchase = await world.documents.read<Purchase>(caller.tenantId, raisePurchaseId)
  return purchase?.askedHash === String(call.body.totalLicenses) ? purchase : undefined
}

/**
 * Charges what the added licences cost for the rest of the term, then adds them. Undefined when the subscription has
 * changed in between: look again. (R099)
 */
async function raise(call: Patch, subscription: Stored<Subscription>): Promise<Reply | undefined> {
  const { world, caller, person, tenant, body } = call
  const at = world.clock.now()
  const addedLicenses = body.totalLicenses - subscription.seats.total
  const { total } = proratedRaise({ ...subscription, addedLicenses, on: dayOf(at), country: tenant.country })
  if (total.amount === 0) return changeForFree(call)
  if (subscription.paymentMethodId === null) {
    return refuse('PaymentMethodNotSupported', 'There is no card on this subscription to pay with.')
  }
  const started = startRaise(subscription, {
    id: purchaseIdFor(world, caller.tenantId, causeOf(subscription, subscription._etag)),
    chargeKey: world.ids.next(),
    askedHash: String(body.totalLicenses),
    paymentMethodId: subscription.paymentMethodId,
    amount: total,
    addedLicenses,
    by: actorOf(caller, person),
    at,
  })
  const purchase = await writeDown(world, started)
  return purchase && payFor(call, purchase, true, (after) => answerOf(call, after))
}

function causeOf(subscription: Subscription, etag: string): string {
  return `${subscription.id}\n${etag}`
}

/** Anything that needs no payment, refusals included. */
function changeForFree(call: Patch): Promise<Reply> {
  const { world, caller, person, body } = call
  const at = world.clock.now()
  const by = actorOf(caller, person)
  let tried = false
  return change(call, caller.tenantId, async () => {
    const subscription = await find(call)
    if (isRefusal(subscription)) return subscription
    const done = (after: Subscription) => ({ answer: answerOf(call, after), etagOf: subscription.id })
    // After a lost answer the history has it already.
    const last = subscription.orderHistory.at(-1)
    const happened = last?.at === at && last.by.id === by.id && last.totalLicenses === body.totalLicenses
    if (tried && happened) return { writes: [], ...done(subscription) }
    tried = true
    const decided = decideTotal(subscription, wantedOf(call, subscription))
    if (isRefusal(decided)) return decided
    if (decided.change === 'none') return { writes: [], ...done(subscription) }
    const { totalLicenses } = body
    const set = setTotal(subscription, totalLicenses, by, at, documentId.audit(world.ids.next()))
    return { writes: set.writes, ...done(set.after) }
  })
}

function answerOf({ caller, language }: Patch, after: Subscription): Answer {
  const unsaved = { ...after, _etag: '' } as Stored<Subscription>
  const { etag: _unknown, ...body } = subscriptionView(unsaved, caller, language, true)
  return { status: 200, body }
}
