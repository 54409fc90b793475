import { expect, test } from 'vitest'
import { askedAgain } from '../support/clients/asked-again.ts'
import { anOrganisation, mailsTo } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  move,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

const moving = 120

test('R073: while users move in, others are given seats there and taken off: nothing is oversold, nobody holds two', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation({ members: moving + 40 })
  const [staying, coming] = [members.slice(0, moving), members.slice(moving)]
  const bought = await buy(purchaser, { totalLicenses: moving })
  await assign(purchaser, bought, staying)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: moving + 10 })
  const seats = `subscriptions/${target.id}/assignments`
  // Some of those who are about to be moved get a seat of their own there at the same time.
  const rivals = [...coming, ...staying.slice(-20)]

  const [operation, answers] = await Promise.all([
    move(globalAdmin, source, target).then((started) => ended(globalAdmin, started)),
    Promise.all(rivals.map(({ id }) => askedAgain(() => globalAdmin.post(seats, { userIds: [id] })))),
  ])

  expect(operation.status).toBe('Succeeded')
  for (const answer of answers) {
    expect(['200', '409 NotEnoughLicenses']).toContain(said(answer))
  }
  const held = await holders(globalAdmin, target)
  expect(new Set(held).size).toBe(held.length)
  expect(held).toEqual(expect.arrayContaining(staying.map(({ id }) => id)))
  const after = await read(globalAdmin, target)
  expect(after.assignedLicenses).toBe(held.length)
  expect(after.reservedLicenses).toBe(0)
  expect(after.assignedLicenses + after.availableLicenses).toBe(after.totalLicenses)
  expect(after.availableLicenses).toBeGreaterThanOrEqual(0)
  const { progress } = operation
  expect(progress.succeeded + progress.skipped).toBe(moving)
  expect((await read(globalAdmin, source)).status).toBe('Deleted')
  await mailsTo(purchaser.address)
})

test('R073: of two moves into one target with room for one, one is refused and the other moves all', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation({ members: 6 })
  const sources = [await buy(purchaser, { totalLicenses: 3 }), await buy(purchaser, { totalLicenses: 3 })]
  for (const [index, source] of sources.entries()) {
    await assign(purchaser, source, members.slice(index * 3, index * 3 + 3))
    await takeControl(globalAdmin, source)
  }
  const target = await buyCentrally(globalAdmin, { totalLicenses: 5 })

  const outcomes = await Promise.allSettled(
    sources.map((source) => move(globalAdmin, source, target).then((one) => ended(globalAdmin, one))),
  )

  const [done, ...more] = outcomes.filter(({ status }) => status === 'fulfilled')
  expect(more).toEqual([])
  expect(done).toMatchObject({ value: { status: 'Succeeded', progress: { succeeded: 3 } } })
  const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  expect(String(refused.reason)).toContain('NotEnoughLicenses')
  expect(await read(globalAdmin, target)).toMatchObject({ assignedLicenses: 3, reservedLicenses: 0 })
})
