import { expect, test, vi } from 'vitest'
import { formatIn, localeOf } from './format.ts'

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test.each([
  ['en-GB', 'EUR', 123_450, '€1,234.50'],
  ['nl-NL', 'EUR', 123_450, '€ 1.234,50'],
  ['nl-NL', 'EUR', -5, '€ -0,05'],
  ['en-GB', 'JPY', 1_234, 'JP¥1,234'],
  ['nl-NL', 'JPY', 1_234, 'JP¥ 1.234'],
  ['en-GB', 'KWD', 1_234_567, 'KWD 1,234.567'],
  ['nl-NL', 'KWD', 5, 'KWD 0,005'],
  ['en-GB', 'EUR', 123_456_789_012_345, '€1,234,567,890,123.45'],
])('money in %s: minor units of %s', (locale, currency, amount, text) => {
  expect(plain(formatIn(locale).money({ amount, currency }))).toBe(text)
})

test.each([
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/New_York',
  'Europe/Amsterdam',
  'Asia/Kolkata',
])('a day is the same day in %s, and an instant is not', (zone) => {
  const format = formatIn('en-GB', zone)
  for (const day of ['2026-01-01', '2026-03-29', '2026-10-25', '2024-02-29', '2026-12-31'])
    expect(format.day(day)).toBe(formatIn('en-GB', 'UTC').day(day))
  expect(format.day('2026-12-31')).toBe('31 Dec 2026')
  // Where the API gives a day with a time, the day counts.
  expect(format.day('2026-12-31T23:59:59.999Z')).toBe('31 Dec 2026')
  expect(format.month('2026-01')).toBe('Jan 2026')
  expect(format.utc('2026-12-31T23:59:59.123Z')).toBe('2026-12-31 23:59:59 UTC')
})

test('an instant is in the reader’s own zone', () => {
  const at = '2026-12-31T23:30:00.000Z'
  expect(formatIn('en-GB', 'Asia/Kolkata').instant(at)).toContain('1 Jan 2027')
  expect(formatIn('en-GB', 'America/New_York').instant(at)).toContain('31 Dec 2026')
})

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [89, '89 seconds'],
  [90, '2 minutes'],
  [5_399, '90 minutes'],
  [5_400, '2 hours'],
  [129_600, '2 days'],
])('%s seconds', (seconds, text) => {
  expect(formatIn('en').duration(seconds)).toBe(text)
})

test('what a format costs is paid once a currency, not once a cell', () => {
  const { money } = formatIn('nl')
  const made = vi.spyOn(Intl, 'NumberFormat')
  const writeAll = () => {
    for (let amount = 0; amount < 100; amount += 1)
      for (const currency of ['EUR', 'JPY']) money({ amount, currency })
  }
  writeAll()
  const once = made.mock.calls.length
  writeAll()
  expect([once < 10, made.mock.calls.length - once]).toEqual([true, 0])
  made.mockRestore()
})

test.each([
  ['en', ['nl-BE', 'en-IE', 'en-GB'], 'en-IE'],
  ['nl', ['en-GB', 'NL-be'], 'NL-be'],
  ['nl', ['en-GB'], 'nl'],
  ['en', ['english'], 'en'],
  ['en', ['en-US@posix', 'en-AU'], 'en-AU'],
  ['en', ['en-', 'en-_'], 'en'],
] as const)('%s of a browser that wants %j is %s', (language, tags, locale) => {
  expect(localeOf(language, tags)).toBe(locale)
})

test('B11 what is to happen at an instant names its zone, of summer and of winter', () => {
  const format = formatIn('en-GB', 'Europe/Amsterdam')
  expect(plain(format.instantInZone('2026-11-23T07:00:00Z'))).toBe('23 Nov 2026, 08:00 CET')
  expect(plain(format.instantInZone('2027-06-01T06:00:00Z'))).toBe('1 Jun 2027, 08:00 CEST')
  expect(format.zone('2027-06-01T06:00:00Z')).toBe('Europe/Amsterdam (CEST)')
  expect(formatIn('en-GB', 'UTC').zone('2027-06-01T06:00:00Z')).toBe('UTC')
  expect(format.zone('no time')).toMatch(/^Europe\/Amsterdam \(CES?T\)$/)
})
