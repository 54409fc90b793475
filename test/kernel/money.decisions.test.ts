import { expect, test } from 'vitest'
import { amountWrittenOut, money } from '#core/kernel/money.ts'
import { type Day, monthWrittenOut } from '#core/kernel/time.ts'

test.each([
  [1_234, 'EUR', '€12.34', '€\u00a012,34'],
  [0, 'EUR', '€0.00', '€\u00a00,00'],
  [5, 'EUR', '€0.05', '€\u00a00,05'],
  [123_456_789, 'EUR', '€1,234,567.89', '€\u00a01.234.567,89'],
  [-1_250, 'EUR', '-€12.50', '€\u00a0-12,50'],
  [1_234, 'GBP', '£12.34', '£\u00a012,34'],
  [1_234, 'USD', 'US$12.34', 'US$\u00a012,34'],
  [1_234, 'JPY', 'JP¥1,234', 'JP¥\u00a01.234'],
])('%d minor units of %s are %s for a reader of English', (amount, currency, en, nl) => {
  expect(amountWrittenOut(money(amount, currency), 'en')).toBe(en)
  expect(amountWrittenOut(money(amount, currency), 'nl')).toBe(nl)
})

test('a month is written out in the language of its reader', () => {
  expect(monthWrittenOut('2026-11-30' as Day, 'en')).toBe('November 2026')
  expect(monthWrittenOut('2026-11-30' as Day, 'nl')).toBe('november 2026')
})
