import type { Product } from './catalogue.ts'
import {
  type ActiveSubscription,
  type Actor,
  type Assignment,
  type Channel,
  ids,
  type Tenant,
  type User,
} from './documents.ts'
import type { PaymentMethodId, SubscriptionId } from './ids.ts'
import type { Money } from './money.ts'
import { addMonths, dayOf, type Instant } from './time.ts'

export interface NewSubscription<State extends 'pending' | 'active'> {
  readonly id: SubscriptionId
  /** `pending` until its charge is known to have gone through. */
  readonly state: State
  readonly tenant: Pick<Tenant, 'tenantId'>
  readonly purchaser: Pick<User, 'userId' | 'displayName'>
  readonly by: Actor
  readonly at: Instant
  readonly product: Pick<Product, 'id' | 'family' | 'channels'>
  readonly channel: Channel
  /** As quoted; later changes of the price list leave it alone (R135). */
  readonly unitPrice: Money
  readonly totalLicenses: number
  readonly paymentMethodId?: PaymentMethodId
  readonly agreementId?: string
  readonly source?: string
}

/** A subscription as it begins, with all its seats free. */
export function newSubscription<State extends 'pending' | 'active'>(
  wanted: NewSubscription<State>,
): Omit<ActiveSubscription, 'state'> & { readonly state: State } {
  const { product, channel, purchaser, at, by, totalLicenses } = wanted
  const termMonths = product.channels[channel]?.termMonths
  if (termMonths === undefined) throw new Error(`${product.id} is not offered on ${channel}.`)
  const startsOn = dayOf(at)
  return {
    type: 'subscription',
    id: wanted.id,
    tenantId: wanted.tenant.tenantId,
    schemaVersion: 1,
    state: wanted.state,
    channel,
    productId: product.id,
    family: product.family,
    purchaserId: purchaser.userId,
    purchaserName: purchaser.displayName,
    seats: { total: totalLicenses, assigned: 0, reserved: 0, available: totalLicenses },
    unitPrice: wanted.unitPrice,
    termMonths,
    createdAt: at,
    startsOn,
    expirationDate: addMonths(startsOn, termMonths),
    paymentMethodId: wanted.paymentMethodId ?? null,
    agreementId: wanted.agreementId ?? null,
    source: wanted.source ?? null,
    orderHistory: [{ event: 'purchased', at, by, totalLicenses }],
    controlledBy: null,
    operationId: null,
    raisePurchaseId: null,
  }
}

/** A sign-up is for the person who signs up and nobody else: it begins with him on its only seat. (R002) */
export function withItsOnlyUser(
  subscription: ActiveSubscription,
  user: User,
): { readonly subscription: ActiveSubscription; readonly assignment: Assignment } {
  return {
    subscription: { ...subscription, seats: { total: 1, assigned: 1, reserved: 0, available: 0 } },
    assignment: {
      type: 'assignment',
      id: ids.assignment(subscription.id, user.userId),
      tenantId: subscription.tenantId,
      schemaVersion: 1,
      userId: user.userId,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      seat: { state: 'active', subscriptionId: subscription.id, operationId: null },
      createdAt: subscription.createdAt,
    },
  }
}
