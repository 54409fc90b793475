import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { Invoice, InvoiceCounter } from '#core/billing/invoice.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { taxOn, taxRateOf } from '#core/billing/taxes.ts'
import type { Document } from '#core/documents.ts'
import type { BillingProfileId, InvoiceId, PaymentMethodId, ProductId, UserId } from '#core/kernel/ids.ts'
import { add, times } from '#core/kernel/money.ts'
import { addDays, addMonths, type Day, dayOf, daysBetween } from '#core/kernel/time.ts'
import type { User } from '#core/organisation/user.ts'
import { withDue } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { retryDays } from '#core/subscriptions/term.ts'
import {
  aBilledLine,
  aBillingProfile,
  anActive,
  anAssignment,
  anInvoice,
  aPaymentMethod,
  aUser,
  early,
  guid,
  seatsOf,
  subscriptionId,
  userId,
} from '../../support/builders.ts'
import type { Chance } from '../chance.ts'
import { home } from '../known-ids.ts'
import type { Shopping } from './plot.ts'

/** Somebody with a card, and one subscription at most. */
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

/** What is about to become of the term of what somebody has from before. */
type TermOfOwner =
  | 'midTerm'
  | 'toBeAnnounced'
  | 'toBeRenewed'
  | 'toExpire'
  | 'noCard'
  | 'declinedBefore'
  | 'declinedUpToNow'

const today = dayOf(early)

/** Who spends money in a run, and what they have before it. */
export function openShop(chance: Chance, { buyers, owners }: Shopping, people: readonly UserId[]): Shop {
  const ownersOf = Array.from({ length: owners }, (_, number) => anOwner(chance, number, people))
  const buyersOf = Array.from({ length: buyers }, (_, number) => aPurchaser(0x50 + number))
  const invoices = ownersOf.flatMap(({ invoice }) => (invoice ? [invoice] : []))
  return {
    buyers: buyersOf,
    owners: ownersOf,
    documents: [
      ...[...buyersOf, ...ownersOf].flatMap(({ person, card }) => [person, card]),
      ...ownersOf.flatMap(({ subscription, profile, held }) => [
        subscription,
        profile,
        ...held.map((holder) => anAssignment(subscription, holder)),
      ]),
      ...invoices.map((invoice, number) => ({ ...invoice, number: numberOf(number + 1) })),
      ...(invoices.length > 0 ? [counterAt(invoices.length)] : []),
    ],
  }
}

interface OwnerWithBooks extends Owner {
  readonly held: readonly UserId[]
  readonly profile: BillingProfile
  /** Of the coming term, where it was declined before. */
  readonly invoice: Invoice | undefined
}

function anOwner(chance: Chance, number: number, people: readonly UserId[]): OwnerWithBooks {
  const purchaser = aPurchaser(0x60 + number)
  const { person, card } = purchaser
  const term = chance.pick<TermOfOwner>([
    'midTerm',
    'midTerm',
    'toBeAnnounced',
    'toBeRenewed',
    'toBeRenewed',
    'toExpire',
    'noCard',
    'declinedBefore',
    'declinedUpToNow',
  ])
  const held = people.slice(0, chance.whole(0, Math.min(3, people.length)))
  const profile = aBillingProfile({
    id: guid<BillingProfileId>(0xb111, number),
    tenantId: home,
    ownerId: person.userId,
    name: person.displayName,
    paymentMethodId: term === 'noCard' ? null : card.id,
  })
  const bought = anActive({
    id: subscriptionId(0x60 + number),
    productId: 'CFQ7TTC0L3PB' as ProductId,
    purchaserId: person.userId,
    purchaserName: person.displayName,
    seats: seatsOf({ total: held.length + chance.whole(1, 3), assigned: held.length }),
    billingProfileId: profile.id,
    controlledBy: null,
  })
  const { subscription, invoice } = inTerm(bought, profile, term, number)
  return { ...purchaser, subscription: withDue(subscription), held, profile, invoice }
}

function inTerm(
  bought: Subscription,
  profile: BillingProfile,
  term: TermOfOwner,
  number: number,
): { readonly subscription: Subscription; readonly invoice?: Invoice } {
  const endsOn = (expirationDate: Day): Subscription => ({
    ...bought,
    startsOn: addMonths(expirationDate, -1),
    expirationDate,
  })
  const announced = { termNumber: 2, unitPrice: bought.unitPrice }
  switch (term) {
    case 'midTerm':
      return { subscription: bought }
    case 'toBeAnnounced':
      return { subscription: endsOn(addDays(today, 5)) }
    case 'toBeRenewed':
    case 'noCard':
      return { subscription: { ...endsOn(today), announced } }
    case 'toExpire':
      return { subscription: { ...endsOn(today), autoRenew: false } }
    case 'declinedBefore':
      return declined(endsOn(addDays(today, -1)), profile, number)
    case 'declinedUpToNow':
      return declined(endsOn(addDays(today, -retryDays[3])), profile, number)
  }
}

/** The coming term was billed on the day on which this one ended, and is tried again today. */
function declined(subscription: Subscription, profile: BillingProfile, number: number) {
  const { expirationDate, unitPrice, seats, termMonths } = subscription
  const id = guid<InvoiceId>(0xb112, number)
  const days = daysBetween(expirationDate, addMonths(expirationDate, termMonths))
  const line = aBilledLine(subscription, {
    invoiceId: id,
    invoiceNumber: numberOf(1),
    chargeKey: null,
    on: expirationDate,
    days,
  })
  const tries = retryDays.filter((after) => addDays(expirationDate, after) < today).length + 1
  const net = times(unitPrice, seats.total)
  const tax = taxOn(net, taxRateOf('NL'))
  const [first] = anInvoice().lines
  if (!first) throw new Error('An invoice has a line.')
  const invoice = anInvoice({
    id,
    tenantId: home,
    state: 'declined',
    ownerId: profile.ownerId,
    billingProfileId: profile.id,
    subscriptionId: subscription.id,
    lines: [
      {
        ...first,
        what: 'renewal',
        from: expirationDate,
        to: addDays(expirationDate, days - 1),
        days,
        termDays: days,
        seats: seats.total,
        unitPrice,
        net,
      },
    ],
    net,
    tax,
    total: add(net, tax),
    paidAt: null,
    paidWith: null,
  })
  return {
    subscription: {
      ...subscription,
      billed: [line],
      chargeAttempts: tries,
      unpaid: { invoiceId: id, unitPrice, from: expirationDate, since: expirationDate, retryOn: today },
    },
    invoice,
  }
}

function numberOf(number: number): string {
  return `${today.slice(0, 4)}-${String(number).padStart(6, '0')}`
}

function counterAt(last: number): InvoiceCounter {
  return {
    type: 'invoiceCounter',
    id: `invoiceCounter:${today.slice(0, 4)}`,
    tenantId: home,
    schemaVersion: 1,
    last,
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
