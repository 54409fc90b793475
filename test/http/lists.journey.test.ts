import { expect, test } from 'vitest'
import { anOrganisation, type Person, shared } from '../support/clients/journey.ts'
import {
  buy,
  buyCentrally,
  cancel,
  ended,
  move,
  type Operation,
  pages,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

test('R098 R129: lists come page by page, every row once and in one order, also while others buy', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const bought: string[] = []
  for (let count = 1; count <= 7; count += 1) {
    bought.push((await buy(purchaser, { totalLicenses: count })).id)
  }

  const first = await globalAdmin.get<{ value: Subscription[]; nextLink?: string }>(
    'subscriptions?maxpagesize=3',
  )

  expect(first.body.value.map(({ id }) => id)).toEqual(bought.slice(0, 3))
  const next = new URL(first.body.nextLink ?? '')
  expect(next.origin).toBe(shared().api)
  const details = await globalAdmin.get(`subscriptions/${bought[0]}`)
  expect(first.body.value[0]?.etag).toBe(details.headers.get('etag'))

  bought.push((await buy(purchaser)).id)
  const rest = await pages<Subscription>(globalAdmin, next.pathname + next.search)
  expect(rest.map(({ id }) => id)).toEqual(bought.slice(3))
  expect((await pages<Subscription>(purchaser, 'subscriptions?maxpagesize=1')).map(({ id }) => id)).toEqual(
    bought,
  )
})

test('R082 R160: administrators list every operation, a purchaser those on their own subscriptions, others none', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const taken = await takeControl(globalAdmin, await buy(purchaser))
  const moved = await move(globalAdmin, taken, await buyCentrally(globalAdmin))
  const cancelled = await cancel(members[0], await buy(members[0]))
  const exported = await globalAdmin.post<Operation>('licenses/export', { subscriptionIds: [taken.id] })
  for (const operation of [moved, cancelled, exported.body]) await ended(globalAdmin, operation)
  const listed = async (person: Person, query = '') =>
    (await pages<Operation>(person, `operations${query}`)).map(({ id }) => id)

  expect(await listed(globalAdmin)).toEqual([exported.body.id, cancelled.id, moved.id])
  expect(await listed(globalAdmin, '?status=Running')).toEqual([])
  expect(await listed(globalAdmin, `?subscriptionId=${taken.id}&maxpagesize=1`)).toEqual([
    exported.body.id,
    moved.id,
  ])
  expect(await listed(purchaser)).toEqual([moved.id])
  expect(await listed(members[0])).toEqual([cancelled.id])
  expect(await listed(members[1])).toEqual([])
  expect(said(await members[1].get(`operations/${moved.id}/results`))).toBe('404 NotFound')
  expect(said(await purchaser.post(`operations/${moved.id}/cancel`))).toBe('403 Forbidden')
})
