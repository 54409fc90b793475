import type { Actor } from '../audit/audit-entry.ts'
import type { Channel } from '../catalogue/channel.ts'
import type { Product } from '../catalogue/products.ts'
import type { BillingProfileId, SubscriptionId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { dayOf, type Instant } from '../kernel/time.ts'
import type { Tenant } from '../organisation/tenant.ts'
import type { User } from '../organisation/user.ts'
import { dueAtOf } from './due.ts'
import { newLots } from './lots.ts'
import type { ActiveSubscription } from './subscription.ts'
import { firstTermEnd } from './term.ts'

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
  readonly billingProfileId?: BillingProfileId
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
  const subscription: Omit<ActiveSubscription, 'state'> = {
    type: 'subscription',
    id: wanted.id,
    tenantId: wanted.tenant.tenantId,
    schemaVersion: 1,
    channel,
    productId: product.id,
    family: product.family,
    purchaserId: purchaser.userId,
    purchaserName: purchaser.displayName,
    ...newLots(wanted.id),
    seats: { total: totalLicenses, assigned: 0, reserved: 0, available: totalLicenses },
    unitPrice: wanted.unitPrice,
    termMonths,
    createdAt: at,
    startsOn,
    termNumber: 1,
    expirationDate: firstTermEnd({ channel, startsOn, termMonths }),
    autoRenew: channel === 'selfService' || channel === 'central',
    billed: [],
    chargeAttempts: 0,
    unpaid: null,
    announced: null,
    dueAt: null,
    billingProfileId: wanted.billingProfileId ?? null,
    agreementId: wanted.agreementId ?? null,
    source: wanted.source ?? null,
    orderHistory: [{ event: 'purchased', at, by, totalLicenses }],
    controlledBy: null,
    operationId: null,
    purchaseId: null,
  }
  return { ...subscription, state: wanted.state, dueAt: dueAtOf({ ...subscription, state: wanted.state }) }
}
