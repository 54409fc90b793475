import { add, type Money, money } from '../kernel/money.ts'
import { type Day, daysBetween } from '../kernel/time.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { BilledLine } from '../subscriptions/term.ts'
import type { Credited } from './invoice.ts'
import { type Amounts, taxOn } from './taxes.ts'

/**
 * The seven-day rule: what was bought or renewed at most seven days ago goes back by the day, the day itself included;
 * later it does not. What was never paid is not owed any more, whenever that is. Seats that were bought last are given
 * back first. (B25)
 */

export const refundDays = 7

/** What goes back when so many seats do, and what is left of what was billed. */
export interface Crediting {
  readonly billed: readonly BilledLine[]
  readonly credited: readonly Credited[]
}

/** `seats` of the subscription are given up on that day. */
export function creditSeats(
  subscription: Pick<Subscription, 'billed' | 'unpaid' | 'expirationDate'>,
  seats: number,
  on: Day,
): Crediting {
  const { expirationDate, unpaid } = subscription
  const credited: Credited[] = []
  const billed: BilledLine[] = []
  let left = seats
  for (const line of [...subscription.billed].reverse()) {
    const isUnpaid = unpaid?.invoiceId === line.invoiceId
    if (!isUnpaid && daysBetween(line.on, on) > refundDays) continue
    const count = Math.min(left, line.seats - line.returnedSeats)
    if (count === 0) {
      billed.unshift(line)
      continue
    }
    left -= count
    const days = isUnpaid ? line.days : Math.min(line.days, Math.max(0, daysBetween(on, expirationDate)))
    const net = backFor(line, count, days)
    const after: BilledLine = {
      ...line,
      returnedSeats: line.returnedSeats + count,
      returnedNet: line.returnedNet + net.amount,
    }
    if (after.returnedSeats < after.seats) billed.unshift(after)
    const tax = money(owedTax(line) - owedTax(after), net.currency)
    if (net.amount > 0) credited.push({ line, seats: count, days, net, tax, total: add(net, tax) })
  }
  return { billed, credited }
}

/** All that goes back together; undefined where nothing does. */
export function sumOf(credited: readonly Credited[]): Amounts | undefined {
  const [first, ...more] = credited
  if (!first) return undefined
  return more.reduce<Amounts>(
    (sum, one) => ({
      net: add(sum.net, one.net),
      tax: add(sum.tax, one.tax),
      total: add(sum.total, one.total),
    }),
    { net: first.net, tax: first.tax, total: first.total },
  )
}

/** What is still to be paid of a line. */
export function owed(line: BilledLine): Amounts {
  const net = money(line.net.amount - line.returnedNet, line.net.currency)
  const tax = taxOn(net, line.taxRate)
  return { net, tax, total: add(net, tax) }
}

/** By seats and days, counted from the first seat that went back, so that parts add up to the whole to the cent. */
function backFor(
  { net, seats, days: daysBilled, returnedSeats, returnedNet }: BilledLine,
  count: number,
  days: number,
): Money {
  const share = (of: number) =>
    Number((BigInt(net.amount) * BigInt(of) * BigInt(days)) / (BigInt(seats) * BigInt(daysBilled)))
  const amount = share(returnedSeats + count) - share(returnedSeats)
  return money(Math.min(amount, net.amount - returnedNet), net.currency)
}

function owedTax(line: BilledLine): number {
  return owed(line).tax.amount
}
