import type { Currency, Product, SalesChannel } from './catalogue.ts'
import prices from './data/prices.json' with { type: 'json' }
import taxes from './data/taxes.json' with { type: 'json' }
import { add, allocate, type Money, money, times } from './money.ts'
import { type Refusal, refuse } from './refusals.ts'
import { addMonths, type Day, daysBetween } from './time.ts'

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
    return refuse('ProductNotOffered', `${wanted.product.id} is not offered on ${wanted.channel}.`)
  }
  return { unitPrice, ...withTax(times(unitPrice, wanted.totalLicenses), wanted.country) }
}

/** The list price of one licence for one term; undefined when the product is not offered that way. */
export function unitPriceOf(product: Product, channel: SalesChannel, country: string): Money | undefined {
  const currency = currencyOf(country)
  const amount = product.channels[channel]?.unitPrices[currency]
  return amount === undefined ? undefined : money(amount, currency)
}

/** The currency that a country is billed in: euro, pound, and dollars everywhere else. */
export function currencyOf(country: string): Currency {
  if (prices.countries.EUR.includes(country)) return 'EUR'
  return prices.countries.GBP.includes(country) ? 'GBP' : 'USD'
}

/**
 * Adds the tax of the country at its standard rate, rounded half up once on the whole amount. Countries without a rate
 * in data/taxes.json add none: there the seller does not collect it, or it depends on more than the country (US).
 */
export function withTax(net: Money, country: string): { readonly tax: Money; readonly total: Money } {
  const rates: Readonly<Record<string, number>> = taxes.basisPoints
  const basisPoints = Object.hasOwn(rates, country) ? (rates[country] ?? 0) : 0
  const tax = money(Math.floor((net.amount * basisPoints + 5_000) / 10_000), net.currency)
  return { tax, total: add(net, tax) }
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
