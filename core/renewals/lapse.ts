import { auditEntry, revokedOfAll, theClock } from '../audit/audit-entry.ts'
import { owed } from '../billing/credit.ts'
import { type Books, giveBack } from '../billing/give-back.ts'
import type { PaymentMethod } from '../billing/payment-method.ts'
import { changes } from '../kernel/changes.ts'
import { addDays, dayOf, type Instant } from '../kernel/time.ts'
import type { MailKind } from '../mail/mail.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { changed, unassigning } from '../seats/seats.ts'
import { withDue } from '../subscriptions/due.ts'
import { withLots } from '../subscriptions/lots.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type {
  DeletedSubscription,
  DisabledSubscription,
  ExpiredSubscription,
  OrderEvent,
  Subscription,
} from '../subscriptions/subscription.ts'
import { disabledDays, expiredDays } from '../subscriptions/term.ts'
import { billRenewal } from './bill-renewal.ts'
import { factsOf } from './change-renewal.ts'
import { expired } from './decline.ts'
import { cardOf, mailOf, type Telling } from './tell.ts'

/** What time does to a subscription besides renewing it; each is one batch with its mail. */

export interface Lapsing extends Telling {
  readonly at: Instant
  readonly auditId: string
  /** The country of the organisation: its tax, its prices. */
  readonly country: string
  /** Where something that was billed is not owed any more. */
  readonly books: Books | undefined
  /** The card that will be charged, where there is one. */
  readonly card: Pick<PaymentMethod, 'brand' | 'last4'> | null
}

/** Notifies the purchaser of the coming term and its price, which is kept from then on. */
export function announceRenewal(subscription: Stored<Subscription>, lapsing: Lapsing): readonly Write[] {
  const { at, country } = lapsing
  const bill = billRenewal(subscription, country, dayOf(at))
  const after = withDue<Subscription>({
    ...subscription,
    announced: { termNumber: subscription.termNumber + 1, unitPrice: bill.unitPrice },
  })
  return [
    {
      kind: 'patch',
      id: subscription.id,
      set: changes(subscription, after),
      ifMatch: subscription._etag,
    },
    {
      kind: 'create',
      document: mailOf('renewalAnnounced', subscription, lapsing, at, {
        amount: bill.total,
        unitPrice: bill.unitPrice,
        until: subscription.expirationDate,
        ...(subscription.channel === 'central' ? {} : cardOf(lapsing)),
      }),
    },
  ]
}

/** The term is over and no other one is wanted. Licences still work for a while. */
export function expire(subscription: Stored<Subscription>, lapsing: Lapsing): readonly Write[] {
  const { at } = lapsing
  const after = expired({ ...subscription, billed: [] }, theClock(subscription.tenantId), at)
  return lapse(subscription, after, 'expired', lapsing, addDays(dayOf(at), expiredDays))
}

/** Licences work no more; administrators still see it, and who owes an invoice may still pay. */
export function disable(subscription: Stored<ExpiredSubscription>, lapsing: Lapsing): readonly Write[] {
  const { at } = lapsing
  const event: OrderEvent = { event: 'disabled', at, by: theClock(subscription.tenantId) }
  const after: DisabledSubscription = {
    ...subscription,
    state: 'disabled',
    disabledOn: dayOf(at),
    orderHistory: withEvent(subscription.orderHistory, event),
  }
  return lapse(subscription, after, 'disabled', lapsing, addDays(dayOf(at), disabledDays))
}

/** Nobody has paid for so long: licences are taken back, and nobody owes anything any more. */
export function deleteLapsed(subscription: Stored<DisabledSubscription>, lapsing: Lapsing): readonly Write[] {
  const { expiredOn: _, disabledOn: __, ...rest } = subscription
  return remove(subscription, rest, 'notRenewed', 'deleted', lapsing)
}

/** A trial ends by itself. (B21) */
export function endTrial(subscription: Stored<Subscription>, lapsing: Lapsing): readonly Write[] {
  return remove(subscription, subscription, 'trialEnded', 'trialEnded', lapsing)
}

function remove(
  before: Stored<Subscription>,
  rest: Omit<Stored<Subscription>, 'state'>,
  deletedBecause: DeletedSubscription['deletedBecause'],
  mail: MailKind,
  lapsing: Lapsing,
): readonly Write[] {
  const { at, books, auditId } = lapsing
  const by = theClock(before.tenantId)
  const seats = before.seats.total
  const given = giveBack(
    before,
    { seats, on: dayOf(at), cause: auditId, because: 'cancelled', by, at },
    before.unpaid ? books : undefined,
  )
  const told = given.credited ? { credited: given.credited } : undefined
  const event: OrderEvent = { event: 'deleted', at, by, ...told }
  const after: DeletedSubscription = {
    ...withLots(rest as Omit<DeletedSubscription, 'state'>, {}),
    state: 'deleted',
    deletedAt: at,
    deletedBecause,
    cancellation: null,
    seats: changed(before.seats, unassigning(before.seats.assigned)),
    billed: [],
    unpaid: null,
    orderHistory: withEvent(before.orderHistory, event),
  }
  return [
    ...lapse(before, after, mail, lapsing, dayOf(at), told),
    ...given.writes,
    ...(books?.numbers.writes() ?? []),
  ]
}

function lapse(
  before: Stored<Subscription>,
  after: Subscription,
  kind: MailKind,
  lapsing: Lapsing,
  until: ReturnType<typeof dayOf>,
  told?: Pick<OrderEvent, 'credited'>,
): readonly Write[] {
  const { at, auditId } = lapsing
  const open = before.billed.find(({ invoiceId }) => invoiceId === before.unpaid?.invoiceId)
  return [
    { kind: 'replace', document: withDue(after), ifMatch: before._etag },
    {
      kind: 'create',
      document: auditEntry(auditId, `subscription.${kind}`, theClock(before.tenantId), at, {
        subscription: before,
        facts: factsOf(told),
        revoked: after.state === 'deleted' ? revokedOfAll(before) : undefined,
      }),
    },
    {
      kind: 'create',
      document: mailOf(kind, before, lapsing, at, {
        ...(kind === 'expired' || kind === 'disabled' ? { until } : {}),
        ...(open ? { invoiceNumber: open.invoiceNumber, amount: owed(open).total } : {}),
      }),
    },
  ]
}
