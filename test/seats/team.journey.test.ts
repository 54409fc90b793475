import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  holders,
  idsOf,
  products,
  read,
  type Subscription,
  said,
  signUp,
} from '../support/clients/journey-verbs.ts'

test('R059: who uses what a colleague bought can get a central licence as well, and then holds both', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  const central = await buyCentrally(globalAdmin)
  await assign(purchaser, bought, members)
  await assign(globalAdmin, central, members)
  expect(await holders(globalAdmin, bought)).toEqual(idsOf(members))
  expect(await holders(globalAdmin, central)).toEqual(idsOf(members))
})

test('R103: the people picker finds members of the organisation by the beginning of a name', async () => {
  const { purchaser, members, add } = await anOrganisation()
  const elsewhere = await anOrganisation()
  const [sanne] = await add(
    { displayName: 'Sanne de Vries' },
    { displayName: 'Sanne Gast', userType: 'guest' },
    { displayName: 'Ömer Şahin', mail: 'omer.sahin@windmolen.example' },
  )
  await elsewhere.add({ displayName: 'Sanne van Elders' })
  const search = async (text: string) => {
    const path = `users?search=${encodeURIComponent(text)}`
    return purchaser.get<{ value: { id: string; displayName: string }[] }>(path)
  }
  expect(said(await search('san'))).toBe('403 Forbidden')
  await buy(purchaser)
  expect((await search('san')).body.value.map(({ id }) => id)).toEqual([sanne.id])
  expect((await search('VRIES')).body.value.map(({ id }) => id)).toEqual([sanne.id])
  expect((await search('anne')).body.value).toEqual([])
  expect((await search('ömer')).body.value).toMatchObject([{ displayName: 'Ömer Şahin' }])
  expect((await search('OMER.')).body.value).toMatchObject([{ displayName: 'Ömer Şahin' }])
  expect(said(await search(''))).toBe('400 InvalidRequest')
  expect(said(await members[0].get('users?search=san'))).toBe('403 Forbidden')
})

test('R185: who uses a product sees their own licences, and of the subscription nothing', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const [user] = members
  const bought = await buy(purchaser)
  const central = await buyCentrally(globalAdmin, { productId: products.visioPlan2 })
  await assign(purchaser, bought, [user])
  await assign(globalAdmin, central, [user])
  const free = await signUp(user)

  const { body } = await user.get<{ value: { subscriptionId: string; product: { displayName: string } }[] }>(
    'users/me/licenses',
  )
  expect(body.value.map(({ subscriptionId }) => subscriptionId).sort()).toEqual(
    idsOf([bought, central, free]),
  )
  expect(body.value.find(({ subscriptionId }) => subscriptionId === bought.id)).toMatchObject({
    product: { id: products.powerBiPro, displayName: 'Power BI Pro' },
  })
  const path = `subscriptions/${bought.id}`
  expect(said(await user.get(path))).toBe('404 NotFound')
  expect(said(await user.post(`${path}/assignments`, { userIds: [user.id] }))).toBe('404 NotFound')
  const etag = (await read(purchaser, bought)).etag
  const cancelling = await user.post(
    `${path}/cancel`,
    { reason: 'unused', confirm: true },
    { headers: { 'if-match': etag } },
  )
  expect(said(cancelling)).toBe('404 NotFound')
  expect((await user.get<{ value: Subscription[] }>('subscriptions')).body.value.map(({ id }) => id)).toEqual(
    [free.id],
  )
})
