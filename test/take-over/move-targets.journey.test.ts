import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  ended,
  idsOf,
  move,
  pages,
  products,
  read,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

/** Somebody's subscription with three users, under control, and a central one with room. */

async function readyToMove({ users = 3, room = 10, language = 'en' as 'en' | 'nl' } = {}) {
  const organisation = await anOrganisation({ members: Math.max(4, users), purchaser: { language } })
  const { globalAdmin, purchaser, members } = organisation
  const moving = members.slice(0, users)
  const bought = await buy(purchaser, { totalLicenses: Math.max(1, users) })
  await assign(purchaser, bought, moving)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: room })
  return { ...organisation, moving, source, target }
}

test('R078: targets are of the family, active and in the administrators’ hands; whether the seats do is flagged', async () => {
  const { globalAdmin, purchaser, source, target, add } = await readyToMove({ users: 3 })
  const [reader] = await add({ role: 'globalReader' })
  const small = await buyCentrally(globalAdmin, { productId: products.powerBiPremium, totalLicenses: 2 })
  const taken = await takeControl(globalAdmin, await buy(purchaser, { productId: products.powerApps }))
  const elsewhere = await anOrganisation()
  await buyCentrally(elsewhere.globalAdmin)
  const others = [await buyCentrally(globalAdmin, { productId: products.visioPlan2 }), await buy(purchaser)]

  for (const person of [globalAdmin, reader]) {
    const rows = await pages<Subscription & { enoughSeats: boolean }>(
      person,
      `subscriptions/${source.id}/moveTargets`,
    )
    expect(idsOf(rows)).toEqual(idsOf([target, small, taken]))
    expect(
      rows
        .filter(({ enoughSeats }) => enoughSeats)
        .map((row) => row.id)
        .sort(),
    ).toEqual(idsOf([target, taken]))
  }
  expect(said(await askMove(globalAdmin, source, others[0] as Subscription))).toBe('422 TargetNotSuitable')
})

test('R078 R179: where users cannot move, and nothing changes when somebody tries', async () => {
  const { globalAdmin, purchaser, members, source, target } = await readyToMove()
  const open = await buy(members[3])
  const free = (
    await purchaser.post<Subscription>('subscriptions', { productId: products.fabricFree, channel: 'signUp' })
  ).body
  const gone = await takeControl(globalAdmin, await buy(members[3], { totalLicenses: 1 }))
  await ended(globalAdmin, await move(globalAdmin, gone, target))
  const elsewhere = await anOrganisation()
  const foreign = await buyCentrally(elsewhere.globalAdmin)
  const ask = async (to: { id: string }) => said(await askMove(globalAdmin, source, to))

  expect(await ask(open)).toBe('409 TakeControlRequired')
  expect(await ask(free)).toBe('409 SingleUserSubscription')
  expect(await ask(gone)).toBe('409 SubscriptionDeleted')
  expect(await ask(source)).toBe('422 TargetIsSource')
  expect(await ask(foreign)).toBe('404 NotFound')
  expect(await ask({ id: randomUUID() })).toBe('404 NotFound')
  expect(await ask({ id: 'somewhere' })).toBe('400 InvalidRequest')
  expect(await read(globalAdmin, source)).toEqual(source)
  expect(said(await askMove(globalAdmin, target, source))).toBe('409 NotSelfService')
})
