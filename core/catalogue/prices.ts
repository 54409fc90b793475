import { type Money, money } from '../kernel/money.ts'
import prices from './data/prices.json' with { type: 'json' }
import type { Currency, Product, SalesChannel } from './products.ts'

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
