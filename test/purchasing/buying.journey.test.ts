import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  addCard,
  assign,
  pages,
  products,
  read,
  type Subscription,
  said,
} from '../support/clients/journey-verbs.ts'
import { auditEntries } from '../support/clients/stored-documents.ts'

const powerBi = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 5 }

test('R093 R129 R136 R141 R156: somebody buys with a card and uses it at once; administrators see it at once', async () => {
  const { globalAdmin, purchaser, members, id } = await anOrganisation()
  const paymentMethodId = await addCard(purchaser)
  const order = { ...powerBi, paymentMethodId, source: 'powerbi.example' }

  const answer = await purchaser.post<Subscription>('subscriptions', order)

  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({
    status: 'Active',
    channel: 'selfService',
    purchaser: { id: purchaser.id, displayName: 'Inge Hallström' },
    product: { displayName: 'Power BI Pro' },
    totalLicenses: 5,
    availableLicenses: 5,
  })
  const location = new URL(answer.headers.get('location') ?? '')
  expect(location.pathname).toBe(`/tenants/${id}/subscriptions/${answer.body.id}`)
  expect((await pages<Subscription>(globalAdmin, 'subscriptions')).map((row) => row.id)).toEqual([
    answer.body.id,
  ])
  await assign(purchaser, answer.body, members.slice(0, 2))
  const bought = await read(globalAdmin, answer.body)
  expect(bought.assignedLicenses).toBe(2)
  expect(bought.orderHistory).toMatchObject([
    { event: 'purchased', by: { id: purchaser.id }, totalLicenses: 5, at: bought.createdDateTime },
  ])
  const entries = await auditEntries(id)
  expect(entries.filter(({ action }) => action === 'subscription.purchased')).toMatchObject([
    { by: { id: purchaser.id, tenantId: id }, subscriptionId: bought.id },
  ])
})

test('R011 R136 R138: what purchasers say of themselves and of the payer must be true', async () => {
  const { purchaser, billingAdmin, members } = await anOrganisation()
  const order = { ...powerBi, paymentMethodId: await addCard(purchaser) }
  const ask = async (more: object) => said(await purchaser.post('subscriptions', { ...order, ...more }))

  expect(await ask({ billTo: members[0].id })).toBe('422 BilledToPurchaser')
  expect(await ask({ billTo: billingAdmin.address })).toBe('422 BilledToPurchaser')
  expect(await ask({ billTo: 'Windmolen Advies B.V.' })).toBe('422 BilledToPurchaser')
  expect(await ask({ email: members[0].address })).toBe('403 EmailMismatch')
  expect(await ask({ userId: members[0].id })).toBe('403 NotYourself')
  expect(await ask({ productId: 'CFQ7TTC00000' })).toBe('404 NotFound')
  expect(await pages(purchaser, 'subscriptions')).toEqual([])

  expect(await ask({ billTo: purchaser.id, email: purchaser.address.toUpperCase() })).toBe('201')
})

test('R138: without a valid token nobody buys', async () => {
  const { purchaser, path } = await anOrganisation()
  const order = { ...powerBi, paymentMethodId: await addCard(purchaser) }
  const past = Math.floor(Date.now() / 1_000) - 3_600
  for (const bearer of [
    purchaser.withClaims({ exp: past, nbf: past - 60 }),
    purchaser.withClaims({ aud: 'api://another' }),
    purchaser.withClaims({ iss: 'https://login.example/v2.0' }),
  ]) {
    const answer = await bearer.post('subscriptions', order)
    expect(said(answer)).toBe('401 Unauthorized')
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  }
  const none = await purchaser.post(path('subscriptions'), order, { headers: { authorization: 'Basic abc' } })
  expect(none.status).toBe(401)
})

test('R009 R139 R140: a purchase needs a card and a whole number of licences', async () => {
  const { purchaser, members } = await anOrganisation()
  const paymentMethodId = await addCard(purchaser)
  const ask = async (more: object) =>
    said(await purchaser.post('subscriptions', { ...powerBi, paymentMethodId, ...more }))

  expect(await ask({ paymentMethodId: undefined })).toBe('400 InvalidRequest')
  expect(await ask({ paymentMethodId: randomUUID() })).toBe('404 NotFound')
  expect(await ask({ paymentMethodId: await addCard(members[0]) })).toBe('404 NotFound')
  for (const totalLicenses of [0, -1, 1.5, '5', null, 100_001, undefined]) {
    expect(await ask({ totalLicenses })).toBe('400 InvalidRequest')
  }
  expect(await ask({ colour: 'red' })).toBe('400 InvalidRequest')
  expect(await pages(purchaser, 'subscriptions')).toEqual([])
  expect(await ask({ totalLicenses: 1 })).toBe('201')
})

test('R140: a declined card buys nothing and leaves nothing behind', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const paymentMethodId = await addCard(purchaser, 'tok_declined')

  const answer = await purchaser.post('subscriptions', { ...powerBi, paymentMethodId })

  expect(said(answer)).toBe('402 PaymentDeclined')
  expect(await pages(purchaser, 'subscriptions')).toEqual([])
  expect(await pages(globalAdmin, 'licenses')).toEqual([])
})

test('R010 R124 R125: what is not sold that way, not any more or not yet is not bought', async () => {
  const ask = async (productId: string, country = 'NL', channel = 'selfService') => {
    const { purchaser } = await anOrganisation({ country })
    const paymentMethodId = await addCard(purchaser)
    const order = { productId, channel, totalLicenses: 1 }
    return said(
      await purchaser.post(
        'subscriptions',
        channel === 'selfService' ? { ...order, paymentMethodId } : order,
      ),
    )
  }
  const availableFrom = async (country: string) => {
    const { purchaser } = await anOrganisation({ country })
    return (await purchaser.get<{ availableFrom: string }>(`products/${products.pythonInExcel}`)).body
      .availableFrom
  }
  expect(await ask(products.fabricFree)).toBe('422 ProductNotOffered')
  expect(await ask(products.vivaGoalsTrialOnly)).toBe('422 ProductNotOffered')
  expect(await ask(products.windows365Retired)).toBe('422 ProductNotOffered')
  expect(await ask(products.pythonInExcel)).toBe('201')
  expect(await ask(products.pythonInExcel, 'AQ')).toBe('422 NotYetAvailable')
  expect(await availableFrom('AQ')).toBe('2100-01-01')
  expect(await availableFrom('NL')).toBe('2024-09-16')
  expect(await ask(products.powerBiPro, 'NL', 'trial')).toBe('422 ProductNotOffered')
  expect(await ask(products.visioPlan1, 'NL', 'trial')).toBe('201')
})
