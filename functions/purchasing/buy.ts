import * as z from 'zod'
import { type Actor, auditEntry } from '#core/audit/audit-entry.ts'
import { isExpired, type PaymentMethod } from '#core/billing/payment-method.ts'
import { eligibilityCodes } from '#core/catalogue/eligibility.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { PaymentMethodId, SubscriptionId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { guestOf } from '#core/organisation/guest.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { type Started, startPurchase } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { billOfTerm, type Quote, quote } from '#core/purchasing/quote.ts'
import { withItsOnlyUser } from '#core/purchasing/sign-up.ts'
import { usedTrial, usedTrialId } from '#core/purchasing/used-trial.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import { deleted, refuseAction } from '#core/subscriptions/standing.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { profileIdForCard } from '../billing/books.ts'
import { invoiceOnAgreement } from '../billing/invoice-on-agreement.ts'
import { actorOf, people } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { answerOfTwin } from '../http/idempotency.ts'
import { linkTo } from '../http/links.ts'
import type { Answer, Reply } from '../http/reply.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { type Creation, createOnce } from '../http/transaction.ts'
import { findSubscription, standingOf } from '../subscriptions/find.ts'
import { changedSubscriptionShape, changedSubscriptionView } from '../subscriptions/view.ts'
import { type CardOrder, type Order, type OrderWithoutPayment, orderShape, productFor } from './order.ts'
import { payFor, purchaseIdFor, writeDown } from './payment.ts'

export const route = tenantRoute({
  summary: 'Buys with one’s own card, signs up for free, or buys centrally on the organisation’s agreement.',
  tag: 'Subscriptions',
  // Guests too: they are told that it is not for guests.
  who: people,
  params: z.object({ t: guid }),
  query: nothing,
  body: orderShape,
  answers: {
    201: {
      description: 'The active subscription',
      body: changedSubscriptionShape,
      headers: ['ETag', 'Location'],
    },
  },
  refusals: [
    'NotFound',
    'NotYourself',
    'EmailMismatch',
    ...eligibilityCodes,
    'BilledToPurchaser',
    'TrialUsed',
    'PaymentMethodExpired',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'UnderAdminControl',
    'OperationInProgress',
    'PaymentDeclined',
    'PaymentOutcomeUnknown',
    'PaymentRefunded',
  ],
  async handle(context) {
    const order = context.body
    if (order.channel === 'selfService') return buyWithCard(context, order)
    return createOnce(context, context.caller.tenantId, async () => {
      const product = productFor(context, order)
      return isRefusal(product) ? product : getWithoutPayment(context, order, product)
    })
  },
})

const triesMax = 8

/** Finds what a repeat of this request wrote down, or writes it down; then pays and answers. (R140, R141) */
async function buyWithCard(context: TenantContext, order: CardOrder): Promise<Reply> {
  const { services, caller, idempotency } = context
  const id = purchaseIdFor(services, caller.tenantId, idempotency?.id)
  for (let tries = 0; tries < triesMax; tries += 1) {
    const present = idempotency && (await services.documents.read<Purchase>(caller.tenantId, id))
    if (present && present.askedHash !== idempotency.bodyHash) return refuse('RepeatabilityMismatch')
    const started = present ? undefined : await start(context, order, id)
    // A twin of this request may have done it in between: then its answer counts, not our refusal.
    if (isRefusal(started)) return (await answerOfTwin(services, idempotency)) ?? started
    const purchase = present ?? (started && (await writeDown(services, started)))
    const reply = purchase && (await payFor(context, purchase, !present, (after) => created(context, after)))
    if (reply) return reply
  }
  throw new Unavailable('Too many repeats of this request at this moment.')
}

async function start(context: TenantContext, order: CardOrder, id: string): Promise<Started | Refusal> {
  const { services, caller, person, tenant } = context
  const product = productFor(context, order)
  if (isRefusal(product)) return product
  if (order.paymentMethodId === undefined) {
    const problem = { target: 'paymentMethodId', is: 'paymentMethodNeeded' } as const
    return refuse('InvalidRequest', { problems: [problem] }, { target: 'paymentMethodId' })
  }
  const paymentMethodId = order.paymentMethodId as PaymentMethodId
  const method = await services.documents.read<PaymentMethod>(caller.tenantId, paymentMethodId)
  if (method?.type !== 'paymentMethod' || method.ownerId !== caller.userId) return notFound()
  const quoted = quote({ ...order, product, country: tenant.country })
  if (isRefusal(quoted)) return quoted
  const by = actorOf(caller, person)
  const at = services.clock.now()
  if (isExpired(method, at)) return refuse('PaymentMethodExpired', {}, { target: 'paymentMethodId' })
  const trial = await trialOf(context, order)
  if (isRefusal(trial)) return trial
  const { totalLicenses } = order
  const { unitPrice } = quoted
  const billingProfileId = await profileIdForCard(services, method)
  const subscription = newSubscription({
    ...commonOf(context, order, product, by, at),
    state: 'pending',
    totalLicenses,
    unitPrice,
    billingProfileId,
  })
  const { startsOn: from, expirationDate: to } = subscription
  const bill = { what: 'purchase', unitPrice, seats: totalLicenses, from, to } as const
  return startPurchase(
    subscription,
    {
      id,
      chargeKey: services.ids.next(),
      askedHash: context.idempotency?.bodyHash ?? '',
      paymentMethodId,
      bill: billOfTerm({ ...bill, country: tenant.country }),
      by,
      at,
      triedAt: services.machineClock.now(),
    },
    trial,
  )
}

/** The caller's own trial of the same product, whose seat goes on in what is bought. (B21) */
async function trialOf(
  context: TenantContext,
  { fromTrial, productId }: CardOrder,
): Promise<Stored<Subscription> | Refusal | undefined> {
  if (fromTrial === undefined) return undefined
  const found = await findSubscription(context, fromTrial)
  if (isRefusal(found)) return refuse('NotFound', {}, { target: 'fromTrial' })
  const { subscription: trial, standing } = found
  const at = { target: 'fromTrial' }
  if (!standing.purchaser) return refuse('NotFound', {}, at)
  if (trial.state === 'deleted') return deleted(trial)
  if (trial.channel !== 'trial' || trial.productId !== findProduct(productId)?.id) {
    return refuse('InvalidRequest', { problems: [{ ...at, is: 'trialOfProduct' }] }, at)
  }
  return refuseAction('cancel', trial, standing) ?? trial
}

/** A central purchase goes on the agreement, a sign-up costs nothing: neither waits for a payment. (R001, R009, R060) */
export async function getWithoutPayment(
  context: TenantContext,
  order: OrderWithoutPayment,
  product: Product,
  /** Where it was quoted before, and holds. */
  before?: Quote,
): Promise<Creation | Refusal> {
  const { services, caller, person, tenant } = context
  const central = order.channel === 'central'
  const totalLicenses = central ? order.totalLicenses : 1
  const quoted = before ?? quote({ product, channel: order.channel, country: tenant.country, totalLicenses })
  if (isRefusal(quoted)) return quoted
  const by = actorOf(caller, person)
  const at = services.clock.now()
  const bought = newSubscription({
    ...commonOf(context, order, product, by, at),
    state: 'active',
    unitPrice: quoted.unitPrice,
    totalLicenses,
    ...(central ? { agreementId: order.agreementId ?? tenant.agreementId } : {}),
  })
  if (order.channel === 'trial') {
    const used = usedTrialId(caller.userId, product.id)
    if (await services.documents.read(caller.tenantId, used)) return refuse('TrialUsed')
  }
  const invoiced = central ? await onAgreement(context, bought, quoted) : undefined
  const { subscription, assignment } = central
    ? { subscription: invoiced?.subscription ?? bought, assignment: undefined }
    : withItsOnlyUser(bought, person)
  const audit = auditEntry(documentId.audit(services.ids.next()), 'subscription.purchased', by, at, {
    subscription,
    facts: { channel: order.channel, productId: product.id, totalLicenses },
  })
  return {
    writes: [
      { kind: 'create', document: subscription },
      ...(assignment ? [{ kind: 'create', document: assignment } as const] : []),
      ...(order.channel === 'signUp'
        ? [{ kind: 'create', document: guestOf(subscription, person, services.ids.next()) } as const]
        : []),
      ...(order.channel === 'trial'
        ? [{ kind: 'create', document: usedTrial(caller.tenantId, caller.userId, product.id) } as const]
        : []),
      ...(invoiced?.writes ?? []),
      { kind: 'create', document: audit },
    ],
    answer: created(context, subscription),
    etagOf: subscription.id,
    creates: subscription.id,
  }
}

/** The organisation is invoiced, and pays as its agreement says. */
async function onAgreement(
  { services, tenant }: TenantContext,
  subscription: ActiveSubscription,
  { unitPrice }: Quote,
): Promise<{ readonly subscription: ActiveSubscription; readonly writes: readonly Write[] }> {
  const { startsOn: from, expirationDate: to, seats, createdAt: at } = subscription
  const bill = billOfTerm({
    what: 'purchase',
    unitPrice,
    seats: seats.total,
    from,
    to,
    country: tenant.country,
  })
  const { line, writes, profile } = await invoiceOnAgreement(services, subscription, bill, at)
  return { subscription: { ...subscription, billingProfileId: profile.id, billed: [line] }, writes }
}

/** What a subscription has of the order and of who gives it, however it is paid. */
function commonOf(context: TenantContext, order: Order, product: Product, by: Actor, at: Instant) {
  return {
    id: context.services.ids.next() as SubscriptionId,
    tenant: context.tenant,
    purchaser: context.person,
    by,
    at,
    product,
    channel: order.channel,
    ...(order.source === undefined ? {} : { source: order.source }),
  }
}

function created({ services, caller, language }: TenantContext, subscription: Subscription): Answer {
  const { tenantId, id } = subscription
  const body = changedSubscriptionView(subscription, standingOf(caller, subscription), language)
  return {
    status: 201,
    body,
    headers: { Location: linkTo(services, `/tenants/${tenantId}/subscriptions/${id}`) },
  }
}
