import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  askTotal,
  assign,
  buy,
  buyCentrally,
  read,
  said,
  signUp,
  takeControl,
} from '../support/clients/journey-verbs.ts'

test('R099 R101 R154: the total is absolute: 105 on 100 gives five more at once, and 105 again still 105', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 100 })

  const more = await askTotal(purchaser, bought, 105)

  expect(more.status).toBe(200)
  expect(more.body).toMatchObject({ totalLicenses: 105, availableLicenses: 105 })
  expect((await askTotal(purchaser, bought, 105)).body.totalLicenses).toBe(105)
  await assign(purchaser, bought, members)
  const { orderHistory } = await read(globalAdmin, bought)
  expect(orderHistory).toMatchObject([
    { event: 'purchased', totalLicenses: 100 },
    { event: 'quantityChanged', totalLicenses: 105, by: { id: purchaser.id } },
  ])
})

test('R100: fewer licences, but never fewer than are in use', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 10 })
  await assign(purchaser, bought, members.slice(0, 3))

  expect(said(await askTotal(purchaser, bought, 2))).toBe('409 QuantityBelowAssigned')
  expect((await askTotal(purchaser, bought, 3)).body).toMatchObject({
    totalLicenses: 3,
    availableLicenses: 0,
  })
  expect(said(await askTotal(purchaser, bought, 2))).toBe('409 QuantityBelowAssigned')
})

test('R100 R101: only whole numbers from 1, with the ETag of now, and not by others', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  const path = `subscriptions/${bought.id}`
  for (const total of [0, -1, 2.5, '6', null, 100_001]) {
    expect(said(await askTotal(purchaser, bought, total))).toBe('400 InvalidRequest')
  }
  expect(said(await purchaser.patch(path, { totalLicenses: 6 }))).toBe('428 PreconditionRequired')
  for (const etag of ['"stale"', '*']) {
    const stale = await purchaser.patch(path, { totalLicenses: 6 }, { headers: { 'if-match': etag } })
    expect(said(stale)).toBe('412 PreconditionFailed')
  }
  const { etag } = await read(purchaser, bought)
  const byOther = await members[0].patch(path, { totalLicenses: 6 }, { headers: { 'if-match': etag } })
  expect(said(byOther)).toBe('404 NotFound')
  expect((await read(globalAdmin, bought)).etag).toBe(etag)
})

test('R097 R099: after take-over administrators can lower the total, which costs nobody anything, but not raise it', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const bought = await takeControl(globalAdmin, await buy(purchaser, { totalLicenses: 5 }))

  expect(said(await askTotal(globalAdmin, bought, 6))).toBe('409 QuantityIncreaseNotAllowed')
  expect((await askTotal(globalAdmin, bought, 4)).body.totalLicenses).toBe(4)
})

test('R060 R002: central totals go up and down for administrators; a free sign-up stays at one', async () => {
  const { billingAdmin, purchaser } = await anOrganisation()
  const central = await buyCentrally(billingAdmin, { totalLicenses: 10 })
  expect((await askTotal(billingAdmin, central, 30)).body.availableLicenses).toBe(30)
  expect((await askTotal(billingAdmin, central, 7)).body.availableLicenses).toBe(7)

  const free = await signUp(purchaser)
  expect(said(await askTotal(purchaser, free, 2))).toBe('409 SingleUserSubscription')
})
