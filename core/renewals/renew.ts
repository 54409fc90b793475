import { type Actor, auditEntry, theClock } from '../audit/audit-entry.ts'
import { chargedStill } from '../billing/billing-profile.ts'
import { type Books, giveBack } from '../billing/give-back.ts'
import { type Invoice, issue } from '../billing/invoice.ts'
import { cardShown } from '../billing/payment-method.ts'
import type { PaymentMethodId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { addMonths, type Day, dayOf, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { type Buying, newPurchase, type Started } from '../purchasing/order.ts'
import type { Bill, Purchase } from '../purchasing/purchase.ts'
import { mark, refundPurchase, type Settled, type Settling, settledBefore } from '../purchasing/settle.ts'
import { withDue } from '../subscriptions/due.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type { ActiveSubscription, OrderEvent, Subscription } from '../subscriptions/subscription.ts'
import { nextTermEnd } from '../subscriptions/term.ts'
import { billRenewal } from './bill-renewal.ts'
import { cardOf, mailOf, type Telling } from './tell.ts'

/**
 * Another term. The charge goes as that of a purchase does: written down, charged under a key of its own, settled or
 * given up by what the gateway says. The key names subscription, term and try: the next try begins only when the last
 * one is known to be declined or void, so that a term is paid once, whoever asks and however often.
 */

export interface StartRenewal {
  readonly purchaseId: string
  readonly paymentMethodId: PaymentMethodId
  readonly country: string
  /** The request that asked for it, where somebody did and can repeat it. */
  readonly askedHash?: string
  readonly by: Actor
  readonly at: Instant
  /** By the machine's clock. */
  readonly triedAt: Instant
  /** Whose card is charged; written down where the owner has none yet. */
  readonly profile: Settling['profile']
}

/** The number of the next try to charge the coming term. */
export function nextAttempt({ chargeAttempts }: Pick<Subscription, 'chargeAttempts'>): number {
  return chargeAttempts + 1
}

/** What makes the purchase of one try the same for everybody who starts it. */
export function renewalCause(
  subscription: Pick<Subscription, 'id' | 'expirationDate' | 'chargeAttempts'>,
): string {
  return `renewal\n${subscription.id}\n${subscription.expirationDate}\n${nextAttempt(subscription)}`
}

/** Writes down that the coming term is to be charged: nobody else starts that meanwhile, and no job starts. */
export function startRenewal(subscription: Stored<Subscription>, start: StartRenewal): Started {
  const { purchaseId: id, paymentMethodId, country, askedHash = '', by, at, triedAt, profile } = start
  const attempt = nextAttempt(subscription)
  const { unpaid, expirationDate } = subscription
  const buying: Buying = {
    id,
    chargeKey: `${subscription.id}:${expirationDate}:${attempt}`,
    askedHash,
    paymentMethodId,
    bill: billRenewal(subscription, country, dayOf(at)),
    ...(unpaid ? { invoiceId: unpaid.invoiceId } : {}),
    by,
    at,
    triedAt,
  }
  const purchase = newPurchase('renewal', subscription, buying)
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      {
        kind: 'patch',
        id: subscription.id,
        set: { purchaseId: id, chargeAttempts: attempt, billingProfileId: profile.document.id },
        when: [
          { field: 'operationId', is: '=', value: null },
          { field: 'purchaseId', is: '=', value: null },
        ],
        ifMatch: subscription._etag,
      },
      ...profileWrites({ profile }),
      ...chargedStill(profile, paymentMethodId),
    ],
  }
}

/** What settling a renewal needs to know besides what every purchase needs. */
export type SettlingRenewal = Settling & Telling & { readonly books: Books | undefined }

/** The coming term is paid: it begins, whatever the subscription had fallen to meanwhile. (R186) */
export function settleRenewal(
  purchase: Purchase,
  subscription: Stored<Subscription> | undefined,
  settling: SettlingRenewal,
): Settled {
  const over = settledBefore(purchase, subscription, settling)
  if (over) return over
  if (!subscription || subscription.state === 'deleted')
    return refundPurchase(purchase, subscription, settling)
  const { at, numbers, card } = settling
  const { bill, chargeKey } = purchase
  const { unpaid } = subscription
  const line = subscription.billed.find(({ invoiceId }) => invoiceId === unpaid?.invoiceId)
  if (line && bill.from === unpaid?.from) {
    const paid = {
      ...line,
      chargeKey,
      on: dayOf(at),
      seats: bill.seats,
      net: bill.net,
      returnedSeats: 0,
      returnedNet: 0,
    }
    const after = renewed(subscription, purchase, { billed: [paid] }, at)
    const payment = {
      state: 'paid',
      paidAt: at,
      paidWith: card ? cardShown(card) : null,
    } as const
    const unpaidInvoice = settling.books?.invoices.find(({ id }) => id === line.invoiceId)
    return {
      after,
      invoice: unpaidInvoice ? { ...unpaidInvoice, ...payment } : null,
      writes: [
        ...renewalWrites(subscription, after, {
          ...settling,
          by: purchase.by,
          bill,
          invoiceNumber: line.invoiceNumber,
        }),
        mark(purchase, 'settled'),
        {
          kind: 'patch',
          id: line.invoiceId,
          set: payment,
          when: [{ field: 'state', is: '=', value: 'declined' }],
        },
        ...numbers.writes(),
      ],
    }
  }
  // The term that was billed before is over: nobody owes it any more.
  const given = line
    ? giveBack(
        subscription,
        {
          seats: subscription.seats.total,
          on: dayOf(at),
          cause: purchase.id,
          because: 'cancelled',
          by: purchase.by,
          at,
        },
        settling.books,
      )
    : undefined
  const issued = issueRenewal(subscription, bill, settling, { state: 'paid', chargeKey })
  const told = given?.credited ? { credited: given.credited } : {}
  const after = renewed(subscription, purchase, { billed: [issued.line] }, at, told)
  return {
    after,
    invoice: issued.invoice,
    writes: [
      ...renewalWrites(subscription, after, {
        ...settling,
        by: purchase.by,
        bill,
        invoiceNumber: issued.invoice.number,
        ...told,
      }),
      mark(purchase, 'settled'),
      { kind: 'create', document: issued.invoice },
      ...profileWrites(settling),
      ...(given?.writes ?? []),
      ...numbers.writes(),
    ],
  }
}

/** The coming term of what is on an agreement, or costs nothing: nobody's card is charged. */
export function renewOnAgreement(
  subscription: Stored<Subscription>,
  settling: SettlingRenewal,
  country: string,
): readonly Write[] {
  const { at } = settling
  const by = theClock(subscription.tenantId)
  const bill = billRenewal(subscription, country, dayOf(at))
  const free = bill.total.amount === 0
  const issued = free
    ? undefined
    : issueRenewal(subscription, bill, settling, { state: 'open', chargeKey: null })
  const after = renewed(
    subscription,
    { by, bill, amount: undefined },
    { billed: issued ? [issued.line] : [] },
    at,
  )
  return [
    ...renewalWrites(subscription, after, {
      ...settling,
      by,
      bill,
      invoiceNumber: issued?.invoice.number,
    }),
    ...(issued ? [{ kind: 'create', document: issued.invoice } as const] : []),
    ...profileWrites(settling),
    ...settling.numbers.writes(),
  ]
}

function renewed(
  subscription: Stored<Subscription>,
  { by, bill, amount }: { readonly by: Actor; readonly bill: Bill; readonly amount: Money | undefined },
  { billed }: Pick<Subscription, 'billed'>,
  at: Instant,
  told: Pick<OrderEvent, 'credited'> = {},
): Stored<ActiveSubscription> {
  const { orderHistory, seats, startsOn, termNumber, termMonths, expirationDate } = subscription
  const goesOn = bill.from === expirationDate
  const event: OrderEvent = {
    event: 'renewed',
    at,
    by,
    totalLicenses: seats.total,
    ...(amount ? { charged: amount } : {}),
    ...told,
  }
  return withDue({
    ...withoutEnd(subscription),
    state: 'active',
    unitPrice: bill.unitPrice,
    startsOn: goesOn ? startsOn : bill.from,
    termNumber: goesOn ? termNumber + 1 : 1,
    expirationDate: goesOn ? nextTermEnd(subscription) : addMonths(bill.from, termMonths),
    billed,
    chargeAttempts: 0,
    unpaid: null,
    announced: null,
    purchaseId: null,
    orderHistory: withEvent(orderHistory, event),
  })
}

/** What an active subscription does not have. */
export function withoutEnd(subscription: Stored<Subscription>): Stored<Omit<ActiveSubscription, 'state'>> {
  const {
    expiredOn: _,
    disabledOn: __,
    ...rest
  } = subscription as Stored<Subscription> & {
    readonly expiredOn?: Day
    readonly disabledOn?: Day
  }
  return rest
}

function renewalWrites(
  before: Stored<Subscription>,
  after: Stored<ActiveSubscription>,
  of: Telling & {
    readonly at: Instant
    readonly auditId: string
    readonly by: Actor
    readonly bill: Bill
    readonly card: Settling['card']
    readonly invoiceNumber: string | undefined
    readonly credited?: Money
  },
): readonly Write[] {
  const { bill, by, at, invoiceNumber, credited } = of
  return [
    { kind: 'replace', document: after, ifMatch: before._etag },
    {
      kind: 'create',
      document: auditEntry(of.auditId, 'subscription.renewed', by, at, {
        subscription: before,
        facts: {
          from: bill.from,
          to: after.expirationDate,
          totalLicenses: before.seats.total,
          charged: { ...bill.total },
          invoiceNumber: invoiceNumber ?? null,
          ...(credited ? { credited: { ...credited } } : {}),
        },
      }),
    },
    {
      kind: 'create',
      document: mailOf('renewed', before, of, at, {
        amount: bill.total,
        unitPrice: bill.unitPrice,
        until: after.expirationDate,
        // What is on an agreement was charged to no card.
        ...(before.channel === 'central' ? {} : cardOf(of)),
        ...(invoiceNumber === undefined ? {} : { invoiceNumber }),
      }),
    },
  ]
}

export function issueRenewal(
  subscription: Subscription,
  bill: Bill,
  { at, invoiceId, organisation, numbers, profile, card }: Settling,
  how: {
    readonly state: Invoice['state'] & ('open' | 'paid' | 'declined')
    readonly chargeKey: string | null
  },
) {
  return issue(
    subscription,
    { profile: profile.document, organisation, country: bill.country, numbers },
    { ...bill, ...how, id: invoiceId, at, card },
  )
}

export function profileWrites({ profile }: Pick<Settling, 'profile'>): readonly Write[] {
  return profile.isNew ? [{ kind: 'create', document: profile.document }] : []
}
