import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { type Books, giveBack } from '../billing/give-back.ts'
import { type Refusal, refuseStale } from '../kernel/refusals.ts'
import { dayOf, type Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { withDue } from '../subscriptions/due.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { OrderEvent, Subscription } from '../subscriptions/subscription.ts'

export interface ChangeRenewal {
  readonly autoRenew: boolean
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
}

/** Whether that may be changed, and would change something. */
export function decideRenewal(
  subscription: Stored<Subscription>,
  standing: Standing,
  { autoRenew, ifMatch }: { readonly autoRenew: boolean; readonly ifMatch: string },
): Refusal<StandingRefusal | 'PreconditionFailed'> | { readonly change: 'none' | 'some' } {
  return (
    refuseAction('changeRenewal', subscription, standing) ??
    refuseStale(subscription, ifMatch) ?? { change: subscription.autoRenew === autoRenew ? 'none' : 'some' }
  )
}

/**
 * Whether another term follows. Who wants none owes none: an invoice of the coming term that could not be charged is
 * credited, and it expires. Who wants one after all, once it has expired, is charged at once.
 */
export function changeRenewal(
  subscription: Stored<Subscription>,
  { autoRenew, by, at, auditId }: ChangeRenewal,
  books: Books | undefined,
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  const given =
    subscription.unpaid && !autoRenew
      ? creditUnpaid(subscription, { by, at, cause: auditId }, books)
      : undefined
  const event: OrderEvent = { event: 'renewalSwitched', at, by, autoRenew, ...given?.told }
  const after: Stored<Subscription> = withDue({
    ...subscription,
    autoRenew,
    ...given?.changes,
    orderHistory: withEvent(subscription.orderHistory, event),
  })
  return {
    after,
    writes: [
      { kind: 'replace', document: after, ifMatch: subscription._etag },
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.renewalSwitched', by, at, {
          subscription,
          facts: { autoRenew, ...factsOf(given?.told) },
        }),
      },
      ...(given?.writes ?? []),
    ],
  }
}

/** The term that could not be charged is not owed any more. */
export function creditUnpaid(
  subscription: Stored<Subscription>,
  { by, at, cause }: { readonly by: Actor; readonly at: Instant; readonly cause: string },
  books: Books | undefined,
): {
  readonly changes: Pick<Subscription, 'billed' | 'unpaid'>
  readonly told: Pick<OrderEvent, 'credited'>
  readonly writes: readonly Write[]
} {
  const given = giveBack(
    subscription,
    { seats: subscription.seats.total, on: dayOf(at), cause, because: 'cancelled', by, at },
    books,
  )
  return {
    changes: { billed: [], unpaid: null },
    told: given.credited ? { credited: given.credited } : {},
    writes: [...given.writes, ...(books?.numbers.writes() ?? [])],
  }
}

/** What is credited, as the audit trail tells it. */
export function factsOf(told: Pick<OrderEvent, 'credited'> | undefined) {
  return told?.credited ? { credited: { ...told.credited } } : {}
}
