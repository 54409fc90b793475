import { type Actor, auditEntry, isTheClock, theClock } from '../audit/audit-entry.ts'
import { type Books, giveBack } from '../billing/give-back.ts'
import { type Invoice, issue } from '../billing/invoice.ts'
import { productName } from '../catalogue/products.ts'
import type { InvoiceId, PaymentMethodId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { addDays, addMonths, type Day, dayOf, type Instant } from '../kernel/time.ts'
import { newMail } from '../mail/compose.ts'
import type { Mail, MailFacts, MailKind } from '../mail/mail.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { type Buying, newPurchase, type Started } from '../purchasing/order.ts'
import type { Bill, Purchase } from '../purchasing/purchase.ts'
import {
  letGo,
  mark,
  refundPurchase,
  type Settled,
  type Settling,
  settledBefore,
  takeBack,
} from '../purchasing/settle.ts'
import type {
  ActiveSubscription,
  ExpiredSubscription,
  OrderEvent,
  Subscription,
} from '../subscriptions/subscription.ts'
import { expiredDays, nextRetry, nextTermEnd, retryDays, withDue } from '../subscriptions/term.ts'
import { billRenewal } from './bill-renewal.ts'

/**
 * Another term. The charge goes as that of a purchase does: written down, charged under a key of its own, settled or
 * given up by what the gateway says. The key names subscription, term and try: the next try begins only when the last
 * one is known to be declined or void, so that a term is paid once, whoever asks and however often.
 */

/** What is told of a renewal, and to whom. */
export interface Telling {
  readonly organisation: string
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. (R165) */
  readonly purchaser: User | undefined
  readonly traceparent: string
}

export interface StartRenewal {
  readonly purchaseId: string
  readonly paymentMethodId: PaymentMethodId
  readonly country: string
  readonly by: Actor
  readonly at: Instant
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
  const { purchaseId: id, paymentMethodId, country, by, at, profile } = start
  const attempt = nextAttempt(subscription)
  const { unpaid, expirationDate } = subscription
  const buying: Buying = {
    id,
    chargeKey: `${subscription.id}:${expirationDate}:${attempt}`,
    askedHash: '',
    paymentMethodId,
    bill: billRenewal(subscription, country, dayOf(at)),
    ...(unpaid ? { invoiceId: unpaid.invoiceId } : {}),
    by,
    at,
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
  if (line && bill.from === subscription.expirationDate) {
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
    return {
      after,
      invoice: null,
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
          set: {
            state: 'paid',
            paidAt: at,
            paidWith: card ? { brand: card.brand, last4: card.last4 } : null,
          },
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
    orderHistory: [...orderHistory, event],
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
        ...(invoiceNumber === undefined ? {} : { invoiceNumber }),
      }),
    },
  ]
}

/** Why nobody was charged. */
export type NotCharged = 'declined' | 'cardExpired' | 'noCard'

/**
 * A try has failed. The first time the invoice is issued, and its purchaser is told when it is tried again; when no try
 * is left the subscription has expired. A try that somebody made by hand changes no schedule: they have heard.
 */
export function declineRenewal(
  subscription: Stored<Subscription>,
  because: NotCharged,
  settling: Settling & Telling & { readonly country: string },
  purchase: Stored<Purchase> | undefined,
): readonly Write[] {
  if (purchase && !isTheClock(purchase.by)) return [takeBack(purchase), letGo(subscription.id, purchase)]
  const { at, numbers } = settling
  const today = dayOf(at)
  const by = theClock(subscription.tenantId)
  const bill = purchase?.bill ?? billRenewal(subscription, settling.country, today)
  const issued = subscription.unpaid
    ? undefined
    : issueRenewal(subscription, bill, settling, { state: 'declined', chargeKey: null })
  const since = subscription.unpaid?.since ?? today
  const retryOn = subscription.state === 'active' ? nextRetry(since, today) : null
  const invoiceId = issued?.invoice.id ?? subscription.unpaid?.invoiceId
  if (!invoiceId) throw new Error(`${subscription.id} has no invoice to be unpaid.`)
  const event: OrderEvent = { event: 'renewalDeclined', at, by }
  const unpaid: Subscription = {
    ...subscription,
    billingProfileId: settling.profile.document.id,
    purchaseId: null,
    ...(issued ? { billed: [issued.line] } : {}),
    unpaid: { invoiceId, unitPrice: bill.unitPrice, since, retryOn },
    orderHistory: [...subscription.orderHistory, event],
  }
  const line = unpaid.billed.find((one) => one.invoiceId === invoiceId)
  const owedFacts = {
    amount: bill.total,
    unitPrice: bill.unitPrice,
    ...(line ? { invoiceNumber: line.invoiceNumber } : {}),
  }
  const expires = unpaid.state === 'active' && retryOn === null
  const after = withDue(expires ? expired(unpaid, by, at) : unpaid)
  const told = expires
    ? mailOf('expired', subscription, settling, at, { ...owedFacts, until: addDays(today, expiredDays) })
    : issued
      ? mailOf('renewalDeclined', subscription, settling, at, {
          ...owedFacts,
          ...(retryOn ? { retryOn } : {}),
          until: endOf(unpaid, since),
        })
      : undefined
  return [
    { kind: 'replace', document: after, ifMatch: subscription._etag },
    ...(purchase ? [takeBack(purchase)] : []),
    ...(issued ? [{ kind: 'create', document: issued.invoice } as const] : []),
    ...profileWrites(settling),
    ...numbers.writes(),
    {
      kind: 'create',
      document: auditEntry(settling.auditId, 'subscription.renewalDeclined', by, at, {
        subscription,
        facts: { because, amount: { ...bill.total }, retryOn, ...(expires ? { status: 'Expired' } : {}) },
      }),
    },
    ...(told ? [{ kind: 'create', document: told } as const] : []),
  ]
}

/** When a subscription that stays unpaid comes to its next state. */
function endOf(unpaid: Subscription, since: Day): Day {
  return unpaid.state === 'expired' ? addDays(unpaid.expiredOn, expiredDays) : addDays(since, retryDays[3])
}

/** Its key is void: nobody was charged, and the next try may begin at once. */
export function voidRenewal(purchase: Stored<Purchase>): readonly Write[] {
  return [takeBack(purchase), letGo(purchase.subscriptionId, purchase)]
}

export function expired(subscription: Subscription, by: Actor, at: Instant): ExpiredSubscription {
  const event: OrderEvent = { event: 'expired', at, by }
  return {
    ...(subscription as Subscription as Omit<ExpiredSubscription, 'state' | 'expiredOn'>),
    state: 'expired',
    expiredOn: dayOf(at),
    orderHistory: [...subscription.orderHistory, event],
  }
}

function issueRenewal(
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

function profileWrites({ profile }: Pick<Settling, 'profile'>): readonly Write[] {
  return profile.isNew ? [{ kind: 'create', document: profile.document }] : []
}

/** One mail for each change of a term: its id names the change and the day on which the term ends. */
export function mailOf(
  kind: MailKind,
  subscription: Subscription,
  { organisation, purchaser, traceparent }: Telling,
  at: Instant,
  more: Pick<MailFacts, 'amount' | 'unitPrice' | 'until' | 'retryOn' | 'invoiceNumber'>,
): Mail {
  return newMail({
    kind,
    cause: mailCause(kind, subscription, more.invoiceNumber),
    subscription,
    purchaser,
    organisation,
    productName: productName(subscription.productId),
    targetProductName: null,
    seats:
      kind === 'renewed' || kind === 'renewalAnnounced'
        ? subscription.seats.total
        : subscription.seats.assigned,
    decidedBy: '',
    reason: '',
    operationId: null,
    traceparent,
    at,
    more,
  })
}

/** A term may be declined to one owner and then to the next: each has an invoice of their own. */
export function mailCause(
  kind: MailKind,
  { id, expirationDate }: Pick<Subscription, 'id' | 'expirationDate'>,
  invoiceNumber = '',
): string {
  return kind === 'renewalDeclined' ? `${kind}:${id}:${invoiceNumber}` : `${kind}:${id}:${expirationDate}`
}

/** The invoice that a card of the caller is to pay by hand, where no term waits for it: one on an agreement. */
export function startInvoicePayment(
  invoice: Stored<Invoice>,
  start: {
    readonly purchaseId: string
    readonly chargeKey: string
    readonly paymentMethodId: PaymentMethodId
    readonly by: Actor
    readonly at: Instant
  },
): Started {
  const [line] = invoice.lines
  if (!line) throw new Error(`Invoice ${invoice.number} has no line.`)
  const { what, unitPrice, seats, from, days, termDays } = line
  const rest = invoice.total.amount - invoice.credited
  const purchase = newPurchase(
    'invoice',
    { id: invoice.subscriptionId, tenantId: invoice.tenantId },
    {
      id: start.purchaseId,
      chargeKey: start.chargeKey,
      askedHash: invoice.id,
      paymentMethodId: start.paymentMethodId,
      bill: {
        what: what === 'credit' ? 'purchase' : what,
        unitPrice,
        seats,
        from,
        days,
        termDays,
        country: invoice.taxCountry,
        net: invoice.net,
        tax: invoice.tax,
        total: { ...invoice.total, amount: rest },
      },
      invoiceId: invoice.id,
      by: start.by,
      at: start.at,
    },
  )
  return {
    purchase,
    writes: [
      { kind: 'create', document: purchase },
      { kind: 'patch', id: invoice.id, set: { purchaseId: purchase.id }, ifMatch: invoice._etag },
    ],
  }
}

/** Such an invoice is paid: what goes back of it from now on goes back to the card. */
export function settleInvoice(
  purchase: Purchase,
  invoice: Stored<Invoice>,
  subscription: Stored<Subscription> | undefined,
  { at, auditId, card }: Pick<Settling, 'at' | 'auditId' | 'card'>,
): { readonly after: Invoice; readonly writes: readonly Write[] } {
  const paidWith = card ? { brand: card.brand, last4: card.last4 } : null
  const after: Invoice = { ...invoice, state: 'paid', paidAt: at, paidWith, purchaseId: null }
  const isBilled = subscription?.billed.some(({ invoiceId }) => invoiceId === invoice.id)
  return {
    after,
    writes: [
      { kind: 'replace', document: after, ifMatch: invoice._etag },
      mark(purchase, 'settled'),
      ...(subscription && isBilled
        ? [
            {
              kind: 'patch',
              id: subscription.id,
              set: {
                billed: subscription.billed.map((line) =>
                  line.invoiceId === invoice.id ? { ...line, chargeKey: purchase.chargeKey } : line,
                ) as never,
              },
              ifMatch: subscription._etag,
            } as const,
          ]
        : []),
      {
        kind: 'create',
        document: auditEntry(auditId, 'invoice.paid', purchase.by, at, {
          tenantId: purchase.tenantId,
          facts: { invoiceId: invoice.id, charged: { ...purchase.amount } },
        }),
      },
    ],
  }
}

/** It was declined, or its key is void: the invoice can be paid again. */
export function giveUpInvoicePayment(purchase: Stored<Purchase>): readonly Write[] {
  const invoiceId = purchase.invoiceId as InvoiceId
  return [takeBack(purchase), letGo(invoiceId, purchase)]
}
