import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  idsOf,
  products,
  said,
} from '../support/clients/journey-verbs.ts'

interface ProductRow {
  readonly productId: string
  readonly displayName: string
  readonly availableQuantity: number
  readonly assignedQuantity: number
}

interface Groups {
  readonly value: readonly {
    readonly purchaser: { readonly id: string; readonly displayName: string }
    readonly subscriptionId: string
    readonly userCount: number
    readonly users: readonly { readonly userId: string; readonly displayName: string }[]
    readonly usersLink?: string
  }[]
}

async function threeAndFive() {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser, members } = organisation
  const three = await buy(purchaser, { totalLicenses: 3 })
  const five = await buy(members[0], { totalLicenses: 5 })
  const central = await buyCentrally(globalAdmin, { totalLicenses: 20 })
  const visio = await buyCentrally(globalAdmin, { productId: products.visioPlan2, totalLicenses: 4 })
  return { ...organisation, three, five, central, visio }
}

test('R046 R048 R049: each product once, with all that was bought of it: 3 and 5 make 8', async () => {
  const { globalAdmin, members, five, purchaser, three } = await threeAndFive()
  await assign(purchaser, three, [members[1]])
  const list = async (query = '') =>
    (await globalAdmin.get<{ value: ProductRow[] }>(`licenses${query}`)).body.value

  expect(await list('?channel=selfService')).toEqual([
    {
      productId: products.powerBiPro,
      displayName: 'Power BI Pro',
      availableQuantity: 8,
      assignedQuantity: 1,
      freeQuantity: 7,
      subscriptions: 2,
    },
  ])
  expect((await list('?channel=central')).map(({ availableQuantity }) => availableQuantity).sort()).toEqual([
    20, 4,
  ])
  expect(await list()).toHaveLength(2)
  expect((await list()).find(({ productId }) => productId === products.powerBiPro)).toMatchObject({
    availableQuantity: 28,
  })
  expect(said(await globalAdmin.get('licenses?channel=borrowed'))).toBe('400 InvalidRequest')

  await ended(members[0], await cancel(members[0], five))
  expect((await list('?channel=selfService'))[0]?.availableQuantity).toBe(3)
})

test('R047 R050: the users of a product are grouped by who bought their licence', async () => {
  const { globalAdmin, billingAdmin, purchaser, members, three, five, central } = await threeAndFive()
  await assign(purchaser, three, [members[1], members[2]])
  await assign(members[0], five, [members[2], members[3]])
  await assign(billingAdmin, central, [members[1]])

  const { body } = await globalAdmin.get<Groups>(`licenses/${products.powerBiPro}`)

  const usersOf = (id: string) =>
    body.value
      .filter((group) => group.purchaser.id === id)
      .map(({ users }) => users.map((user) => user.userId).sort())
  expect(body.value).toHaveLength(3)
  expect(body.value.map(({ subscriptionId, userCount }) => [subscriptionId, userCount])).toEqual(
    expect.arrayContaining([
      [three.id, 2],
      [five.id, 2],
      [central.id, 1],
    ]),
  )
  expect(usersOf(purchaser.id)).toEqual([idsOf([members[1], members[2]])])
  expect(usersOf(members[0].id)).toEqual([idsOf([members[2], members[3]])])
  expect(usersOf(globalAdmin.id)).toEqual([[members[1].id]])
  expect(body.value.find((group) => group.purchaser.id === purchaser.id)?.purchaser.displayName).toBe(
    'Inge Hallström',
  )
  expect(said(await globalAdmin.get(`licenses/${products.powerApps}`))).toBe('404 NotFound')
})
