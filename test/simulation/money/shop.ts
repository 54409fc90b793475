import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Document } from '#core/documents.ts'
import type {
  BillingProfileId,
  PaymentMethodId,
  ProductId,
  SubscriptionId,
  UserId,
} from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  aBillingProfile,
  anActive,
  anAssignment,
  aPaymentMethod,
  aUser,
  guid,
  seatsOf,
  subscriptionId,
  userId,
} from '../../support/builders.ts'
import type { Chance } from '../chance.ts'
import { home } from '../known-ids.ts'
import type { Shopping } from './plot.ts'

/** Somebody with a card; mails are told apart by their address, so each has one subscription at most. */
export interface Purchaser {
  readonly person: User
  readonly card: PaymentMethod
}

export interface Owner extends Purchaser {
  readonly subscription: Subscription
}

export interface Shop {
  readonly buyers: readonly Purchaser[]
  readonly owners: readonly Owner[]
  readonly documents: readonly Document[]
}

/** Who spends money in a run, and what they have before it. */
export function openShop(chance: Chance, { buyers, owners }: Shopping, people: readonly UserId[]): Shop {
  const ownersOf = Array.from({ length: owners }, (_, number): Owner & { held: readonly UserId[] } => {
    const purchaser = aPurchaser(0x60 + number)
    const held = people.slice(0, chance.whole(0, Math.min(3, people.length)))
    const subscription = anActive({
      id: subscriptionId(0x60 + number) as SubscriptionId,
      productId: 'CFQ7TTC0L3PB' as ProductId,
      purchaserId: purchaser.person.userId,
      purchaserName: purchaser.person.displayName,
      seats: seatsOf({ total: held.length + chance.whole(1, 3), assigned: held.length }),
      paymentMethodId: purchaser.card.id,
      controlledBy: null,
    })
    return { ...purchaser, subscription, held }
  })
  const buyersOf = Array.from({ length: buyers }, (_, number) => aPurchaser(0x50 + number))
  return {
    buyers: buyersOf,
    owners: ownersOf,
    documents: [
      ...[...buyersOf, ...ownersOf].flatMap(({ person, card }) => [person, card]),
      ...ownersOf.flatMap(({ subscription, held }) => [
        subscription,
        ...held.map((holder) => anAssignment(subscription, holder)),
      ]),
    ],
  }
}

function aPurchaser(number: number): Purchaser {
  const person = aUser({ userId: userId(number), displayName: `Purchaser with card ${number}` })
  return {
    person,
    card: aPaymentMethod({
      id: guid<PaymentMethodId>(0xca4d, number),
      tenantId: home,
      ownerId: person.userId,
    }),
  }
}
