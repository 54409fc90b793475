import type { Actor } from '../audit/audit-entry.ts'
import type { PaymentMethodId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { PendingSubscription, Subscription } from '../subscriptions/subscription.ts'
import type { Purchase } from './purchase.ts'

export interface Buying {
  readonly id: string
  readonly chargeKey: string
  readonly askedHash: string
  readonly paymentMethodId: PaymentMethodId
  readonly amount: Money
  readonly addedLicenses: number
  readonly by: Actor
  readonly at: Instant
  /** The same by the machine's clock. */
  readonly triedAt: Instant
}

export interface Started {
  readonly purchase: Purchase
  readonly writes: readonly Write[]
}

/** Writes a subscription down that is to be paid: it is not there for anybody yet. */
export function startPurchase(subscription: PendingSubscription, buying: Buying): Started {
  const purchase = newPurchase('subscription', subscription, buying)
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      { kind: 'create', document: subscription },
    ],
  }
}

/** Writes down that licences are to be added. The subscription names the purchase: a second one has to wait. */
export function startRaise(subscription: Stored<Subscription>, buying: Buying): Started {
  const purchase = newPurchase('moreLicenses', subscription, buying)
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      {
        kind: 'patch',
        id: subscription.id,
        set: { raisePurchaseId: purchase.id },
        ifMatch: subscription._etag,
      },
    ],
  }
}

function newPurchase(kind: Purchase['kind'], subscription: Subscription, buying: Buying): Purchase {
  const { at, ...rest } = buying
  return {
    ...rest,
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
