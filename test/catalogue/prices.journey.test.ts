import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  askTotal,
  buy,
  buyCentrally,
  pages,
  products,
  type Subscription,
  said,
} from '../support/clients/journey-verbs.ts'

test('R133 R134: the quote says what is paid, each channel has its price, and what is bought has the quoted one', async () => {
  const { billingAdmin, purchaser } = await anOrganisation({ country: 'NL' })
  type Money = { amount: number; currency: string }
  const quote = async (channel: string) =>
    (
      await purchaser.post<{ unitPrice: Money; tax: Money; total: Money }>('quotes', {
        productId: products.powerBiPro,
        channel,
        totalLicenses: 5,
      })
    ).body
  const [own, central, partner] = [await quote('selfService'), await quote('central'), await quote('partner')]
  expect(new Set([own, central, partner].map(({ unitPrice }) => unitPrice.amount)).size).toBe(3)
  expect(own.unitPrice.currency).toBe('EUR')
  expect(own.tax.amount).toBe(Math.round(own.unitPrice.amount * 5 * 0.21))
  expect(own.total.amount).toBe(own.unitPrice.amount * 5 + own.tax.amount)

  expect((await buy(purchaser)).price).toEqual(own.unitPrice)
  expect((await buyCentrally(billingAdmin)).price).toEqual(central.unitPrice)
})

test('R060 R063: central purchases go on the agreement, and are for administrators', async () => {
  const { globalAdmin, billingAdmin, purchaser, add } = await anOrganisation({ agreementId: 'AGR-77' })
  const [reader, licenses] = await add({ role: 'globalReader' }, { role: 'licenseAdmin' })
  const order = { productId: products.powerBiPro, channel: 'central', totalLicenses: 10 }
  for (const person of [purchaser, reader, licenses]) {
    expect(said(await person.post('subscriptions', order))).toBe('403 Forbidden')
  }
  const bought = await buyCentrally(billingAdmin)
  expect(bought).toMatchObject({ channel: 'central', agreementId: 'AGR-77', totalLicenses: 10 })
  const quoted = await billingAdmin.post<{ unitPrice: object }>('quotes', order)
  expect(bought.price).toEqual(quoted.body.unitPrice)
  const named = await globalAdmin.post<Subscription>('subscriptions', { ...order, agreementId: 'AGR-78' })
  expect(named.body.agreementId).toBe('AGR-78')
  const found = await pages<{ id: string }>(billingAdmin, 'products?channel=central&search=power+bi')
  expect(found.map(({ id }) => id)).toContain(products.powerBiPro)
  expect((await askTotal(globalAdmin, bought, 12)).body.totalLicenses).toBe(12)
})
