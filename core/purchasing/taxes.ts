import { add, type Money, money } from '../kernel/money.ts'
import { ownValue } from '../kernel/own-value.ts'
import taxes from './data/taxes.json' with { type: 'json' }

/**
 * Adds the tax of the country at its standard rate, rounded half up once on the whole amount. Countries without a rate
 * in data/taxes.json add none: there the seller does not collect it, or it depends on more than the country (US).
 */
export function withTax(net: Money, country: string): { readonly tax: Money; readonly total: Money } {
  const rates: Readonly<Record<string, number>> = taxes.basisPoints
  const basisPoints = ownValue(rates, country) ?? 0
  const tax = money(Math.floor((net.amount * basisPoints + 5_000) / 10_000), net.currency)
  return { tax, total: add(net, tax) }
}
