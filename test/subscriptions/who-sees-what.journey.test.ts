import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  pages,
  products,
  read,
  type Subscription,
  said,
  signUp,
} from '../support/clients/journey-verbs.ts'

const list = (person: Person, query = '') => pages<Subscription>(person, `subscriptions${query}`)

test('R027 R028 R029 R030 R031 R032 R033: administrators see what everybody bought, with everything the page needs', async () => {
  const { globalAdmin, billingAdmin, purchaser, members, id } = await anOrganisation()
  const elsewhere = await anOrganisation()
  await buy(elsewhere.purchaser)
  const ofInge = await buy(purchaser)
  const ofMember = await buy(members[0], { productId: products.visioPlan2, totalLicenses: 2 })
  await buyCentrally(globalAdmin)
  await assign(purchaser, ofInge, members.slice(0, 3))

  const rows = await list(billingAdmin, '?channel=selfService')

  expect(rows.map((row) => row.id)).toEqual([ofInge.id, ofMember.id])
  for (const row of rows) {
    expect(row.product.displayName).not.toBe('')
    expect(row.purchaser.displayName).not.toBe('')
    expect(row.totalLicenses).toBeGreaterThanOrEqual(1)
    expect(row.expirationDate).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(row.price).toMatchObject({ amount: expect.any(Number), currency: 'EUR' })
    expect(row.price.amount).toBeGreaterThan(0)
    expect(await holders(globalAdmin, row)).toHaveLength(row.assignedLicenses)
  }
  expect(rows[0]?.assignedLicenses).toBe(3)
  expect(id).not.toBe(elsewhere.id)
})

test('R040 R161 R183: the lists can be narrowed to a channel, a status, a product or a purchaser', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const own = await buy(purchaser)
  const gone = await buy(members[0], { productId: products.visioPlan2 })
  await ended(members[0], await cancel(members[0], gone))
  const central = await buyCentrally(globalAdmin)
  const free = await signUp(purchaser)
  const ids = async (person: Person, query: string) => idsOf(await list(person, query))

  expect(await ids(globalAdmin, '?channel=selfService')).toEqual(idsOf([own, gone]))
  expect(await ids(globalAdmin, '?channel=central')).toEqual(idsOf([central]))
  expect(await ids(globalAdmin, '?channel=all')).toEqual(idsOf([own, gone, central, free]))
  expect(await ids(globalAdmin, '?status=Deleted')).toEqual([gone.id])
  expect(await ids(globalAdmin, `?productId=${products.powerBiPro}`)).toEqual(idsOf([own, central]))
  expect(await ids(globalAdmin, `?purchaserId=${purchaser.id}`)).toEqual(idsOf([own, free]))
  expect(await ids(purchaser, '?channel=selfService')).toEqual([own.id])
  expect(await ids(purchaser, '?channel=all')).toEqual(idsOf([own, free]))
  expect(await ids(purchaser, `?purchaserId=${members[0].id}`)).toEqual([])
  for (const query of ['?channel=borrowed', '?status=Gone', '?sort=price', '?maxpagesize=0']) {
    expect(said(await globalAdmin.get(`subscriptions${query}`))).toBe('400 InvalidRequest')
  }
})

test('R041 R098 R142 R152: details are for administrators and the purchaser; a purchaser lists their own only', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const own = await buy(purchaser)
  const ofOther = await buy(members[0])
  const central = await buyCentrally(globalAdmin)

  const details = await read(globalAdmin, own)
  expect(details).toMatchObject({ status: 'Active', totalLicenses: 5, assignedLicenses: 0, price: own.price })
  expect(details.orderHistory).toHaveLength(1)
  expect(idsOf(await list(purchaser))).toEqual([own.id])
  for (const { id } of [ofOther, central]) {
    expect(said(await purchaser.get(`subscriptions/${id}`))).toBe('404 NotFound')
    const seats = await purchaser.post(`subscriptions/${id}/assignments`, { userIds: [purchaser.id] })
    expect(said(seats)).toBe('404 NotFound')
  }
  expect(said(await purchaser.get(''))).toBe('403 Forbidden')
  const licences = await purchaser.get<{ value: object[] }>('licenses')
  expect(licences.body.value).toMatchObject([{ productId: products.powerBiPro, subscriptions: 1 }])
  const purchases = await purchaser.get<{ value: object[] }>(`licenses/${products.powerBiPro}`)
  expect(purchases.body.value).toMatchObject([{ subscriptionId: own.id }])
})

/** Every call on a subscription that a member may try at all; administrators’ routes answer them 403 on any id. */

function callsOn(person: Person, id: string) {
  const at = `subscriptions/${id}`
  const headers = { 'if-match': '"whatever"' }
  return [
    person.get(at),
    person.get(`${at}/assignments`),
    person.patch(at, { totalLicenses: 9 }, { headers }),
    person.post(`${at}/assignments`, { userIds: [person.id] }),
    person.post(`${at}/assignments/remove`, { userIds: [person.id], confirm: true }),
    person.post(`${at}/cancel`, { reason: 'unused', confirm: true }, { headers }),
  ]
}

test('R041 R100 R108 R142: to other members a subscription is not there, exactly like one that never was', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  const there = await Promise.all(callsOn(members[0], bought.id))
  const never = await Promise.all(callsOn(members[0], randomUUID()))

  for (const [index, answer] of there.entries()) {
    expect(said(answer)).toBe('404 NotFound')
    expect(answer.text).toBe(never[index]?.text)
    expect(answer.text).not.toContain(bought.id)
  }
})

test('R041 R068 R178: another organisation is not there at all, even for its administrators’ peers', async () => {
  const { purchaser, path } = await anOrganisation()
  const bought = await buy(purchaser)
  const { globalAdmin: stranger } = await anOrganisation()
  const headers = { 'if-match': bought.etag }
  const reason = { reason: 'unused', confirm: true }
  const at = path(`subscriptions/${bought.id}`)
  for (const answer of [
    await stranger.get(path('subscriptions')),
    await stranger.get(at),
    await stranger.post(`${at}/takeControl`),
    await stranger.post(`${at}/cancel`, reason, { headers }),
    await stranger.post(`subscriptions/${bought.id}/takeControl`),
    await stranger.post(`subscriptions/${bought.id}/cancel`, reason, { headers }),
    await stranger.get(path('policies/allowSelfServicePurchase')),
    await stranger.get(path('')),
  ]) {
    expect(said(answer)).toBe('404 NotFound')
  }
})
