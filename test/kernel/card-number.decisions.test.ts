import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCardNumber } from '#core/kernel/card-number.ts'

/** 13 to 19 digits of which the last makes the Luhn sum right. */
const cardNumber = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 18 })
  .map((digits) => {
    const sum = digits
      .toReversed()
      .map((digit, index) => (index % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit))
      .reduce((a, b) => a + b, 0)
    return [...digits, (10 - (sum % 10)) % 10].join('')
  })

const grouped = fc
  .tuple(
    cardNumber,
    fc.integer({ min: 2, max: 6 }),
    fc.constantFrom('', ' ', '-', ' - ', '\u00a0', '–', '.', '/', '_', '|', '·', '\u0000', '💳'),
  )
  .map(([digits, size, separator]) => (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator))

test('R115 the numbers that cards print are found, where they stand and not what they are', () => {
  expect(findCardNumber({ card: { number: '4111 1111 1111 1111' } })).toBe('card.number')
  expect(findCardNumber({ list: ['x', { a: '5500-0000-0000-0004' }] })).toBe('list[1].a')
  expect(findCardNumber({ number: 378282246310005 })).toBe('number')
  expect(findCardNumber('my card is 4111111111111111, thanks')).toBe('request')
  expect(findCardNumber({ a: { '4111111111111111': true } })).toBe('a')
})

test('R115 an expiry or a house number next to it does not hide a card number', () => {
  expect(findCardNumber('4111 1111 1111 1111 12 26')).toBe('request')
  expect(findCardNumber('12 4111 1111 1111 1111')).toBe('request')
})

test.each([
  ['Arabic-Indic digits', '٤١١١١١١١١١١١١١١١'],
  ['Devanagari digits in groups', '४१११ ११११ ११११ ११११'],
  ['full-width digits', '４１１１１１１１１１１１１１１１'],
  ['mathematical digits', '𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏'],
  ['digits of two scripts', '4111١١١١11111111'],
  ['keycaps', [...'4111111111111111'].map((digit) => `${digit}\ufe0f\u20e3`).join('')],
  ['a zero width space between all of them', [...'4111111111111111'].join('\u200b')],
  ['soft hyphens and blanks', '4111\u00ad 1111 \u00ad1111 1111'],
  ['a dot between all of them', [...'4111111111111111'].join('.')],
  ['a sign of no meaning', '4111☃1111☃1111☃1111'],
])('R115 a card number is found in %s', (_what, text) => {
  expect(findCardNumber({ note: text })).toBe('note')
})

test('other digits are no card number', () => {
  const harmless = [
    '4111111111111112',
    '411111111111',
    '41111111111111111111',
    '2026-11-21T12:00:00.000Z',
    '+31 20 123 4567',
    '192.168.100.200',
    'Sat, 21 Nov 2026 12:00:00 GMT',
    '4111 and 1111 or 1111 and 1111',
    '4111 ; 1111 ; 1111 ; 1111',
    42,
    null,
    true,
    { totalLicenses: 105 },
  ]
  for (const value of harmless) expect(findCardNumber(value)).toBeUndefined()
})

test('R115 a card number is found in any text, anywhere in any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), grouped, fc.constantFrom('', 'pay ', 'n:'), (json, digits, before) => {
      expect(findCardNumber({ a: json, b: [[{ c: `${before}${digits}.` }]] })).toBeDefined()
      expect(findCardNumber({ a: { [digits]: 1 } })).toBe('a')
    }),
  )
})

test('R115 the answer never holds the number', () => {
  fc.assert(
    fc.property(cardNumber, (digits) => {
      expect(findCardNumber({ [digits]: { deep: digits } })).not.toContain(digits)
    }),
  )
})

test('a GUID is never a card number, whatever its digits', () => {
  const digitsOnly = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 32, maxLength: 32 })
    .map((digits) => digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'))
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), digitsOnly), fc.boolean(), (guid, short) => {
      const written = short ? guid.replaceAll('-', '') : guid
      expect(findCardNumber({ [written]: [`mail:${written}`, `${written} ${written}`] })).toBeUndefined()
    }),
  )
})

test('a body of a megabyte is looked through at once, however it is made', () => {
  const half = 500_000
  for (const text of ['1'.repeat(2 * half), '1 '.repeat(half), '١'.repeat(half), '1\u200b'.repeat(half)])
    expect(findCardNumber(text)).toBeUndefined()
  let deep: unknown = '4111111111111111'
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(findCardNumber(deep)).toBeDefined()
})
