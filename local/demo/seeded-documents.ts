import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { unitPriceOf } from '#core/catalogue/prices.ts'
import { findProduct } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { PaymentMethodId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { addMilliseconds, addMonths, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { type Assignment, newSeat } from '#core/seats/assignment.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { deriveGuid } from '#infra/ids.ts'
import type { SubscriptionSeed, TenantSeed, UserSeed } from '../system/organisation.ts'

/** People by id: documents keep names as they were. */
export type Names = Map<string, Pick<UserSeed, 'displayName' | 'userPrincipalName'>>

const dayMs = 24 * 3600 * 1_000

/** What a purchase of then looks like today. */
export function subscriptionOf(
  seed: SubscriptionSeed,
  tenant: TenantSeed,
  names: Names,
  today: string,
): ActiveSubscription {
  const { channel, purchaserId, totalLicenses, holderCount, controlledBy } = seed
  const product = findProduct(seed.productId)
  const unitPrice = product && unitPriceOf(product, channel, tenant.country)
  if (!product || !unitPrice) throw new Error(`${seed.productId} is not offered on ${channel}.`)
  const tenantId = tenant.id as TenantId
  const at = addMilliseconds(today as Instant, -seed.boughtDaysAgo * dayMs)
  const actor = (id: string) => ({ id, name: nameOf(names, id).displayName, tenantId })
  const bought = newSubscription({
    id: seed.id as SubscriptionId,
    state: 'active',
    tenant: { tenantId },
    purchaser: { userId: purchaserId as UserId, displayName: nameOf(names, purchaserId).displayName },
    by: actor(purchaserId),
    at,
    product,
    channel,
    unitPrice,
    totalLicenses,
    ...(channel === 'selfService' ? { paymentMethodId: cardIdOf(purchaserId) } : {}),
    ...(channel === 'central' ? { agreementId: tenant.agreementId } : {}),
  })
  const taken = controlledBy === null ? null : { ...actor(controlledBy), at: addMilliseconds(at, dayMs) }
  return {
    ...bought,
    seats: {
      total: totalLicenses,
      assigned: holderCount,
      reserved: 0,
      available: totalLicenses - holderCount,
    },
    expirationDate: endOfTerm(bought, dayOf(today as Instant)),
    controlledBy: taken,
    orderHistory: [
      ...bought.orderHistory,
      ...(taken ? [{ event: 'controlTaken', at: taken.at, by: actor(taken.id) } as const] : []),
    ],
  }
}

export function* assignmentsOf(
  { holders }: SubscriptionSeed,
  subscription: Subscription,
  names: Names,
): Generator<Assignment> {
  for (const holder of holders) {
    const userId = holder as UserId
    const { displayName, userPrincipalName } = nameOf(names, holder)
    yield {
      type: 'assignment',
      id: documentId.assignment(subscription.id, userId),
      tenantId: subscription.tenantId,
      schemaVersion: 1,
      userId,
      userPrincipalName,
      displayName,
      seat: newSeat(subscription, subscription.seatSequence),
      createdAt: subscription.createdAt,
    }
  }
}

/** The card that a purchaser paid with, so that they can buy more. */
export function cardOf({ userId, tenantId, displayName }: UserSeed): PaymentMethod {
  return {
    type: 'paymentMethod',
    id: cardIdOf(userId),
    tenantId: tenantId as TenantId,
    schemaVersion: 1,
    ownerId: userId as UserId,
    token: 'tok_ok',
    brand: 'visa',
    last4: '4242',
    expiry: '2034-12',
    nameOnCard: displayName,
    address: null,
    createdAt: '2026-01-01T00:00:00.000Z' as Instant,
  }
}

function cardIdOf(userId: string): PaymentMethodId {
  return deriveGuid(`seeded card of ${userId}`) as PaymentMethodId
}

function nameOf(names: Names, userId: string) {
  const name = names.get(userId)
  if (!name) throw new Error(`User ${userId} of a seeded subscription is not among the seeded people.`)
  return name
}

/** Of the term that runs today; counted from the first day. */
function endOfTerm({ startsOn, termMonths }: Subscription, today: Day): Day {
  let months = termMonths
  while (addMonths(startsOn, months) <= today) months += termMonths
  return addMonths(startsOn, months)
}
