import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  addCard,
  buy,
  pages,
  products,
  read,
  type Subscription,
  said,
} from '../support/clients/journey-verbs.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'

interface Card {
  readonly id: string
}

test('R115 R117: a card is added by its token and shown masked, to its owner only', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const card = { type: 'card', token: 'tok_ok', nameOnCard: 'I. Hallström', address: { city: 'Delft' } }

  const answer = await purchaser.post<Card>('paymentMethods', card)

  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({ brand: 'visa', last4: '4242', expiry: '2034-12' })
  expect(answer.text).not.toContain('tok_ok')
  const own = await purchaser.get('paymentMethods')
  expect(own.body).toMatchObject({
    value: [{ id: answer.body.id, nameOnCard: 'I. Hallström', last4: '4242' }],
  })
  expect(own.text).not.toContain('tok_ok')
  expect(await pages(globalAdmin, 'paymentMethods')).toEqual([])
  expect(await pages(members[0], 'paymentMethods')).toEqual([])
})

test('R115 R117 R143 R144: only a card that has not expired, and only by its token', async () => {
  const { purchaser } = await anOrganisation()
  const ask = async (body: object) => said(await purchaser.post('paymentMethods', body))

  expect(await ask({ type: 'card', token: 'tok_expired' })).toBe('422 PaymentMethodExpired')
  expect(await ask({ type: 'invoice' })).toBe('422 PaymentMethodNotSupported')
  expect(await ask({ type: 'directDebit', token: 'tok_ok' })).toBe('422 PaymentMethodNotSupported')
  expect(await ask({ type: 'card', token: 'tok_unheard_of' })).toBe('400 InvalidRequest')
  expect(await ask({ type: 'card' })).toBe('400 InvalidRequest')
  expect(await pages(purchaser, 'paymentMethods')).toEqual([])
})

test('R115: a card number is refused in every field of every request, and never stored', async () => {
  const { purchaser, globalAdmin, id } = await anOrganisation()
  const bought = await buy(purchaser)
  const number = '4111 1111 1111 1111'
  const plain = number.replaceAll(' ', '')
  const { etag } = await read(purchaser, bought)
  for (const answer of [
    await purchaser.post('paymentMethods', { type: 'card', token: plain }),
    await purchaser.post('paymentMethods', { type: 'card', token: 'tok_ok', nameOnCard: number }),
    await purchaser.post('paymentMethods', { type: 'card', token: 'tok_ok', address: { city: plain } }),
    await purchaser.post(
      `subscriptions/${bought.id}/cancel`,
      { reason: 'other', feedback: `my card is ${number}`, confirm: true },
      { headers: { 'if-match': etag } },
    ),
    await globalAdmin.get(`users?search=${plain}`),
  ]) {
    expect(said(answer)).toBe('400 CardNumberNotAllowed')
    expect(answer.text).not.toContain('1111')
  }
  expect(JSON.stringify(await storedDocuments(id))).not.toContain('1111111111')
})

test('R140 B14: when the answer of the bank is lost, repeating the order pays once and gives one subscription', async () => {
  const { purchaser, id } = await anOrganisation()
  const paymentMethodId = await addCard(purchaser, 'tok_timeout')
  const order = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 5, paymentMethodId }
  const headers = { 'repeatability-request-id': randomUUID() }

  const lost = await purchaser.post('subscriptions', order, { headers })
  expect(said(lost)).toBe('503 PaymentOutcomeUnknown')
  expect(Number(lost.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await pages(purchaser, 'subscriptions')).toEqual([])

  const again = await purchaser.post<Subscription>('subscriptions', order, { headers })
  expect(again.status).toBe(201)
  const oncemore = await purchaser.post<Subscription>('subscriptions', order, { headers })
  expect(oncemore.body).toEqual(again.body)
  expect((await pages<Subscription>(purchaser, 'subscriptions')).map((row) => row.id)).toEqual([
    again.body.id,
  ])
  const purchases = (await storedDocuments(id)).filter(({ type }) => type === 'purchase')
  expect(purchases).toHaveLength(1)
})
