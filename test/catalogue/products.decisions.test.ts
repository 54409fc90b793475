import { describe, expect, test } from 'vitest'
import {
  allProducts,
  availableFrom,
  findProduct,
  findProductBySku,
  isOffered,
  productName,
  skuOf,
} from '#core/catalogue/products.ts'

const all = allProducts('all')
const offeredOn = (channel: 'selfService' | 'signUp' | 'central' | 'trial', products = all) =>
  products.filter((product) => isOffered(product, channel))

test('ids and SKUs name one product each', () => {
  const ids = all.flatMap((product) => [product.id, ...product.previousIds])
  expect(new Set(ids).size).toBe(ids.length)
  const skuIds = all.flatMap((product) => [
    ...new Set([product.sku.central.skuId, product.sku.selfService.skuId]),
  ])
  expect(new Set(skuIds).size).toBe(skuIds.length)
  for (const skuId of skuIds) expect(skuId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

test('a previous product id finds the current product', () => {
  expect(findProduct('CFQ7TTC0L3PB')?.name).toBe('Power BI Pro')
  expect(findProduct('CFQ7TTC0L3PB')?.id).toBe('CFQ7TTC0H9MP')
})

test('an unknown id finds nothing, and stands for itself as a name', () => {
  expect(findProduct('NOPE')).toBeUndefined()
  expect(findProduct('constructor')).toBeUndefined()
  expect(productName('NOPE')).toBe('NOPE')
})

test('a product is found by either of its SKUs', () => {
  const pro = findProduct('CFQ7TTC0H9MP')
  expect(pro && skuOf(pro, 'selfService').skuPartNumber).toBe('POWER_BI_PRO_DEPT')
  expect(pro && skuOf(pro, 'central').skuPartNumber).toBe('POWER_BI_PRO')
  expect(findProductBySku('F8A1DB68-BE16-40ED-86D5-CB42CE701560')).toBe(pro)
})

test('R001 32 programmes can be signed up for, all of them free', () => {
  const signUps = offeredOn('signUp')
  expect(signUps).toHaveLength(32)
  for (const { channels } of signUps) expect(channels.signUp?.unitPrices).toEqual({ EUR: 0, USD: 0, GBP: 0 })
})

test('R010 the sign-up catalogue is larger than the purchase catalogue, and channels are independent', () => {
  expect(offeredOn('signUp').length).toBeGreaterThan(offeredOn('selfService').length)
  expect(offeredOn('signUp').some((product) => !isOffered(product, 'selfService'))).toBe(true)
  expect(offeredOn('signUp').some((product) => isOffered(product, 'selfService'))).toBe(true)
})

describe('R012 the profile powerPlatform', () => {
  const products = allProducts('powerPlatform')

  test('sells Power BI, Power Apps and Power Automate only', () => {
    const sold = offeredOn('selfService', products).map((product) => product.name)
    expect(sold).toEqual([
      'Power Apps per user',
      'Power Automate per user',
      'Power Automate RPA',
      'Power BI Premium (standalone)',
      'Power BI Pro',
    ])
    expect(offeredOn('central', products)).toHaveLength(sold.length)
    expect(offeredOn('trial', products)).toEqual([])
  })

  test('still lists the whole catalogue, and every sign-up programme', () => {
    expect(products.map((product) => product.id)).toEqual(all.map((product) => product.id))
    expect(offeredOn('signUp', products)).toHaveLength(32)
  })
})

test('retired products and offer types are listed and never offered', () => {
  const unsold = all.filter((product) => product.status === 'retired' || product.kind === 'offerType')
  expect(unsold).toHaveLength(11)
  for (const product of unsold) expect(product.channels).toEqual({})
})

test('what is offered for purchase has a price in every currency, and another one centrally and from partners', () => {
  for (const { channels } of offeredOn('selfService')) {
    const { selfService, central, partner } = channels
    for (const currency of ['EUR', 'USD', 'GBP'] as const) {
      const three = [selfService, central, partner].map((offer) => offer?.unitPrices[currency])
      expect(new Set(three).size).toBe(3)
      for (const price of three) expect(Number.isSafeInteger(price) && Number(price) > 0).toBe(true)
    }
  }
})

test('a product that can be tried without a card allows the policy value for that, no other does', () => {
  for (const product of all)
    expect(product.allowedPolicyValues.includes('OnlyTrialsWithoutPaymentMethod')).toBe(
      product.trialWithoutPaymentMethod,
    )
})

test('R124 R125 R192 the launch is Power BI everywhere and all of Power Platform in the United States', () => {
  const firstDays = (country: string) =>
    allProducts('powerPlatform')
      .filter((product) => isOffered(product, 'selfService'))
      .map(
        (product) =>
          [product.name.split(' ').slice(0, 2).join(' '), availableFrom(product, country)] as const,
      )
  expect(new Set(firstDays('US').map(([, day]) => day))).toEqual(new Set(['2020-01-14']))
  for (const [topic, day] of firstDays('NL')) {
    if (topic === 'Power BI') expect(day).toBe('2020-01-14')
    else expect(day > '2020-01-14').toBe(true)
  }
  expect(new Set(firstDays('NL').map(([topic]) => topic))).toEqual(
    new Set(['Power BI', 'Power Apps', 'Power Automate']),
  )
})

test('R164 every product has a training link and a help link', () => {
  for (const product of all) {
    expect(product.trainingLink).toMatch(/^https:\/\//)
    expect(product.helpLink).toMatch(/^https:\/\//)
  }
})
