import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withTax } from '#core/billing/taxes.ts'
import { currencyOf, unitPriceOf } from '#core/catalogue/prices.ts'
import { allProducts, findProduct, type Product } from '#core/catalogue/products.ts'
import { countries } from '#core/kernel/countries.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { addMonths, type Day } from '#core/kernel/time.ts'
import { proratedRaise, quote } from '#core/purchasing/quote.ts'

const powerBiPro = findProduct('CFQ7TTC0H9MP') as Product
const day = (text: string) => text as Day
const euro = (amount: number) => ({ amount, currency: 'EUR' })

test('R133 a quote tells unit price, tax and total before anything is bought', () => {
  expect(quote({ product: powerBiPro, channel: 'selfService', country: 'NL', totalLicenses: 10 })).toEqual({
    unitPrice: euro(15_790),
    net: euro(157_900),
    tax: euro(33_159),
    total: euro(191_059),
  })
})

test('R134 own, central and partner prices give three different quotes', () => {
  const totals = (['selfService', 'central', 'partner'] as const).map((channel) => {
    const result = quote({ product: powerBiPro, channel, country: 'US', totalLicenses: 1 })
    return isRefusal(result) ? undefined : result.total.amount
  })
  expect(new Set(totals).size).toBe(3)
  expect(totals).not.toContain(undefined)
})

test('R009 a sign-up costs nothing', () => {
  const free = findProduct('POWER_BI_STANDARD') as Product
  const result = quote({ product: free, channel: 'signUp', country: 'NL', totalLicenses: 1 })
  expect(result).toMatchObject({ total: euro(0) })
})

test('what is not offered has no price', () => {
  const retired = findProduct('CFQ7TTC0HHS9') as Product
  expect(quote({ product: retired, channel: 'selfService', country: 'NL', totalLicenses: 1 })).toMatchObject({
    refused: 'ProductNotOffered',
  })
  expect(unitPriceOf(powerBiPro, 'signUp', 'NL')).toBeUndefined()
})

test('R172 every listed country has a currency and a price', () => {
  expect(['NL', 'XK', 'GB', 'US', 'JP'].map(currencyOf)).toEqual(['EUR', 'EUR', 'GBP', 'USD', 'USD'])
  for (const { code } of countries)
    expect(unitPriceOf(powerBiPro, 'selfService', code)?.amount).toBeGreaterThan(0)
})

test('tax is rounded once, on the whole amount, and is nothing without a rate', () => {
  expect(withTax(euro(50), 'NL').tax.amount).toBe(11)
  expect(withTax(euro(100), 'US')).toEqual({ net: euro(100), tax: euro(0), total: euro(100) })
  expect(withTax(euro(100), 'constructor').tax).toEqual(euro(0))
})

const yearly = {
  unitPrice: euro(36_500),
  startsOn: day('2026-01-01'),
  termMonths: 12,
  termNumber: 1,
  expirationDate: day('2027-01-01'),
  addedLicenses: 2,
  country: 'US',
}

test('R099 more licences cost the days that are left of the term', () => {
  expect(proratedRaise({ ...yearly, on: day('2026-01-01') }).total).toEqual(euro(73_000))
  expect(proratedRaise({ ...yearly, on: day('2026-12-22') }).total).toEqual(euro(2_000))
  expect(proratedRaise({ ...yearly, on: day('2027-01-01') }).total).toEqual(euro(0))
  expect(proratedRaise({ ...yearly, on: day('2027-03-01') }).total).toEqual(euro(0))
})

test('R099 the term that is running counts, however often it was renewed', () => {
  const monthly = { ...yearly, unitPrice: euro(3_100), termMonths: 1, startsOn: day('2026-01-31') }
  const raise = {
    ...monthly,
    termNumber: 2,
    expirationDate: day('2026-03-31'),
    on: day('2026-02-28'),
    addedLicenses: 1,
  }
  expect(proratedRaise(raise).net).toEqual(euro(3_100))
  expect(proratedRaise({ ...raise, on: day('2026-03-30') }).net).toEqual(euro(100))
})

test('R099 a raise never costs more than a whole term, and less the later it comes', () => {
  const anyTerm = fc.record({
    unitPrice: fc.integer({ min: 0, max: 500_000 }).map(euro),
    termMonths: fc.constantFrom(1, 12),
    addedLicenses: fc.integer({ min: 1, max: 10_000 }),
    month: fc.integer({ min: 0, max: 11 }),
  })
  fc.assert(
    fc.property(anyTerm, ({ unitPrice, termMonths, addedLicenses, month }) => {
      const startsOn = day('2026-01-31')
      const raise = { ...yearly, unitPrice, termMonths, addedLicenses, startsOn }
      const expirationDate = addMonths(startsOn, termMonths)
      const costs = [month, month + 1].map(
        (months) => proratedRaise({ ...raise, expirationDate, on: addMonths(startsOn, months) }).net.amount,
      )
      expect(costs[0]).toBeLessThanOrEqual(unitPrice.amount * addedLicenses)
      expect(costs[1]).toBeLessThanOrEqual(Number(costs[0]))
    }),
  )
})

test('R134 no price list is cheaper to buy for oneself than centrally', () => {
  for (const { channels } of allProducts()) {
    const { selfService, central } = channels
    if (selfService && central) expect(selfService.unitPrices.EUR).toBeGreaterThan(central.unitPrices.EUR)
  }
})
