import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation, mailsTo } from '../support/clients/journey.ts'
import {
  addCard,
  buy,
  buyCentrally,
  holders,
  pages,
  products,
  read,
  type Subscription,
  said,
} from '../support/clients/journey-verbs.ts'
import { auditedOn } from '../support/clients/stored-documents.ts'

const order = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 5 }

test('B14: a hundred purchases with one id at the same time are one purchase with one answer', async () => {
  const { purchaser, id } = await anOrganisation()
  const paymentMethodId = await addCard(purchaser)
  const headers = {
    'repeatability-request-id': randomUUID(),
    'repeatability-first-sent': new Date().toUTCString(),
  }

  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      purchaser.post<Subscription>('subscriptions', { ...order, paymentMethodId }, { headers }),
    ),
  )

  expect(new Set(answers.map(said))).toEqual(new Set(['201']))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(answers.every((answer) => answer.headers.get('repeatability-result') === 'accepted')).toBe(true)
  const rows = await pages<Subscription>(purchaser, 'subscriptions')
  expect(rows).toHaveLength(1)
  expect(await auditedOn(id, rows[0]?.id ?? '')).toEqual(['subscription.purchased'])
})

test('B14: a hundred assignments with one id take one seat, and one central purchase is bought once', async () => {
  const { globalAdmin, members } = await anOrganisation()
  const central = await buyCentrally(globalAdmin, { totalLicenses: 100 })
  const headers = { 'idempotency-key': randomUUID() }
  const seats = `subscriptions/${central.id}/assignments`
  const given = await Promise.all(
    Array.from({ length: 100 }, () => globalAdmin.post(seats, { userIds: [members[0].id] }, { headers })),
  )
  expect(new Set(given.map(({ text }) => text)).size).toBe(1)
  expect(await read(globalAdmin, central)).toMatchObject({ assignedLicenses: 1, availableLicenses: 99 })

  const bought = { ...order, channel: 'central' }
  const again = { 'repeatability-request-id': randomUUID() }
  const [first, second] = [
    await globalAdmin.post('subscriptions', bought, { headers: again }),
    await globalAdmin.post('subscriptions', bought, { headers: again }),
  ]
  expect(second.text).toBe(first.text)
  expect(await pages(globalAdmin, 'subscriptions')).toHaveLength(2)
})

test('B14: the same id with another body, route or caller is not a repeat', async () => {
  const { globalAdmin, billingAdmin, members } = await anOrganisation()
  const headers = { 'repeatability-request-id': randomUUID() }
  const central = { ...order, channel: 'central' }
  const ask = (person: typeof globalAdmin, body: object) =>
    person.post<Subscription>('subscriptions', body, { headers })
  const first = await ask(globalAdmin, central)

  expect(said(await ask(globalAdmin, { ...central, totalLicenses: 6 }))).toBe('422 RepeatabilityMismatch')
  const byOther = await ask(billingAdmin, central)
  expect(byOther.body.id).not.toBe(first.body.id)
  const seats = `subscriptions/${first.body.id}/assignments`
  expect((await globalAdmin.post(seats, { userIds: [members[0].id] }, { headers })).status).toBe(200)
  const elsewhere = `subscriptions/${byOther.body.id}/assignments`
  const other = await globalAdmin.post(elsewhere, { userIds: [members[0].id] }, { headers })
  expect(said(other)).toBe('422 RepeatabilityMismatch')
  expect(await holders(globalAdmin, byOther.body)).toEqual([])
})

test('B14: refusals are not kept: once the reason is gone the same request goes through', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 1 })
  const headers = { 'repeatability-request-id': randomUUID() }
  const seats = `subscriptions/${bought.id}/assignments`
  const [first, second] = members
  await purchaser.post(seats, { userIds: [first.id] })
  const ask = () => purchaser.post(seats, { userIds: [second.id] }, { headers })

  expect(said(await ask())).toBe('409 NotEnoughLicenses')
  await purchaser.post(`${seats}/remove`, { userIds: [first.id], confirm: true })
  expect((await ask()).status).toBe(200)
  expect((await ask()).status).toBe(200)
})

test('B14: a request to cancel that is repeated is one mail', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const bought = await buy(purchaser)
  const headers = { 'repeatability-request-id': randomUUID() }
  const ask = () => globalAdmin.post(`subscriptions/${bought.id}/requestCancellation`, {}, { headers })
  const answers = await Promise.all([ask(), ask(), ask()])
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  await mailsTo(purchaser.address)
})

test('B14: an id that is no UUID is refused, and a POST that only reads takes no notice of one', async () => {
  const { purchaser } = await anOrganisation()
  const headers = { 'repeatability-request-id': 'again' }
  const answer = await purchaser.post('subscriptions', order, { headers })
  expect(said(answer)).toBe('400 InvalidRepeatabilityHeader')
  const valid = { headers: { 'repeatability-request-id': randomUUID() } }
  expect((await purchaser.post('quotes', order, valid)).status).toBe(200)
  const other = await purchaser.post('quotes', { ...order, totalLicenses: 6 }, valid)
  expect(other.status).toBe(200)
})
