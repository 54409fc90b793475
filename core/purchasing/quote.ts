import { withTax } from '../billing/taxes.ts'
import { unitPriceOf } from '../catalogue/prices.ts'
import type { Product, SalesChannel } from '../catalogue/products.ts'
import { allocate, type Money, money, times } from '../kernel/money.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { type Day, daysBetween } from '../kernel/time.ts'
import { termStart } from '../subscriptions/term.ts'
import type { Bill } from './purchase.ts'

export interface Quote {
  /** One licence for one term, without tax. */
  readonly unitPrice: Money
  readonly tax: Money
  /** All licences for one term, tax included: what is charged. */
  readonly total: Money
}

/** What a purchase would cost, from the price list of its channel (R133, R134). Nothing is bought. */
export function quote(wanted: {
  readonly product: Product
  readonly channel: SalesChannel
  readonly country: string
  readonly totalLicenses: number
}): Quote | Refusal<'ProductNotOffered'> {
  const unitPrice = unitPriceOf(wanted.product, wanted.channel, wanted.country)
  if (!unitPrice) {
    return refuse('ProductNotOffered')
  }
  return { unitPrice, ...withTax(times(unitPrice, wanted.totalLicenses), wanted.country) }
}

/**
 * What more licences cost for the rest of the term that is running: the price as bought (R135), by days, the day of
 * the change included. Nothing once the term is over: the renewal then charges for all.
 */
export function proratedRaise(raise: {
  readonly startsOn: Day
  readonly termMonths: number
  readonly termNumber: number
  readonly expirationDate: Day
  readonly unitPrice: Money
  readonly addedLicenses: number
  readonly on: Day
  readonly country: string
}): Bill {
  const { expirationDate, unitPrice, addedLicenses, on, country } = raise
  const termDays = daysBetween(termStart(raise), expirationDate)
  const days = Math.min(termDays, Math.max(0, daysBetween(on, expirationDate)))
  const whole = times(unitPrice, addedLicenses)
  const [net = money(0, whole.currency)] = allocate(whole, [days, termDays - days])
  return {
    what: 'moreLicenses',
    unitPrice,
    seats: addedLicenses,
    from: on,
    days,
    termDays,
    country,
    ...withTax(net, country),
  }
}

/** What all seats of a term cost, from its first day on. */
export function billOfTerm(bill: {
  readonly what: 'purchase' | 'renewal'
  readonly unitPrice: Money
  readonly seats: number
  readonly from: Day
  readonly to: Day
  readonly country: string
}): Bill {
  const { to, ...rest } = bill
  const days = daysBetween(bill.from, to)
  return { ...rest, days, termDays: days, ...withTax(times(bill.unitPrice, bill.seats), bill.country) }
}
