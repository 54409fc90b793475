import type { Actor } from '../audit/audit-entry.ts'
import { auditEntry } from '../audit/audit-entry.ts'
import { refundDays } from '../billing/credit.ts'
import { type Books, giveBack } from '../billing/give-back.ts'
import { changes } from '../kernel/changes.ts'
import type { Money } from '../kernel/money.ts'
import { type Refusal, refuse, refuseStale } from '../kernel/refusals.ts'
import { type Day, dayOf, daysBetween, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import { notActive, refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import { type OrderEvent, type Subscription, workingStates } from '../subscriptions/subscription.ts'
import type { BilledLine } from '../subscriptions/term.ts'
import { adding, asAdd, changed, enough } from './seats.ts'

/** The most that one subscription holds, bought at once or raised to. */
export const totalLicensesMax = 100_000

export type TotalRefusal =
  | StandingRefusal
  | 'PreconditionFailed'
  | 'QuantityBelowAssigned'
  | 'QuantityIncreaseNotAllowed'
  | 'PaymentOverdue'
  | 'TooManyRaises'

/** So many lines of a term can go back at once: the batch of a cancel takes no more. */
export const linesMax = 30

export interface TotalWanted {
  readonly totalLicenses: number
  readonly ifMatch: string
}

/**
 * Whether the total may become that, and how: for nothing, or by a payment of the purchaser for what is added. The
 * number is absolute, so asking twice changes nothing the second time. (R099 to R101)
 */
export function decideTotal(
  subscription: Stored<Subscription>,
  standing: Standing,
  wanted: TotalWanted,
  today: Day,
): Refusal<TotalRefusal> | { readonly change: 'none' | 'less' | 'more' } {
  const { seats } = subscription
  const refusal =
    refuseAction('changeLicenses', subscription, standing) ?? refuseStale(subscription, wanted.ifMatch)
  if (refusal) return refusal
  if (wanted.totalLicenses === seats.total) return { change: 'none' }
  if (wanted.totalLicenses < seats.assigned + seats.reserved) {
    return refuse(
      'QuantityBelowAssigned',
      { assigned: seats.assigned, reserved: seats.reserved },
      { target: 'totalLicenses' },
    )
  }
  if (wanted.totalLicenses < seats.total) return { change: 'less' }
  return refuseGrowth(subscription, today) ?? { change: 'more' }
}

/** Why no licences can be added, whoever asks. */
export function refuseGrowth(
  subscription: Subscription,
  today: Day,
):
  | Refusal<
      | 'QuantityIncreaseNotAllowed'
      | 'PaymentOverdue'
      | 'SubscriptionNotActive'
      | 'PaymentOutcomeUnknown'
      | 'TooManyRaises'
    >
  | undefined {
  const { seats, unpaid, controlledBy, channel, billed } = subscription
  const at = { target: 'totalLicenses' }
  if (unpaid) return refuse('PaymentOverdue', {}, at)
  if (subscription.state !== 'active') return notActive(subscription)
  // Its last term is over: in a moment it has expired.
  const { autoRenew, expirationDate } = subscription
  if (!autoRenew && expirationDate <= today) return notActive({ state: 'expired' })
  // In a moment the next one is charged: what were added now would be had for nothing, should that be declined.
  if (channel !== 'central' && expirationDate <= today)
    return refuse('PaymentOutcomeUnknown', { because: 'paymentUnderWay', retryAfterMs: 2_000 })
  if (controlledBy && channel !== 'central')
    return refuse('QuantityIncreaseNotAllowed', { totalLicenses: seats.total }, at)
  const late = billed.filter(({ on }) => daysBetween(on, today) <= refundDays)
  return late.length < linesMax ? undefined : refuse('TooManyRaises', { days: refundDays, max: linesMax }, at)
}

/** What follows from a change of the total that needs no card. */
export interface SetTotal {
  readonly totalLicenses: number
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
}

/**
 * Takes licences away, and gives back what the seven-day rule says. Seats that an assignment takes meanwhile are safe:
 * the etag is the one read. (R100, B25)
 */
export function lowerTotal(
  subscription: Stored<Subscription>,
  { totalLicenses, by, at, auditId }: SetTotal,
  books: Books | undefined,
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  const seats = subscription.seats.total - totalLicenses
  const given = giveBack(
    subscription,
    { seats, on: dayOf(at), cause: auditId, because: 'fewerLicenses', by, at },
    books,
  )
  const { after, writes } = setTotal(subscription, { totalLicenses, by, at, auditId }, given)
  return { after, writes: [...writes, ...given.writes, ...(books?.numbers.writes() ?? [])] }
}

/** Adds licences for which no card is charged: on an agreement, or where they cost nothing. */
export function raiseTotal(
  subscription: Stored<Subscription>,
  set: SetTotal,
  line: BilledLine | undefined,
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  return setTotal(subscription, set, {
    billed: line ? [...subscription.billed, line] : subscription.billed,
    credited: undefined,
  })
}

function setTotal(
  subscription: Stored<Subscription>,
  { totalLicenses, by, at, auditId }: SetTotal,
  { billed, credited }: { readonly billed: readonly BilledLine[]; readonly credited: Money | undefined },
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  const { seats, orderHistory } = subscription
  const change = adding(totalLicenses - seats.total)
  const event: OrderEvent = {
    event: 'quantityChanged',
    at,
    by,
    totalLicenses,
    ...(credited ? { credited } : {}),
  }
  const after: Subscription = {
    ...subscription,
    seats: changed(seats, change),
    billed,
    orderHistory: withEvent(orderHistory, event),
  }
  return {
    after,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: changes(subscription, { ...after, seats }),
        add: asAdd(change),
        when: [
          { field: 'state', is: 'in', values: [...workingStates] },
          { field: 'operationId', is: '=', value: null },
          ...enough(change),
        ],
        ifMatch: subscription._etag,
      },
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.quantityChanged', by, at, {
          subscription,
          facts: { from: seats.total, to: totalLicenses, ...(credited ? { credited: { ...credited } } : {}) },
        }),
      },
    ],
  }
}
