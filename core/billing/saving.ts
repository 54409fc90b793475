import { type Money, money, times } from '../kernel/money.ts'

/** What one seat costs for a term of so many months, without tax. */
export interface Priced {
  readonly unitPrice: Money
  readonly termMonths: number
}

/** Of seats that go from one price to another, without tax. */
export interface Saving {
  readonly seats: number
  /** One seat a year. */
  readonly price: Money
  readonly newPrice: Money
  /** The difference of the two, times the seats, a year; negative where the new one costs more. */
  readonly saving: Money
}

/**
 * What seats cost less a year when they go to another price: the difference times the seats. Undefined where the two are
 * of different currencies: nobody knows what one is worth in the other. (B19)
 */
export function savingOf(now: Priced, then: Priced, seats: number): Saving | undefined {
  if (now.unitPrice.currency !== then.unitPrice.currency) return undefined
  const [price, newPrice] = [aYear(now), aYear(then)]
  const difference = money(price.amount - newPrice.amount, price.currency)
  return { seats, price, newPrice, saving: times(difference, seats) }
}

/** Terms are a month or a year, so that nothing is rounded. */
function aYear({ unitPrice, termMonths }: Priced): Money {
  return times(unitPrice, 12 / termMonths)
}
