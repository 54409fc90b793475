import type { Actor } from '../audit/audit-entry.ts'
import { type BillingProfile, chargedStill } from '../billing/billing-profile.ts'
import type { InvoiceId, PaymentMethodId, SubscriptionId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { PendingSubscription, Subscription } from '../subscriptions/subscription.ts'
import type { Bill, Purchase } from './purchase.ts'

export interface Buying {
  readonly id: string
  readonly chargeKey: string
  readonly askedHash: string
  readonly paymentMethodId: PaymentMethodId
  readonly bill: Bill
  readonly addedLicenses?: number
  readonly invoiceId?: InvoiceId
  readonly fromTrialId?: SubscriptionId
  readonly by: Actor
  readonly at: Instant
  /** The same by the machine's clock. */
  readonly triedAt: Instant
}

export interface Started {
  readonly purchase: Purchase
  readonly writes: readonly Write[]
}

/**
 * Writes a subscription down that is to be paid: it is not there for anybody yet. The trial that it begins from waits
 * for it meanwhile.
 */
export function startPurchase(
  subscription: PendingSubscription,
  buying: Buying,
  trial?: Stored<Subscription>,
): Started {
  const purchase = newPurchase('subscription', subscription, {
    ...buying,
    ...(trial ? { fromTrialId: trial.id } : {}),
  })
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      { kind: 'create', document: subscription },
      ...(trial ? [nameIn(trial, purchase)] : []),
    ],
  }
}

/** Writes down that licences are to be added. The subscription names the purchase: a second one has to wait. */
export function startRaise(
  subscription: Stored<Subscription>,
  buying: Buying,
  profile: { readonly document: BillingProfile; readonly isNew: boolean },
): Started {
  const purchase = newPurchase('moreLicenses', subscription, buying)
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      nameIn(subscription, purchase),
      ...chargedStill(profile, buying.paymentMethodId),
    ],
  }
}

/** The subscription says which purchase it waits for. */
export function nameIn(subscription: Stored<Subscription>, purchase: Purchase): Write {
  return {
    kind: 'patch',
    id: subscription.id,
    set: { purchaseId: purchase.id },
    ifMatch: subscription._etag,
  }
}

export function newPurchase(
  kind: Purchase['kind'],
  subscription: Pick<Subscription, 'id' | 'tenantId'>,
  buying: Buying,
): Purchase {
  const { at, bill, addedLicenses = 0, invoiceId = null, fromTrialId = null, ...rest } = buying
  return {
    ...rest,
    bill,
    amount: bill.total,
    addedLicenses,
    invoiceId,
    fromTrialId,
    type: 'purchase',
    kind,
    state: 'pending',
    tenantId: subscription.tenantId,
    schemaVersion: 1,
    subscriptionId: subscription.id,
    createdAt: at,
    ttl: -1,
  }
}
