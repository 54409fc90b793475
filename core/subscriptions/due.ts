import { addDays, type Day, type Instant, startOfDay } from '../kernel/time.ts'
import type { Query } from '../ports/documents.ts'
import type { Subscription } from './subscription.ts'
import { disabledDays, expiredDays, noticeDays } from './term.ts'

/** What time does to a subscription. */
export const dueSteps = ['announce', 'renew', 'expire', 'disable', 'delete', 'endTrial'] as const
export type DueStep = (typeof dueSteps)[number]

export interface Due {
  readonly step: DueStep
  readonly on: Day
}

/** What time changes next, whatever the day is today. */
export function nextDue(subscription: Subscription): Due | undefined {
  const { expirationDate, unpaid, autoRenew, announced, termNumber } = subscription
  switch (subscription.state) {
    case 'pending':
    case 'deleted':
      return undefined
    case 'active':
      if (subscription.channel === 'signUp') return undefined
      if (subscription.channel === 'trial') return { step: 'endTrial', on: expirationDate }
      if (unpaid) return { step: 'renew', on: unpaid.retryOn ?? unpaid.since }
      if (!autoRenew) return { step: 'expire', on: expirationDate }
      if (announced?.termNumber !== termNumber + 1)
        return { step: 'announce', on: addDays(expirationDate, -noticeDays(subscription)) }
      return { step: 'renew', on: expirationDate }
    case 'expired': {
      const disable: Due = { step: 'disable', on: addDays(subscription.expiredOn, expiredDays) }
      return earlier(retryOf(subscription), disable)
    }
    case 'disabled': {
      const end: Due = { step: 'delete', on: addDays(subscription.disabledOn, disabledDays) }
      return earlier(retryOf(subscription), end)
    }
  }
}

/** What is due on that day. A renewal of which nobody could be notified in time comes without that. */
export function dueOn(subscription: Subscription, today: Day): Due | undefined {
  const next = nextDue(subscription)
  if (!next || next.on > today) return undefined
  return next.step === 'announce' && subscription.expirationDate <= today
    ? { step: 'renew', on: subscription.expirationDate }
    : next
}

export function dueAtOf(subscription: Subscription): Instant | null {
  const due = nextDue(subscription)
  return due ? startOfDay(due.on) : null
}

/** Everything on which time has something to do by now, the longest due first; texts only, so that an index answers. */
export function dueBy(now: Instant): Query {
  return {
    where: [
      { field: 'dueAt', is: '>=', value: '0' },
      { field: 'dueAt', is: '<=', value: now },
    ],
    orderBy: { field: 'dueAt', direction: 'ascending' },
  }
}

/** The same subscription, with the day on which time changes it next. Whoever changes a term ends with this. */
export function withDue<S extends Subscription>(subscription: S): S {
  return { ...subscription, dueAt: dueAtOf(subscription) }
}

/** A card that was replaced is tried at once; who wants it renewed after all is charged at once. */
function retryOf({ unpaid, autoRenew, expirationDate }: Subscription): Due | undefined {
  if (!unpaid) return autoRenew ? { step: 'renew', on: expirationDate } : undefined
  return unpaid.retryOn ? { step: 'renew', on: unpaid.retryOn } : undefined
}

function earlier(one: Due | undefined, other: Due): Due {
  return one && one.on <= other.on ? one : other
}
