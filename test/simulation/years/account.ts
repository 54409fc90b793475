import { forDaysLeft, giveUp, type Line, restOf, taxOf } from './arithmetic.ts'
import { dayMs, monthsAfter } from './calendar.ts'

/** What a subscription is, by the rules and by what was asked of it: kept beside the product's own document. */
export interface Account {
  readonly id: string
  readonly channel: string
  readonly productId: string
  readonly months: number
  owner: string
  state: string
  seats: number
  /** Price of one seat for the running term. */
  unit: number
  /** First day of the first term, the number of the running one, and the day on which that is over. */
  first: number
  term: number
  end: number
  autoRenew: boolean
  lines: Line[]
  announced: { readonly term: number; readonly unit: number } | undefined
  unpaid: Owing | undefined
  expiredOn: number
  disabledOn: number
  changedAtMs: number
}

/** A renewal that was declined. */
export interface Owing {
  readonly line: Line
  readonly unit: number
  /** First day of the term that it is for. */
  readonly from: number
  /** The days of the first decline and of the last one. */
  readonly since: number
  lastTry: number
  /** When a card was given that has not been tried yet. */
  cardOn: number | undefined
}

/** What is to be charged, or was. */
export interface Owed {
  readonly what: 'purchase' | 'moreLicenses' | 'renewal'
  readonly seats: number
  readonly unit: number
  readonly from: number
  readonly days: number
  readonly termDays: number
  readonly net: number
  readonly tax: number
}

export const retryDays = [1, 3, 5, 7]
export const expiredDays = 30
export const disabledDays = 90
export const trialDays = 30

export function noticeDays({ months }: Pick<Account, 'months'>): number {
  return months === 12 ? 30 : 7
}

export function termStart({ first, term, months }: Account): number {
  return monthsAfter(first, (term - 1) * months)
}

export function nextEnd({ first, term, months }: Account): number {
  return monthsAfter(first, (term + 1) * months)
}

export function wholeTerm(
  what: 'purchase' | 'renewal',
  seats: number,
  unit: number,
  from: number,
  to: number,
  rate: number,
): Owed {
  const net = seats * unit
  return { what, seats, unit, from, days: to - from, termDays: to - from, net, tax: taxOf(net, rate) }
}

/** Seats that are added in the middle of a term. */
export function moreSeats(account: Account, added: number, on: number, rate: number): Owed {
  const termDays = account.end - termStart(account)
  const days = Math.min(termDays, Math.max(0, account.end - on))
  const net = forDaysLeft(account.unit * added, days, termDays)
  return {
    what: 'moreLicenses',
    seats: added,
    unit: account.unit,
    from: on,
    days,
    termDays,
    net,
    tax: taxOf(net, rate),
  }
}

/**
 * The term after the running one; from today on where that has been over since an earlier day. A declined one as it was
 * billed, unless it is over itself.
 */
export function comingTerm(account: Account, today: number, listPrice: number, rate: number): Owed {
  const { unpaid, end, seats, announced, term, months } = account
  if (!unpaid) {
    const unit = announced?.term === term + 1 ? announced.unit : listPrice
    return account.state === 'active' || today <= end
      ? wholeTerm('renewal', seats, unit, end, nextEnd(account), rate)
      : wholeTerm('renewal', seats, unit, today, monthsAfter(today, months), rate)
  }
  if (isOver(account, today))
    return wholeTerm('renewal', seats, unpaid.unit, today, monthsAfter(today, months), rate)
  const { line, unit, from } = unpaid
  return {
    what: 'renewal',
    seats: line.seats - line.backSeats,
    unit,
    from,
    days: line.days,
    termDays: line.days,
    ...restOf(line),
  }
}

/** The term that was declined is over: whoever pays begins a new one. */
export function isOver({ unpaid, state }: Account, today: number): boolean {
  return unpaid !== undefined && state !== 'active' && unpaid.from + unpaid.line.days <= today
}

export type Step = 'announce' | 'renew' | 'expire' | 'disable' | 'delete' | 'endTrial'

/** What time does to it next, and on which day. */
export function dueOf(account: Account): { readonly step: Step; readonly on: number } | undefined {
  const { state, channel, end, unpaid, autoRenew, announced, term, expiredOn, disabledOn } = account
  switch (state) {
    case 'active': {
      if (channel === 'signUp') return undefined
      if (channel === 'trial') return { step: 'endTrial', on: end }
      if (unpaid) return { step: 'renew', on: unpaid.cardOn ?? nextRetry(unpaid) ?? unpaid.since }
      if (!autoRenew) return { step: 'expire', on: end }
      if (announced?.term !== term + 1) return { step: 'announce', on: end - noticeDays(account) }
      return { step: 'renew', on: end }
    }
    case 'expired':
      return retryOr(account, { step: 'disable', on: expiredOn + expiredDays })
    case 'disabled':
      return retryOr(account, { step: 'delete', on: disabledOn + disabledDays })
    default:
      return undefined
  }
}

function nextRetry({ since, lastTry }: Owing): number | undefined {
  return retryDays.map((days) => since + days).find((day) => day > lastTry)
}

function retryOr({ unpaid, autoRenew, end }: Account, other: { readonly step: Step; readonly on: number }) {
  const retry = unpaid ? unpaid.cardOn : autoRenew ? end : undefined
  return retry !== undefined && retry <= other.on ? ({ step: 'renew', on: retry } as const) : other
}

/** How long after its day something may come that faults have held up. */
const latestMs = 3 * 3_600_000

/** Why the clock must not charge it now; undefined when it may. */
export function refuseTry(account: Account, atMs: number): string | undefined {
  const { unpaid, state, autoRenew, end, changedAtMs } = account
  const today = Math.floor(atMs / dayMs)
  if (!unpaid) {
    if (!autoRenew) return 'no other term is wanted'
    return today < end ? `its term ends on day ${end}, and it was day ${today}` : undefined
  }
  if (unpaid.cardOn !== undefined && unpaid.cardOn <= today) return undefined
  if (state !== 'active') return `it is ${state}, and there is no new card`
  const onDay = retryDays.some((days) => {
    const dueMs = (unpaid.since + days) * dayMs
    return today >= unpaid.since + days && atMs <= Math.max(dueMs, changedAtMs) + latestMs
  })
  return onDay ? undefined : `it was declined on day ${unpaid.since}, and tried on day ${today}`
}

/** Everything that may still go back of it, and all that is not paid. */
export function giveUpAll(account: Account, on: number) {
  return giveUp(account.lines, account.seats, on, account.end)
}
