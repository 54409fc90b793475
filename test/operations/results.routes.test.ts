import { beforeEach, expect, test } from 'vitest'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { command } from '#core/operations/commands.ts'
import { type MoveUsersOperation, releaseTakeOver } from '#core/take-over/operations.ts'
import { moveUsersJob } from '#functions/take-over/jobs.ts'
import { anActive, anAdmin, anAssignment, aUser, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

const [source, target] = [subscriptionId(1), subscriptionId(2)]
const people = (count: number) => Array.from({ length: count }, (_, number) => guid<UserId>(2, number + 1))

interface Row {
  readonly userId: UserId
  readonly outcome: string
}

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
})

/** Everybody holds the source; some the target as well. */
async function sides(users: readonly UserId[], both: readonly UserId[]) {
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const total = 20_000
  await at.store(
    anActive({ id: source, tenantId, controlledBy, seats: seatsOf({ total, assigned: users.length }) }),
    anActive({ id: target, tenantId, channel: 'central', seats: seatsOf({ total, assigned: both.length }) }),
  )
  const all = [
    ...users.map((userId) => aUser({ tenantId, userId })),
    ...users.map((userId) => anAssignment({ id: source, tenantId }, userId)),
    ...both.map((userId) => anAssignment({ id: target, tenantId }, userId)),
  ]
  for (let from = 0; from < all.length; from += 100) await at.store(...all.slice(from, from + 100))
}

async function start(userIds?: readonly UserId[]): Promise<OperationId> {
  const started = await gaia.ask('take-over-move-users', {
    params: { id: source },
    headers: { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' },
    body: { targetSubscriptionId: target, confirm: true, ...(userIds ? { userIds } : {}) },
  })
  expect(started.status).toBe(202)
  return started.body['id'] as OperationId
}

async function unassign(...userIds: readonly UserId[]): Promise<void> {
  const body = { userIds, confirm: true }
  expect((await gaia.ask('seats-unassign', { params: { id: source }, body })).status).toBe(200)
}

async function work(): Promise<void> {
  const { message } = at.messages.takeNext('move-users') ?? {}
  await moveUsersJob.handle(at.services, 'move-users', message?.body, 1)
}

async function giveUp(id: OperationId): Promise<void> {
  const operation = at.documents.peek<MoveUsersOperation>(tenantId, id) as MoveUsersOperation
  const given = command(operation, 'drop', anAdmin, at.services.clock.now(), releaseTakeOver)
  if (isRefusal(given)) throw new Error(given.refused)
  expect((await at.services.documents.commit(tenantId, given.writes)).committed).toBe(true)
}

/** All rows, and how many of the pages had none. */
async function results(id: OperationId, query: Readonly<Record<string, string>> = {}) {
  const rows: Row[] = []
  let empty = 0
  for (let continuation: string | undefined; ; ) {
    const asked = { ...query, ...(continuation === undefined ? {} : { continuation }) }
    const { status, body } = await gaia.ask('operations-results', { params: { id }, query: asked })
    expect(status).toBe(200)
    const page = body['value'] as Row[]
    if (page.length === 0) empty += 1
    rows.push(...page)
    const next = body['nextLink'] as string | undefined
    if (next === undefined) return { rows, empty }
    continuation = new URL(next).searchParams.get('continuation') ?? undefined
  }
}

const ids = ({ rows }: { readonly rows: readonly Row[] }) => rows.map(({ userId }) => userId).sort()

test('of a move of all the results say who everybody is, and why somebody was skipped', async () => {
  const users = people(6)
  const [holdsBoth, leaves, moves] = users as [UserId, UserId, UserId]
  await sides(users, [holdsBoth])
  const id = await start()
  await unassign(leaves)
  await work()

  const { rows } = await results(id)
  const of = (userId: UserId) => rows.filter((row) => row.userId === userId)
  const { displayName, userPrincipalName } = anAssignment({ id: source, tenantId }, moves)
  expect(of(moves)).toEqual([{ userId: moves, displayName, userPrincipalName, outcome: 'succeeded' }])
  expect(of(holdsBoth)).toMatchObject([{ outcome: 'skipped', reason: 'alreadyHolding' }])
  expect(of(leaves)).toMatchObject([{ outcome: 'skipped', reason: 'leftBefore' }])
  expect(rows).toHaveLength(6)
  expect(ids(await results(id, { outcome: 'skipped' }))).toEqual([holdsBoth, leaves])
  expect(ids(await results(id, { outcome: 'succeeded' }))).toEqual(users.slice(2))
  expect(await results(id, { outcome: 'failed' })).toEqual({ rows: [], empty: 1 })
})

test('of a move of chosen users they come in the order in which they were named, and likewise', async () => {
  const users = people(6)
  const [holdsBoth, leaves, moves, stays] = users as [UserId, UserId, UserId, UserId]
  await sides(users, [holdsBoth])
  const id = await start([moves, leaves, holdsBoth])
  await unassign(leaves)
  await work()

  const { rows } = await results(id, { maxpagesize: '1' })
  expect(rows).toMatchObject([
    { userId: moves, outcome: 'succeeded' },
    { userId: leaves, outcome: 'skipped', reason: 'leftBefore' },
    { userId: holdsBoth, outcome: 'skipped', reason: 'alreadyHolding' },
  ])
  expect(rows.map(({ userId }) => userId)).not.toContain(stays)
  const skipped = await results(id, { outcome: 'skipped', maxpagesize: '1' })
  expect(skipped).toMatchObject({ rows: [{ userId: leaves }, { userId: holdsBoth }], empty: 0 })
})

test.each([
  ['all', undefined],
  ['chosen users', people(3)],
])(
  'of a move of %s that was given up everybody who is still there has failed, and is told why',
  async (_, chosen) => {
    const users = people(4)
    await sides(users, [])
    const id = await start(chosen)
    expect((await results(id)).rows).toEqual([])
    await giveUp(id)

    const failed = await results(id, { outcome: 'failed' })
    expect(ids(failed)).toEqual(chosen ?? users)
    expect(failed.rows[0]).toMatchObject({ outcome: 'failed', error: { code: 'DroppedByOperator' } })
    expect(await results(id)).toEqual(failed)
    expect((await results(id, { outcome: 'succeeded' })).rows).toEqual([])

    await start()
    await work()
    await work()
    expect(ids(await results(id, { outcome: 'failed' }))).toEqual(chosen ?? users)
  },
)

test('few among many are found without a page that has none', async () => {
  const users = people(300)
  const both = users.slice(250, 253)
  await sides(users, both)
  const id = await start()
  await work()
  const skipped = await results(id, { outcome: 'skipped', maxpagesize: '10' })
  expect(ids(skipped)).toEqual(both)
  expect(skipped.empty).toBeLessThanOrEqual(1)
})
