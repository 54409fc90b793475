import { expiryNoticeAt, type PaymentMethod } from '#core/billing/payment-method.ts'
import type { Document } from '#core/documents.ts'
import type { PaymentMethodId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { User } from '#core/organisation/user.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { aTenant, aUser, guid, userId } from '../../support/builders.ts'
import type { Chance } from '../chance.ts'
import { home, theAdmin } from '../known-ids.ts'
import { dayMs, textOf } from './calendar.ts'

/** A card that the bank declines for a while, or from some day on. */
export interface Card {
  readonly document: PaymentMethod
  readonly bad: { readonly fromDay: number; readonly toDay: number } | undefined
}

export interface Town {
  readonly country: string
  readonly people: readonly User[]
  /** Everything that somebody may ever pay with, by its token. */
  readonly cards: Map<string, Card>
  readonly documents: readonly Document[]
}

export interface Lasting {
  readonly fromDay: number
  readonly days: number
}

export function foundTown(chance: Chance, lasting: Lasting): Town {
  const country = chance.pick(['NL', 'NL', 'US'])
  const people = Array.from({ length: chance.whole(2, 3) }, (_, number) =>
    aUser({ userId: userId(0x50 + number), displayName: `Purchaser ${number}` }),
  )
  const cards = new Map<string, Card>()
  for (const [number, { userId: owner }] of people.entries()) {
    // Whoever gets a subscription from somebody else may have no card.
    if (number > 0 && chance.happens(0.2)) continue
    newCard(chance, cards, owner, lasting)
  }
  return {
    country,
    people,
    cards,
    documents: [
      aTenant({ country }),
      newPolicy(home),
      theAdmin,
      ...people,
      ...[...cards.values()].map(({ document }) => document),
    ],
  }
}

export function newCard(
  chance: Chance,
  cards: Map<string, Card>,
  ownerId: User['userId'],
  { fromDay, days }: Lasting,
): Card {
  const number = cards.size + 1
  const monthsLeft = chance.happens(0.2) ? chance.whole(1, 5) : 100
  const expiry = textOf(fromDay + monthsLeft * 30).slice(0, 7)
  const badFrom = fromDay + chance.pick([chance.whole(1, 40), chance.whole(5, Math.min(days, 130))])
  const bad = { fromDay: badFrom, toDay: badFrom + chance.pick([4, 8, 20, 30, 50, 90, 1_000]) }
  const card: Card = {
    bad: chance.happens(0.7) ? bad : undefined,
    document: {
      type: 'paymentMethod',
      id: guid<PaymentMethodId>(0xca4d, number),
      tenantId: home,
      schemaVersion: 1,
      ownerId,
      token: `tok_ok_${number}`,
      brand: 'visa',
      last4: String(4_000 + number),
      expiry,
      nameOnCard: null,
      address: null,
      createdAt: `${textOf(fromDay)}T00:00:00.000Z` as Instant,
      dueAt: expiryNoticeAt(expiry),
    },
  }
  cards.set(card.document.token, card)
  return card
}

export function isBad(card: Card | undefined, nowMs: number): boolean {
  if (!card?.bad) return false
  const day = Math.floor(nowMs / dayMs)
  return day >= card.bad.fromDay && day < card.bad.toDay
}
