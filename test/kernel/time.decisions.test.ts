import { expect, test } from 'vitest'
import {
  addDays,
  type Day,
  daysBetween,
  fromMilliseconds,
  type Instant,
  toMilliseconds,
} from '#core/kernel/time.ts'

const dayMs = 86_400_000

test('a moment is written in 24 characters, and read back as it was, on every day of centuries', () => {
  const wrong: string[] = []
  for (let ms = -70 * 365 * dayMs; ms < 200 * 365 * dayMs; ms += dayMs + 1_234_567) {
    const at = fromMilliseconds(ms)
    if (at.length !== 24 || !at.endsWith('Z') || toMilliseconds(at) !== ms) wrong.push(at)
  }
  expect(wrong).toEqual([])
})

test.each([
  ['2026-11-21T10:00:00.000+01:00', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00Z', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00.123456Z', '2026-11-21T09:00:00.123Z'],
  ['2028-02-29T23:59:59.999Z', '2028-02-29T23:59:59.999Z'],
])('a moment in another form, %s, is the same moment', (text, same) => {
  expect(fromMilliseconds(toMilliseconds(text as Instant))).toBe(same)
})

test.each([
  '2026-02-30T00:00:00.000Z',
  '2026-02-29T00:00:00.000Z',
  '2026-11-21T24:00:00.000Z',
  '2026-13-01T00:00:00.000Z',
  '2026-11-21T09:00:00.000',
  '2026-11-21',
  'Sat, 21 Nov 2026 09:00:00 GMT',
  '',
])('%s is no moment', (text) => {
  expect(() => toMilliseconds(text as Instant)).toThrow(RangeError)
})

test('a part of a millisecond is refused', () => {
  expect(() => fromMilliseconds(0.5)).toThrow(RangeError)
  expect(() => fromMilliseconds(Number.NaN)).toThrow(RangeError)
})

test.each([
  ['2026-11-21', 1, '2026-11-22'],
  ['2027-12-31', 1, '2028-01-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2027-02-28', 1, '2027-03-01'],
  ['2028-03-01', -1, '2028-02-29'],
  ['2026-03-28', 2, '2026-03-30'],
  ['2026-11-21', 36_525, '2126-11-22'],
  ['2026-11-21', 0, '2026-11-21'],
] as [Day, number, Day][])('%s and %d days are %s, and so many days lie between them', (day, days, then) => {
  expect(addDays(day, days)).toBe(then)
  expect(daysBetween(day, then)).toBe(days)
})

test('a day that there is not, and a part of a day, are told', () => {
  expect(() => addDays('2026-13-01' as Day, 1)).toThrow(RangeError)
  expect(() => daysBetween('tomorrow' as Day, '2026-11-21' as Day)).toThrow(RangeError)
  expect(() => addDays('2026-11-21' as Day, 1.5)).toThrow('no whole number of days')
})
