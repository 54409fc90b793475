import * as z from 'zod'
import type { Actor } from '#core/audit/audit-entry.ts'
import { auditEntry } from '#core/audit/audit-entry.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Product } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { PaymentMethodId, SubscriptionId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { type Started, startPurchase } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { quote } from '#core/purchasing/quote.ts'
import { withItsOnlyUser } from '#core/purchasing/sign-up.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { apiVersion } from '../api-version.ts'
import { actorOf, people } from '../caller.ts'
import { type Creation, createOnce } from '../change.ts'
import { type Answer, type Call, door, guid, nothing, type Reply } from '../door.ts'
import { type CardOrder, type Order, type OrderWithoutPayment, orderShape, productFor } from '../orders.ts'
import { payFor, purchaseIdFor, writeDown } from '../purchases.ts'
import { answerAgain } from '../repeats.ts'
import { changedSubscriptionShape, subscriptionView } from '../views/subscription.ts'

export const subscriptionsCreate = door({
  name: 'subscriptions-create',
  method: 'POST',
  route: '/tenants/{t}/subscriptions',
  summary: 'Buys with one’s own card, signs up for free, or buys centrally on the organisation’s agreement.',
  tag: 'Subscriptions',
  // Guests too: they are told that it is not for guests.
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  body: orderShape,
  answers: { 201: { description: 'The active subscription', body: changedSubscriptionShape } },
  refusals: [
    'NotFound',
    'NotYourself',
    'EmailMismatch',
    'GuestNotAllowed',
    'TenantNotEligible',
    'TenantNotManaged',
    'MarketNotEligible',
    'AccountDisabled',
    'PersonalAccount',
    'PurchaseDisabledByPolicy',
    'TrialsOnlyByPolicy',
    'SignUpDisabled',
    'NotYetAvailable',
    'ProductNotOffered',
    'BilledToPurchaser',
    'PaymentDeclined',
    'PaymentOutcomeUnknown',
  ],
  async handle(call) {
    const order = call.body
    if (order.channel === 'selfService') return buyWithCard(call, order)
    return createOnce(call, call.caller.tenantId, async () => {
      const product = await productFor(call, order)
      return isRefusal(product) ? product : getWithoutPayment(call, order, product)
    })
  },
})

const triesMax = 8

/** Finds what a repeat of this request wrote down, or writes it down; then pays and answers. (R140, R141) */
async function buyWithCard(call: Call, order: CardOrder): Promise<Reply> {
  const { world, caller, repeat } = call
  const id = purchaseIdFor(world, caller.tenantId, repeat?.id)
  for (let tries = 0; tries < triesMax; tries += 1) {
    const present = repeat && (await world.documents.read<Purchase>(caller.tenantId, id))
    if (present && present.askedHash !== repeat.bodyHash) {
      return refuse('RepeatabilityMismatch', 'This Repeatability-Request-ID was used for another request.')
    }
    if (present) return payFor(call, present, false, (after) => created(call, after))
    const started = await start(call, order, id)
    // A twin of this request may have done it in between: then its answer counts, not our refusal.
    if (isRefusal(started)) return (await answerAgain(world, caller.tenantId, repeat)) ?? started
    const purchase = await writeDown(world, started)
    if (purchase) return payFor(call, purchase, true, (after) => created(call, after))
  }
  throw new Unavailable('Too many repeats of this request at this moment.')
}

async function start(call: Call, order: CardOrder, id: string): Promise<Started | Refusal> {
  const { world, caller, person, tenant } = call
  const product = await productFor(call, order)
  if (isRefusal(product)) return product
  if (order.paymentMethodId === undefined) {
    return refuse('InvalidRequest', 'Expected the id of one of your payment methods.', {
      target: 'paymentMethodId',
    })
  }
  const paymentMethodId = order.paymentMethodId as PaymentMethodId
  const method = await world.documents.read<PaymentMethod>(caller.tenantId, paymentMethodId)
  if (method?.type !== 'paymentMethod' || method.ownerId !== caller.userId) return notFound()
  const quoted = quote({ ...order, product, country: tenant.country })
  if (isRefusal(quoted)) return quoted
  const by = actorOf(caller, person)
  const at = world.clock.now()
  const { totalLicenses } = order
  const { unitPrice } = quoted
  const paid = { state: 'pending', totalLicenses, unitPrice, paymentMethodId } as const
  return startPurchase(newSubscription({ ...commonOf(call, order, product, by, at), ...paid }), {
    id,
    chargeKey: world.ids.next(),
    askedHash: call.repeat?.bodyHash ?? '',
    paymentMethodId,
    amount: quoted.total,
    addedLicenses: order.totalLicenses,
    by,
    at,
  })
}

/** A central purchase goes on the agreement, a sign-up costs nothing: neither waits for a payment. (R001, R009, R060) */
function getWithoutPayment(call: Call, order: OrderWithoutPayment, product: Product): Creation | Refusal {
  const { world, caller, person, tenant } = call
  const central = order.channel === 'central'
  const totalLicenses = central ? order.totalLicenses : 1
  const quoted = quote({ product, channel: order.channel, country: tenant.country, totalLicenses })
  if (isRefusal(quoted)) return quoted
  const by = actorOf(caller, person)
  const at = world.clock.now()
  const bought = newSubscription({
    ...commonOf(call, order, product, by, at),
    state: 'active',
    unitPrice: quoted.unitPrice,
    totalLicenses,
    ...(central ? { agreementId: order.agreementId ?? tenant.agreementId } : {}),
  })
  const { subscription, assignment } = central
    ? { subscription: bought, assignment: undefined }
    : withItsOnlyUser(bought, person)
  const audit = auditEntry(documentId.audit(world.ids.next()), 'subscription.purchased', by, at, {
    subscription,
    facts: { channel: order.channel, productId: product.id, totalLicenses },
  })
  return {
    writes: [
      { kind: 'create', document: subscription },
      ...(assignment ? [{ kind: 'create', document: assignment } as const] : []),
      { kind: 'create', document: audit },
    ],
    answer: created(call, subscription),
    etagOf: subscription.id,
    creates: subscription.id,
  }
}

/** What a subscription has of the order and of who gives it, however it is paid. */
function commonOf(call: Call, order: Order, product: Product, by: Actor, at: Instant) {
  return {
    id: call.world.ids.next() as SubscriptionId,
    tenant: call.tenant,
    purchaser: call.person,
    by,
    at,
    product,
    channel: order.channel,
    ...(order.source === undefined ? {} : { source: order.source }),
  }
}

function created({ world, caller, language }: Call, subscription: Subscription): Answer {
  const unsaved = { ...subscription, _etag: '' } as Stored<Subscription>
  const { etag: _unknown, ...body } = subscriptionView(unsaved, caller, language, true)
  const location = `${world.settings.publicBaseUrl}/tenants/${subscription.tenantId}/subscriptions/${subscription.id}?api-version=${apiVersion}`
  return { status: 201, body, headers: { Location: location } }
}
