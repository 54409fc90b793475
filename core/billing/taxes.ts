import { add, type Money, money } from '../kernel/money.ts'
import { ownValue } from '../kernel/own-value.ts'
import taxes from './data/taxes.json' with { type: 'json' }

/**
 * The standard rate of the country in hundredths of a per cent. 0 for countries that are not in data/taxes.json: there
 * the seller does not collect it, or it depends on more than the country (US).
 */
export function taxRateOf(country: string): number {
  const rates: Readonly<Record<string, number>> = taxes.basisPoints
  return ownValue(rates, country) ?? 0
}

/** The tax on a net amount, rounded half up once on the whole of it. */
export function taxOn(net: Money, basisPoints: number): Money {
  return money(Math.floor((net.amount * basisPoints + 5_000) / 10_000), net.currency)
}

/** An amount without tax, its tax, and both together. */
export interface Amounts {
  readonly net: Money
  readonly tax: Money
  readonly total: Money
}

export function withTax(net: Money, country: string): Amounts {
  const tax = taxOn(net, taxRateOf(country))
  return { net, tax, total: add(net, tax) }
}
