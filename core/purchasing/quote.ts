import type { Product, SalesChannel } from '../catalogue/products.ts'
import { allocate, type Money, money, times } from '../kernel/money.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { addMonths, type Day, daysBetween } from '../kernel/time.ts'
import { unitPriceOf } from './prices.ts'
import { withTax } from './taxes.ts'

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
  readonly unitPrice: Money
  readonly startsOn: Day
  readonly termMonths: number
  readonly expirationDate: Day
  readonly addedLicenses: number
  readonly on: Day
  readonly country: string
}): { readonly net: Money; readonly tax: Money; readonly total: Money } {
  const days = daysBetween(termStart(raise), raise.expirationDate)
  const left = Math.min(days, Math.max(0, daysBetween(raise.on, raise.expirationDate)))
  const whole = times(raise.unitPrice, raise.addedLicenses)
  const [net = money(0, whole.currency)] = allocate(whole, [left, days - left])
  return { net, ...withTax(net, raise.country) }
}

/** Counted from the first day, like every renewal, so that the 31st does not drift. */
function termStart(term: {
  readonly startsOn: Day
  readonly termMonths: number
  readonly expirationDate: Day
}): Day {
  let months = 0
  while (addMonths(term.startsOn, months + term.termMonths) < term.expirationDate) months += term.termMonths
  return addMonths(term.startsOn, months)
}
