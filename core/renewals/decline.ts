import { type Actor, auditEntry, isTheClock, theClock } from '../audit/audit-entry.ts'
import { addDays, type Day, dayOf, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import type { Purchase } from '../purchasing/purchase.ts'
import { letGo, type Settling, takeBack } from '../purchasing/settle.ts'
import { withDue } from '../subscriptions/due.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import type { ExpiredSubscription, OrderEvent, Subscription } from '../subscriptions/subscription.ts'
import { expiredDays, nextRetry, retryDays } from '../subscriptions/term.ts'
import { billRenewal } from './bill-renewal.ts'
import { issueRenewal, profileWrites } from './renew.ts'
import { cardOf, mailOf, type Telling } from './tell.ts'

/** Why nobody was charged. */
export type NotCharged = 'declined' | 'cardExpired' | 'noCard'

/**
 * A try has failed. The first time the invoice is issued, and its purchaser is notified when it is tried again; when no try
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
  const usual = subscription.state === 'active' ? nextRetry(since, today) : null
  const retryOn = isReplaced(purchase, settling) ? today : usual
  const invoiceId = issued?.invoice.id ?? subscription.unpaid?.invoiceId
  if (!invoiceId) throw new Error(`${subscription.id} has no invoice to be unpaid.`)
  const event: OrderEvent = { event: 'renewalDeclined', at, by }
  const unpaid: Subscription = {
    ...subscription,
    billingProfileId: settling.profile.document.id,
    purchaseId: null,
    ...(issued ? { billed: [issued.line] } : {}),
    unpaid: {
      invoiceId,
      unitPrice: bill.unitPrice,
      from: subscription.unpaid?.from ?? bill.from,
      since,
      retryOn,
    },
    orderHistory: withEvent(subscription.orderHistory, event),
  }
  const line = unpaid.billed.find((one) => one.invoiceId === invoiceId)
  const owedFacts = {
    amount: bill.total,
    unitPrice: bill.unitPrice,
    ...(line ? { invoiceNumber: line.invoiceNumber } : {}),
    ...cardOf(settling),
  }
  const expires = unpaid.state === 'active' && retryOn === null
  const after = withDue(expires ? expired(unpaid, by, at) : unpaid)
  const told = expires
    ? mailOf('expired', subscription, settling, at, { ...owedFacts, until: addDays(today, expiredDays) })
    : issued
      ? mailOf('renewalDeclined', subscription, settling, at, {
          ...owedFacts,
          ...(retryOn ? { retryOn } : {}),
          until: worksUntil(unpaid, since),
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

/** Another card is charged by now: it was replaced while this one was tried, and is to be tried at once. */
function isReplaced(
  purchase: Stored<Purchase> | undefined,
  { profile: { document } }: Pick<Settling, 'profile'>,
): boolean {
  const { paymentMethodId } = document
  return purchase !== undefined && paymentMethodId !== null && paymentMethodId !== purchase.paymentMethodId
}

/** Until when the licences of a subscription that stays unpaid work. */
function worksUntil(unpaid: Subscription, since: Day): Day {
  const expiresOn = unpaid.state === 'expired' ? unpaid.expiredOn : addDays(since, retryDays[3])
  return addDays(expiresOn, expiredDays)
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
    orderHistory: withEvent(subscription.orderHistory, event),
  }
}
