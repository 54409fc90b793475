import { beforeEach, expect, test } from 'vitest'
import type { Invoice } from '#core/billing/invoice.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** What was bought when the price list said something else: half of what it says now. */

const productId = 'CFQ7TTC0H9MP'
const order = { productId, channel: 'selfService', totalLicenses: 10 }
const params = { id: '' }

let at: ReturnType<typeof simulatedApp>
let anna: Person
let listed: number
let then: number
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
  const { body } = await anna.ask('purchasing-quote', { body: order })
  listed = (body['unitPrice'] as { amount: number }).amount
  then = Math.floor(listed / 2)
  const card = await anna.ask('billing-payment-methods-create', { body: { type: 'card', token: 'tok_ok' } })
  const { body: bought } = await anna.ask('purchasing-buy', {
    body: { ...order, paymentMethodId: card.body['id'] },
  })
  params.id = String(bought['id'])
  const unitPrice = { amount: then, currency: 'EUR' }
  await at.services.documents.commit(tenantId, [{ kind: 'patch', id: params.id, set: { unitPrice } }])
})

test('R135 a term keeps the price at which it was bought, whatever the price list says since', async () => {
  const gaia = await at.person('Gaia', { roles: [globalAdmin] })
  for (const person of [anna, gaia]) {
    const { body } = await person.ask('subscriptions-get', { params })
    expect(body['price']).toEqual({ amount: then, currency: 'EUR' })
  }
  const { body: rows } = await gaia.ask('subscriptions-list')
  expect(rows['value']).toMatchObject([{ price: { amount: then } }])
  // Somebody who buys today pays what the list says.
  const { body: quoted } = await anna.ask('purchasing-quote', { body: order })
  expect(quoted['unitPrice']).toEqual({ amount: listed, currency: 'EUR' })
})

test('R135 what is added within the term costs what the first licences cost, for the days that are left', async () => {
  const { headers } = await anna.ask('subscriptions-get', { params })
  const body = { totalLicenses: 12 }
  const preview = await anna.ask('purchasing-preview-change', { params, body })
  expect(preview.body['charged']).toMatchObject({ net: { amount: 2 * then } })
  const raised = await anna.ask('purchasing-change', {
    params,
    body,
    headers: { 'if-match': String(headers['etag']) },
  })
  expect([raised.status, raised.body['price']]).toEqual([200, { amount: then, currency: 'EUR' }])
  const [, invoice] = at.all<Invoice>('invoice')
  expect(invoice?.net).toEqual({ amount: 2 * then, currency: 'EUR' })
  expect(invoice?.lines).toMatchObject([{ unitPrice: { amount: then }, seats: 2 }])
})
