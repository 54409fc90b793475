import { beforeEach, describe, expect, test } from 'vitest'
import type { SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { anActive, anAssignment, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

const product = 'CFQ7TTC0H9MP'
const licenseAdmin = '4d6ac14f-3453-41d0-bef9-a3e0c569773a'
const [first, second, others, central] = [1, 2, 3, 4].map(subscriptionId) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
]

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let inge: Person
let lotte: Person
let users: readonly UserId[]

beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  inge = await at.person('Inge')
  lotte = await at.person('Lotte', { roles: [licenseAdmin] })
  users = await Promise.all(['Ada', 'Bob', 'Cas'].map(async (name) => (await at.person(name)).userId))
  const [ada, bob, cas] = users as [UserId, UserId, UserId]
  const bought = async (id: SubscriptionId, holders: readonly UserId[], over: object) => {
    const subscription = anActive({
      id,
      tenantId,
      productId: product as never,
      purchaserId: inge.userId,
      controlledBy: null,
      seats: seatsOf({ total: 5, assigned: holders.length }),
      ...over,
    })
    await at.store(subscription, ...holders.map((userId) => anAssignment(subscription, userId)))
  }
  await bought(first, [ada, bob], { channel: 'selfService' })
  await bought(second, [bob], { channel: 'selfService' })
  await bought(others, [bob], { channel: 'selfService', purchaserId: gaia.userId })
  await bought(central, [cas], { channel: 'central' })
})

const remove = (person: Person, userIds: readonly string[], body: object = { confirm: true }) =>
  person.ask('seats-licenses-remove', { params: { productId: product }, body: { userIds, ...body } })
const assigned = (id: SubscriptionId) => {
  const { seats } = at.documents.peek(tenantId, id) as unknown as { seats: { assigned: number } }
  return seats.assigned
}

describe('the Licenses page of a purchaser', () => {
  test('sums their own self-service purchases by product, and shows nothing of others or central (R187)', async () => {
    const list = await inge.ask('seats-licenses-list')
    expect(list.body['value']).toMatchObject([
      { productId: product, availableQuantity: 10, assignedQuantity: 3, freeQuantity: 7, subscriptions: 2 },
    ])
    const one = await inge.ask('seats-licenses-get', { params: { productId: product } })
    expect((one.body['value'] as { subscriptionId: string }[]).map((row) => row.subscriptionId)).toEqual([
      first,
      second,
    ])
    const all = await gaia.ask('seats-licenses-list')
    expect(all.body['value']).toMatchObject([{ availableQuantity: 20, subscriptions: 4 }])
  })

  test('takes licences by product from all that they bought, and from nobody else’s (R188)', async () => {
    const [ada, bob, cas] = users as [UserId, UserId, UserId]
    const answer = await remove(inge, [ada, bob, cas])
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ removed: [ada, bob], notAssigned: [cas] })
    expect([first, second, others, central].map(assigned)).toEqual([0, 0, 1, 1])
    expect((await remove(inge, [ada])).body).toEqual({ removed: [], notAssigned: [ada] })
  })
})

test('each purchase of a product says what the caller may do to it, and how much of it is free (R160)', async () => {
  const rowsOf = async (person: Person) =>
    (await person.ask('seats-licenses-get', { params: { productId: product } })).body['value']
  expect(await rowsOf(inge)).toMatchObject([
    { subscriptionId: first, channel: 'selfService', totalLicenses: 5, availableLicenses: 3 },
    { subscriptionId: second, actions: expect.arrayContaining(['assign', 'unassign']) },
  ])
  expect(await rowsOf(lotte)).toMatchObject([
    {
      subscriptionId: central,
      channel: 'central',
      actions: ['assign', 'unassign'],
      users: [{ userId: users[2], userPrincipalName: expect.stringContaining('@') }],
    },
  ])
  expect(await rowsOf(gaia)).toMatchObject([
    { subscriptionId: first, actions: expect.not.arrayContaining(['assign']) },
    { subscriptionId: second },
    { subscriptionId: others, actions: expect.arrayContaining(['assign']) },
    { subscriptionId: central, actions: expect.arrayContaining(['assign']) },
  ])
})

test('administrators take what is in their hands by product, and not what is a purchaser’s (R042, R188)', async () => {
  const [, bob, cas] = users as [UserId, UserId, UserId]
  expect((await remove(lotte, [bob, cas])).body).toEqual({ removed: [cas], notAssigned: [bob] })
  expect([first, second, others, central].map(assigned)).toEqual([2, 1, 1, 0])
})

test('where nothing of the product is theirs to take, administrators hear that they have to take control (R042)', async () => {
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: central, set: { productId: 'CFQ7TTC0LH2H' } },
    { kind: 'patch', id: others, set: { productId: 'CFQ7TTC0LH2H' } },
  ])
  expect((await remove(gaia, users)).body.error['code']).toBe('TakeControlRequired')
  expect([first, second].map(assigned)).toEqual([2, 1])
})

test('without confirm, with a stranger, or for a product that they have nothing of, nothing is taken (R107, R105)', async () => {
  expect((await remove(inge, users, {})).body.error['code']).toBe('ConfirmationRequired')
  expect((await remove(inge, [users[0] as string, subscriptionId(9)])).body.error['code']).toBe(
    'UserNotFound',
  )
  const member = await at.person('Mia')
  expect((await remove(member, users)).status).toBe(404)
  expect([first, second, others, central].map(assigned)).toEqual([2, 1, 1, 1])
})

test('a repeat takes nothing twice and answers the same (B14, R188)', async () => {
  const [, bob] = users as [UserId, UserId, UserId]
  const asked = {
    params: { productId: product },
    body: { userIds: [bob], confirm: true },
    repeat: '5a1f0a0e-0000-4000-8000-000000000003',
  }
  const once = await inge.ask('seats-licenses-remove', asked)
  expect((await inge.ask('seats-licenses-remove', asked)).body).toEqual(once.body)
  expect(once.body).toEqual({ removed: [bob], notAssigned: [] })
})
