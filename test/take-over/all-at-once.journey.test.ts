import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, type Client } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  move,
  type Operation,
  pages,
  products,
  read,
  type Subscription,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { eventually } from '../support/clients/system.ts'

async function sidesOf(users: number, alsoHolding = 0) {
  const organisation = await anOrganisation({ members: users })
  const { globalAdmin, purchaser, members } = organisation
  const bought = await buy(purchaser, { totalLicenses: users })
  await assign(purchaser, bought, members)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 2 * users + 20 })
  await assign(globalAdmin, target, members.slice(0, alsoHolding))
  return { ...organisation, source, target }
}

interface Outcome {
  readonly userId: string
  readonly outcome: string
}

async function outcomes(person: Client, { id }: Operation): Promise<readonly Outcome[]> {
  const rows = await pages<Outcome>(person, `operations/${id}/results?maxpagesize=7`)
  return rows
    .map(({ userId, outcome }) => ({ userId, outcome }))
    .toSorted((a, b) => (a.userId < b.userId ? -1 : 1))
}

const unassign = (person: Client, { id }: Subscription, userIds: readonly string[]) =>
  expectStatus(person.post(`subscriptions/${id}/assignments/remove`, { userIds, confirm: true }), 200)

test('R081 R107 B02: what became of each user stays exact, whatever happens to them after the move', async () => {
  const { globalAdmin, members, source, target } = await sidesOf(20, 3)
  const moved = await ended(globalAdmin, await move(globalAdmin, source, target))
  expect(moved.progress).toMatchObject({ total: 20, succeeded: 17, skipped: 3 })
  const told = members
    .map(({ id }, at) => ({ userId: id, outcome: at < 3 ? 'skipped' : 'succeeded' }))
    .toSorted((a, b) => (a.userId < b.userId ? -1 : 1))
  expect(await outcomes(globalAdmin, moved)).toEqual(told)

  const [skipped, , , left, back, further] = members
  await unassign(globalAdmin, target, [skipped.id, left.id, back?.id ?? ''])
  await assign(globalAdmin, target, back ? [back] : [])
  const other = await buyCentrally(globalAdmin)
  const own = await buy(globalAdmin)
  await assign(globalAdmin, own, further ? [further, left] : [])
  const again = await ended(globalAdmin, await move(globalAdmin, await takeControl(globalAdmin, own), other))
  expect(again.progress).toMatchObject({ total: 2, succeeded: 2 })

  expect(await outcomes(globalAdmin, moved)).toEqual(told)
  expect(await outcomes(globalAdmin, again)).toEqual(
    [left.id, further?.id].sort().map((userId) => ({ userId, outcome: 'succeeded' })),
  )
})

test('R168: after a cancel its users stand in the list of those who held it, and it has no others', async () => {
  const { globalAdmin, members, source } = await sidesOf(6)
  await unassign(globalAdmin, source, [members[0].id])
  const canceled = await ended(globalAdmin, await cancel(globalAdmin, source))
  expect(canceled.progress).toMatchObject({ total: 5, succeeded: 5 })
  expect(await holders(globalAdmin, source)).toEqual([])
  expect(await holders(globalAdmin, source, 'revoked')).toEqual(idsOf(members))
  expect(await outcomes(globalAdmin, canceled)).toHaveLength(5)
  expect((await members[1].get<{ value: unknown[] }>('users/me/licenses')).body.value).toEqual([])
})

test('R098 R129: a list of users that was begun before a move goes on to its end', async () => {
  const { globalAdmin, members, source, target } = await sidesOf(30, 5)
  const path = (id: string) => `subscriptions/${id}/assignments?maxpagesize=4`
  const begun = async (id: string) => {
    const first = await globalAdmin.get<{ value: { userId: string }[]; nextLink: string }>(path(id))
    const { pathname, search } = new URL(first.body.nextLink)
    return { first: first.body.value, next: pathname + search }
  }
  const [ofSource, ofTarget] = [await begun(source.id), await begun(target.id)]

  await ended(globalAdmin, await move(globalAdmin, source, target))

  const rest = async ({ first, next }: Awaited<ReturnType<typeof begun>>) => {
    const rows = [...first, ...(await pages<{ userId: string }>(globalAdmin, next))]
    return rows.map(({ userId }) => userId).sort()
  }
  // Who held both was set aside meanwhile, into a lot that the list did not begin with.
  expect(await rest(ofSource)).toEqual(idsOf(members))
  expect(await rest(ofTarget)).toEqual(idsOf(members.slice(0, 5)))
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
})

test('R081: whoever looks while all move finds each person on exactly one side, and counters that fit', async () => {
  const { globalAdmin, members, source, target } = await sidesOf(40, 0)
  const sides = [source.id, target.id]
  let going = true
  let looks = 0
  const ownList = async (person: (typeof members)[number]) => {
    while (going) {
      const { body } = await person.get<{ value: { subscriptionId: string }[] }>('users/me/licenses')
      expect(
        body.value.map(({ subscriptionId }) => subscriptionId).filter((id) => sides.includes(id)),
      ).toHaveLength(1)
      looks += 1
    }
  }
  const counters = async (subscription: Subscription) => {
    while (going) {
      const before = await read(globalAdmin, subscription)
      const there = await holders(globalAdmin, subscription)
      const after = await read(globalAdmin, subscription)
      if (before.etag === after.etag) expect(there).toHaveLength(before.assignedLicenses)
      looks += 1
    }
  }
  const lookers = [...members.slice(0, 6).map(ownList), counters(source), counters(target)]
  const looked = (count: number) => eventually(() => looks >= count, 20_000)
  try {
    await looked(40)
    await ended(globalAdmin, await move(globalAdmin, source, target))
    await looked(looks + 40)
  } finally {
    going = false
  }
  await Promise.all(lookers)
})

test('R051: an export names nobody twice and misses nobody, whenever users move', async () => {
  const { globalAdmin, members, source, target } = await sidesOf(25, 5)
  const other = await buy(globalAdmin, { productId: products.visioPlan1 })
  await assign(globalAdmin, other, members.slice(0, 2))
  const subscriptionIds = [source.id, target.id, other.id]
  const ask = async () =>
    (await expectStatus(globalAdmin.post<Operation>('licenses/export', { subscriptionIds }), 202)).body
  const operations = [await ask()]
  const moving = await move(globalAdmin, source, target)
  for (let asked = 0; asked < 5; asked++) operations.push(await ask())
  await ended(globalAdmin, moving)
  operations.push(await ask())

  const everybody = members.map(({ id }) => id)
  for (const operation of operations) {
    await ended(globalAdmin, operation)
    const { text } = await globalAdmin.get(`exports/${operation.id}`)
    const rows = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.replaceAll('"', '').split(','))
    const held = rows.filter(([, , , id]) => id !== other.id)
    const onlySource = held
      .map(([userId]) => userId)
      .filter((userId) => !idsOf(members.slice(0, 5)).includes(userId ?? ''))
    expect(onlySource.toSorted()).toEqual(everybody.slice(5).sort())
    expect(new Set(held.map(([userId]) => userId))).toEqual(new Set(everybody))
    expect(rows.filter(([, , , id]) => id === other.id)).toHaveLength(2)
  }
})
