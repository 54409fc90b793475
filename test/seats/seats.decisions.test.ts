import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Comparison } from '#core/ports/documents.ts'
import {
  adding,
  asAdd,
  assigning,
  both,
  changed,
  enough,
  releasing,
  reserving,
  type SeatChange,
  unassigning,
} from '#core/seats/seats.ts'
import type { Seats } from '#core/subscriptions/subscription.ts'
import { seatsOf } from '../support/builders.ts'

const count = fc.nat({ max: 6 })
const someSeats = fc
  .record({ assigned: count, reserved: count, free: count })
  .map(({ assigned, reserved, free }) => seatsOf({ assigned, reserved, total: assigned + reserved + free }))

/** Every verb, as often as not for more than there is; adding takes away as well. */
const oneChange: fc.Arbitrary<SeatChange> = fc.oneof(
  ...[assigning, unassigning, reserving, releasing].map((verb) => count.map(verb)),
  fc.integer({ min: -8, max: 8 }).map(adding),
)
const anyChange = fc.oneof(
  { weight: 3, arbitrary: oneChange },
  { weight: 1, arbitrary: fc.tuple(oneChange, oneChange).map(([one, other]) => both(one, other)) },
)

const isConsistent = ({ total, assigned, reserved, available }: Seats) =>
  total === assigned + reserved + available
const isAllowed = (seats: Seats) => Object.values(seats).every((number) => number >= 0)

/** As the store compares before it writes. */
function holds(conditions: readonly Comparison[], seats: Seats): boolean {
  return conditions.every((condition) => {
    if (!('value' in condition) || condition.is !== '>=')
      throw new Error('A change asks for "at least" only.')
    return valueAt(seats, condition.field) >= Number(condition.value)
  })
}

function valueAt(seats: Seats, field: string): number {
  const name = field.replace('seats.', '')
  expect(Object.keys(seats)).toContain(name)
  return seats[name as keyof Seats]
}

/** As the store adds. */
function added(seats: Seats, add: Readonly<Record<string, number>>): Seats {
  const after: Record<string, number> = { ...seats }
  for (const [field, number] of Object.entries(add)) {
    after[field.replace('seats.', '')] = valueAt(seats, field) + number
  }
  return after as unknown as Seats
}

test('every change keeps total = available + assigned + reserved', () => {
  fc.assert(
    fc.property(someSeats, anyChange, (seats, change) => {
      expect(isConsistent(changed(seats, change))).toBe(true)
    }),
  )
})

test('any sequence of changes that the condition lets through keeps it, and nothing goes below zero (R073)', () => {
  fc.assert(
    fc.property(someSeats, fc.array(anyChange, { maxLength: 50 }), (begin, changes) => {
      let seats = begin
      for (const change of changes) {
        if (holds(enough(change), seats)) seats = changed(seats, change)
        expect(isConsistent(seats)).toBe(true)
        expect(isAllowed(seats)).toBe(true)
      }
    }),
  )
})

test('the condition refuses exactly what would go below zero (R073, R100, R102)', () => {
  const met = { let: 0, refused: 0 }
  fc.assert(
    fc.property(someSeats, anyChange, (seats, change) => {
      const allowed = isAllowed(changed(seats, change))
      expect(holds(enough(change), seats)).toBe(allowed)
      met[allowed ? 'let' : 'refused'] += 1
    }),
    { numRuns: 1_000 },
  )
  // A run that never met one of these would prove little.
  expect(Math.min(met.let, met.refused)).toBeGreaterThan(100)
})

test('what is stored is what is shown', () => {
  fc.assert(
    fc.property(someSeats, anyChange, (seats, change) => {
      expect(added(seats, asAdd(change))).toEqual(changed(seats, change))
    }),
  )
})

test('two changes at once are the same as one after the other', () => {
  fc.assert(
    fc.property(someSeats, anyChange, anyChange, (seats, one, other) => {
      expect(changed(seats, both(one, other))).toEqual(changed(changed(seats, one), other))
    }),
  )
})

test('what is taken and given back leaves the seats as they were', () => {
  fc.assert(
    fc.property(someSeats, count, (seats, number) => {
      expect(changed(seats, both(assigning(number), unassigning(number)))).toEqual(seats)
      expect(changed(seats, both(reserving(number), releasing(number)))).toEqual(seats)
      expect(changed(seats, both(adding(number), adding(-number)))).toEqual(seats)
    }),
  )
})

test('each verb moves seats from where to where it says', () => {
  const seats = seatsOf({ total: 10, assigned: 3, reserved: 2 })
  expect(changed(seats, assigning(5))).toEqual({ total: 10, assigned: 8, reserved: 2, available: 0 })
  expect(changed(seats, unassigning(3))).toEqual({ total: 10, assigned: 0, reserved: 2, available: 8 })
  expect(changed(seats, reserving(5))).toEqual({ total: 10, assigned: 3, reserved: 7, available: 0 })
  expect(changed(seats, releasing(2))).toEqual({ total: 10, assigned: 3, reserved: 0, available: 7 })
  expect(changed(seats, adding(90))).toEqual({ total: 100, assigned: 3, reserved: 2, available: 95 })
  expect(changed(seats, adding(-5))).toEqual({ total: 5, assigned: 3, reserved: 2, available: 0 })
})

test('a seat that was reserved is assigned without a free one', () => {
  const full = seatsOf({ assigned: 3, reserved: 2 })
  const enter = both(releasing(2), assigning(2))
  expect(enough(enter)).toEqual([{ field: 'seats.reserved', is: '>=', value: 2 }])
  expect(changed(full, enter)).toEqual({ total: 5, assigned: 5, reserved: 0, available: 0 })
})
