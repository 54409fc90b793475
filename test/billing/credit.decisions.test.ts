import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { creditSeats, owed, refundDays, sumOf } from '#core/billing/credit.ts'
import { taxOn } from '#core/billing/taxes.ts'
import { add, money, times } from '#core/kernel/money.ts'
import { addDays, type Day, daysBetween } from '#core/kernel/time.ts'
import type { BilledLine } from '#core/subscriptions/term.ts'
import { invoiceId } from '../support/builders.ts'

const termStart = '2026-01-31' as Day

/** What was billed for one term: some seats with it, some on later days of it, as the product bills them. */
interface Term {
  readonly expirationDate: Day
  readonly billed: readonly BilledLine[]
}

const anyTerm = fc
  .record({
    termDays: fc.constantFrom(28, 31, 365, 366),
    unitPrice: fc.integer({ min: 1, max: 500_000 }),
    taxRate: fc.constantFrom(0, 700, 1_900, 2_100, 2_700),
    raises: fc.array(fc.record({ after: fc.nat({ max: 27 }), seats: fc.integer({ min: 1, max: 2_000 }) }), {
      maxLength: 5,
    }),
    seats: fc.integer({ min: 1, max: 2_000 }),
  })
  .map(({ termDays, unitPrice, taxRate, raises, seats }): Term => {
    const bought = [{ after: 0, seats }, ...raises.toSorted((one, other) => one.after - other.after)]
    return {
      expirationDate: addDays(termStart, termDays),
      billed: bought.map((one, n): BilledLine => {
        const days = termDays - one.after
        const net = Math.floor((unitPrice * one.seats * days) / termDays)
        return {
          invoiceId: invoiceId(n),
          invoiceNumber: `2026-${n}`,
          chargeKey: `key${n}`,
          on: addDays(termStart, one.after),
          days,
          seats: one.seats,
          unitPrice: money(unitPrice, 'EUR'),
          net: money(net, 'EUR'),
          taxRate,
          returnedSeats: 0,
          returnedNet: 0,
        }
      }),
    }
  })

const seatsOf = ({ billed }: Term) => billed.reduce((sum, { seats }) => sum + seats, 0)
const paidFor = ({ net, taxRate }: BilledLine) => add(net, taxOn(net, taxRate)).amount
const giveUp = ({ expirationDate, billed }: Term, seats: number, on: Day) => {
  const { billed: left, credited } = creditSeats({ expirationDate, billed, unpaid: null }, seats, on)
  return { term: { expirationDate, billed: left }, credited }
}
type Credited = ReturnType<typeof giveUp>['credited']

/** What goes back in each invoice, net and in all, to the cent. */
function byInvoice(all: readonly Credited[]): ReadonlyMap<string, readonly [net: number, total: number]> {
  const sums = new Map<string, readonly [number, number]>()
  for (const { line, net, total } of all.flat()) {
    const [sumNet, sumTotal] = sums.get(line.invoiceId) ?? [0, 0]
    sums.set(line.invoiceId, [sumNet + net.amount, sumTotal + total.amount])
  }
  return sums
}

describe('B25 what goes back for seats that are given up', () => {
  test('is the same to the cent in one step and in as many as one likes on one day', () => {
    fc.assert(
      fc.property(
        anyTerm,
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 30 }),
        (term, steps, day) => {
          const on = addDays(termStart, day)
          const wanted = Math.min(
            steps.reduce((a, b) => a + b, 0),
            seatsOf(term),
          )
          let [left, now] = [wanted, term]
          const parts: Credited[] = []
          for (const step of steps) {
            const { term: after, credited } = giveUp(now, Math.min(step, left), on)
            left -= Math.min(step, left)
            now = after
            parts.push(credited)
          }
          const whole = giveUp(term, wanted, on)
          expect(byInvoice(parts)).toEqual(byInvoice([whole.credited]))
          expect(now).toEqual(whole.term)
        },
      ),
    )
  })

  test('is all net and all tax of whatever is given up on the day on which it was billed', () => {
    fc.assert(
      fc.property(anyTerm, ({ expirationDate, billed }) => {
        for (const line of billed) {
          const { term, credited } = giveUp({ expirationDate, billed: [line] }, line.seats, line.on)
          const back = sumOf(credited)
          expect(back?.net.amount ?? 0).toBe(line.net.amount)
          expect(back?.total.amount ?? 0).toBe(paidFor(line))
          expect(term.billed).toEqual([])
        }
      }),
    )
  })

  test('is never more than was paid, of any invoice, however it is split over seats and days', () => {
    const anySteps = fc.array(fc.record({ seats: fc.nat({ max: 900 }), later: fc.nat({ max: 3 }) }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(anyTerm, anySteps, (term, steps) => {
        let [now, on]: [Term, Day] = [term, termStart]
        const parts: Credited[] = []
        for (const { seats, later } of steps) {
          on = addDays(on, later)
          const billed = now.billed.filter((line) => line.on <= on)
          const { term: after, credited } = giveUp({ ...now, billed }, seats, on)
          now = { ...after, billed: [...after.billed, ...now.billed.filter((line) => line.on > on)] }
          for (const one of credited) {
            expect(one.net.amount).toBeGreaterThan(0)
            expect(one.tax.amount).toBeGreaterThanOrEqual(0)
            expect(one.total).toEqual(add(one.net, one.tax))
            expect(one.days).toBe(daysBetween(on, now.expirationDate))
          }
          parts.push(credited)
        }
        const back = byInvoice(parts)
        for (const line of term.billed) {
          const [net, total] = back.get(line.invoiceId) ?? [0, 0]
          expect(net).toBeLessThanOrEqual(line.net.amount)
          expect(total).toBeLessThanOrEqual(paidFor(line))
        }
      }),
    )
  })

  test('is by the day, rounded down: never more than the days that are left cost', () => {
    fc.assert(
      fc.property(anyTerm, fc.nat({ max: refundDays }), ({ expirationDate, billed: [line] }, day) => {
        if (!line) return
        const { credited } = giveUp({ expirationDate, billed: [line] }, line.seats, addDays(termStart, day))
        const left = Math.max(0, line.days - day)
        expect(sumOf(credited)?.net.amount ?? 0).toBe(Math.floor((line.net.amount * left) / line.days))
      }),
    )
  })

  test('is nothing after seven days, and on the seventh it is something', () => {
    fc.assert(
      fc.property(anyTerm, fc.integer({ min: 1, max: 400 }), ({ expirationDate, billed: [line] }, more) => {
        if (!line) return
        const term = { expirationDate, billed: [line] }
        const late = giveUp(term, line.seats, addDays(line.on, refundDays + more))
        expect(late).toEqual({ term: { ...term, billed: [] }, credited: [] })
        const seventh = giveUp(term, line.seats, addDays(line.on, refundDays))
        const leftOver = Math.floor((line.net.amount * Math.max(0, line.days - refundDays)) / line.days)
        expect(seventh.credited).toHaveLength(leftOver > 0 ? 1 : 0)
      }),
    )
  })

  test('is that of the seats that were bought last', () => {
    fc.assert(
      fc.property(anyTerm, fc.integer({ min: 1, max: 3_000 }), (term, seats) => {
        // Net of seats that cost less than a cent is nothing: here only who gives theirs up counts.
        const lastDay = term.billed.at(-1)?.on ?? termStart
        const { term: after } = giveUp(term, seats, lastDay)
        let left = Math.min(seats, seatsOf(term))
        for (const line of [...term.billed].reverse()) {
          const isLate = daysBetween(line.on, lastDay) > refundDays
          const kept = after.billed.find((one) => one.invoiceId === line.invoiceId)
          if (isLate) {
            expect(kept).toBeUndefined()
            continue
          }
          const gone = Math.min(left, line.seats)
          left -= gone
          expect(kept?.returnedSeats ?? line.seats).toBe(gone)
        }
      }),
    )
  })

  test('is all that is left of an invoice that was never paid, whenever that is', () => {
    fc.assert(
      fc.property(anyTerm, fc.nat({ max: 400 }), fc.nat({ max: 3 }), (term, day, before) => {
        const [line] = term.billed
        if (!line) return
        const unpaid = {
          invoiceId: line.invoiceId,
          unitPrice: line.unitPrice,
          from: line.on,
          since: line.on,
          retryOn: null,
        }
        // It is for the coming term, whose end the subscription does not say yet.
        const of = { expirationDate: termStart, billed: [line], unpaid }
        const on = addDays(line.on, day)
        const first = creditSeats(of, Math.min(before, line.seats - 1), on)
        const rest = creditSeats({ ...of, billed: first.billed }, line.seats, addDays(on, 9))
        expect(rest.billed).toEqual([])
        const [net, total] = byInvoice([first.credited, rest.credited]).get(line.invoiceId) ?? [0, 0]
        expect([net, total]).toEqual([line.net.amount, paidFor(line)])
      }),
    )
  })
})

test('B25 an example: ten seats for a month, three of them given back on the third day', () => {
  const line: BilledLine = {
    invoiceId: invoiceId(1),
    invoiceNumber: '2026-000001',
    chargeKey: 'key',
    on: '2026-01-05' as Day,
    days: 31,
    seats: 10,
    unitPrice: money(1_000, 'EUR'),
    net: times(money(1_000, 'EUR'), 10),
    taxRate: 2_100,
    returnedSeats: 0,
    returnedNet: 0,
  }
  const { billed, credited } = creditSeats(
    { expirationDate: '2026-02-05' as Day, billed: [line], unpaid: null },
    3,
    '2026-01-07' as Day,
  )
  // 30.00 for 31 days: 29 of them are left, the day itself included.
  const net = money(2_806, 'EUR')
  const tax = money(589, 'EUR')
  expect(credited).toEqual([{ line, seats: 3, days: 29, net, tax, total: money(3_395, 'EUR') }])
  expect(billed).toEqual([{ ...line, returnedSeats: 3, returnedNet: 2_806 }])
  expect(owed(billed[0] as BilledLine)).toEqual({
    net: money(7_194, 'EUR'),
    tax: money(1_511, 'EUR'),
    total: money(8_705, 'EUR'),
  })
})

test('nothing goes back where nothing was billed', () => {
  const free = { expirationDate: '2026-02-05' as Day, billed: [], unpaid: null }
  expect(creditSeats(free, 5, '2026-01-05' as Day)).toEqual({ billed: [], credited: [] })
  expect(sumOf([])).toBeUndefined()
})
