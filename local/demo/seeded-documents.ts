import {
  type BillingProfile,
  profileOfCard,
  profileOfOrganisation,
  theOrganisation,
} from '#core/billing/billing-profile.ts'
import { expiryNoticeAt, type PaymentMethod } from '#core/billing/payment-method.ts'
import { unitPriceOf } from '#core/catalogue/prices.ts'
import { findProduct } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { BillingProfileId, PaymentMethodId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { addMilliseconds, type Day, dayOf, daysBetween, type Instant } from '#core/kernel/time.ts'
import { type Guest, guestOf } from '#core/organisation/guest.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import { type Assignment, newSeat } from '#core/seats/assignment.ts'
import { withDue } from '#core/subscriptions/due.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { nextTermEnd } from '#core/subscriptions/term.ts'
import { deriveGuid } from '#infra/ids.ts'
import type { SubscriptionSeed, TenantSeed, UserSeed } from '../system/organisation.ts'

/** People by id: documents keep names as they were. */
export type Names = Map<string, Pick<UserSeed, 'displayName' | 'userPrincipalName' | 'accountEnabled'>>

const dayMs = 24 * 3600 * 1_000

/** Less than anything was bought by them. */
const leftDaysAgo = 12

/** So long the running term of a first start goes on at least: nobody is told of a renewal at once. */
const restOfYearMinDays = 45
const restOfMonthMinDays = 10

/** What a purchase of then looks like today: in the term that is running, with nothing due. */
export function subscriptionOf(
  seed: SubscriptionSeed,
  tenant: TenantSeed,
  names: Names,
  today: string,
): ActiveSubscription {
  let bought = boughtThen(seed, seed.boughtDaysAgo, tenant, names, today as Instant)
  for (let daysAgo = seed.boughtDaysAgo; isNearItsEnd(bought, dayOf(today as Instant)); daysAgo -= 1)
    bought = boughtThen(seed, daysAgo - 1, tenant, names, today as Instant)
  return bought
}

function boughtThen(
  seed: SubscriptionSeed,
  daysAgo: number,
  tenant: TenantSeed,
  names: Names,
  today: Instant,
): ActiveSubscription {
  const { channel, purchaserId, totalLicenses, holderCount, controlledBy } = seed
  const product = findProduct(seed.productId)
  const unitPrice = product && unitPriceOf(product, channel, tenant.country)
  if (!product || !unitPrice) throw new Error(`${seed.productId} is not offered on ${channel}.`)
  const tenantId = tenant.id as TenantId
  const at = addMilliseconds(today, -daysAgo * dayMs)
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
    ...(channel === 'selfService' ? { billingProfileId: profileIdOf(purchaserId) } : {}),
    ...(channel === 'central'
      ? { billingProfileId: organisationProfileIdOf(tenant), agreementId: tenant.agreementId }
      : {}),
  })
  const taken = controlledBy === null ? null : { ...actor(controlledBy), at: addMilliseconds(at, dayMs) }
  return withDue({
    ...bought,
    seats: {
      total: totalLicenses,
      assigned: holderCount,
      reserved: 0,
      available: totalLicenses - holderCount,
    },
    ...termOf(bought, dayOf(today)),
    controlledBy: taken,
    ...(nameOf(names, purchaserId).accountEnabled ? {} : { orphanedAt: leftAt(today) }),
    orderHistory: [
      ...bought.orderHistory,
      ...(taken ? [{ event: 'controlTaken', at: taken.at, by: actor(taken.id) } as const] : []),
    ],
  })
}

/** The term that runs today; counted from the first day. A trial has but one. */
function termOf(
  bought: ActiveSubscription,
  today: Day,
): Pick<ActiveSubscription, 'termNumber' | 'expirationDate'> {
  let { termNumber, expirationDate } = bought
  while (expirationDate <= today && bought.autoRenew) {
    expirationDate = nextTermEnd({ ...bought, termNumber })
    termNumber += 1
  }
  return { termNumber, expirationDate }
}

function isNearItsEnd({ autoRenew, termMonths, expirationDate }: ActiveSubscription, today: Day): boolean {
  const restMinDays = termMonths >= 12 ? restOfYearMinDays : restOfMonthMinDays
  return autoRenew && daysBetween(today, expirationDate) < restMinDays
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

/** Whoever signed up is a guest of the directory, too. */
export function guestsOf(subscription: Subscription, names: Names): readonly Guest[] {
  if (subscription.channel !== 'signUp') return []
  const { id, purchaserId: userId } = subscription
  const { displayName, userPrincipalName } = nameOf(names, userId)
  const objectId = deriveGuid(`seeded guest of ${id}`)
  return [guestOf(subscription, { userId, displayName, userPrincipalName }, objectId)]
}

/** Whoever is disabled left some time ago: what they bought is marked as an orphan, so nothing is due. */
export function leaverOf({ userId, tenantId }: UserSeed, today: string): Leaver {
  return {
    type: 'leaver',
    id: documentId.leaver(userId as UserId),
    tenantId: tenantId as TenantId,
    schemaVersion: 1,
    userId: userId as UserId,
    leftAt: leftAt(today as Instant),
    dueAt: null,
  }
}

function leftAt(today: Instant): Instant {
  return addMilliseconds(today, -leftDaysAgo * dayMs)
}

/** The card that a purchaser paid with, so that they can buy more, and their terms are renewed. */
export function cardOf({ userId, tenantId, displayName }: UserSeed): PaymentMethod {
  const expiry = '2034-12'
  return {
    type: 'paymentMethod',
    id: cardIdOf(userId),
    tenantId: tenantId as TenantId,
    schemaVersion: 1,
    ownerId: userId as UserId,
    token: 'tok_ok',
    brand: 'visa',
    last4: '4242',
    expiry,
    nameOnCard: displayName,
    address: null,
    createdAt: seededAt,
    dueAt: expiryNoticeAt(expiry),
  }
}

/** To whom the invoices of what a purchaser bought are addressed, with the card above. */
export function profileOf(user: UserSeed): BillingProfile {
  const owner = { ...user, userId: user.userId as UserId, tenantId: user.tenantId as TenantId }
  return profileOfCard(profileIdOf(user.userId), owner, cardOf(user), seededAt)
}

/** To which those of what is bought centrally are. */
export function organisationProfileOf(tenant: TenantSeed): BillingProfile {
  const { id, displayName } = tenant
  return profileOfOrganisation(
    organisationProfileIdOf(tenant),
    { tenantId: id as TenantId, displayName },
    seededAt,
  )
}

const seededAt = '2026-01-01T00:00:00.000Z' as Instant

function cardIdOf(userId: string): PaymentMethodId {
  return deriveGuid(`seeded card of ${userId}`) as PaymentMethodId
}

function profileIdOf(userId: string): BillingProfileId {
  return deriveGuid(`seeded billing profile of ${userId}`) as BillingProfileId
}

/** As the product makes it, so that it finds this one. */
function organisationProfileIdOf({ id }: TenantSeed): BillingProfileId {
  return deriveGuid(`billingProfile\n${id}\n${theOrganisation}`) as BillingProfileId
}

function nameOf(names: Names, userId: string) {
  const name = names.get(userId)
  if (!name) throw new Error(`User ${userId} of a seeded subscription is not among the seeded people.`)
  return name
}
