import { beforeEach, expect, test } from 'vitest'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { cancelJob, moveUsersJob } from '#functions/take-over/jobs.ts'
import { anActive, anAssignment, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** What comes between two reads of a take-over, or between two pages of a list. */
let at: ReturnType<typeof simulatedApp>
let gaia: Person
let users: readonly UserId[]
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const people = await Promise.all(['Anna', 'Bram', 'Cleo', 'Dirk'].map((name) => at.person(name)))
  users = people.map(({ userId }) => userId)
})

const [source, target, further] = [1, 2, 3].map(subscriptionId) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
]

async function held(id: SubscriptionId, total: number, holders: readonly UserId[]): Promise<void> {
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const subscription: ActiveSubscription = anActive({
    ...{ id, tenantId, purchaserId: gaia.userId, controlledBy },
    seats: seatsOf({ total, assigned: holders.length }),
  })
  await at.store(subscription, ...holders.map((userId) => anAssignment({ id, tenantId }, userId)))
}

const stored = <D>(id: string) => at.documents.peek(tenantId, id) as unknown as D & { readonly _etag: string }

function holders(id: SubscriptionId): readonly UserId[] {
  const subscription = stored<Subscription>(id)
  const all = at.all<Assignment>('assignment').filter((one) => isHeldIn(one, subscription))
  expect(subscription.seats.assigned).toBe(all.length)
  return all.map(({ userId }) => userId)
}

async function start(
  call: 'move-users' | 'cancel',
  from: SubscriptionId,
  body: object,
): Promise<OperationId> {
  const headers = { 'if-match': stored<Subscription>(from)._etag }
  const asked = { params: { id: from }, headers, body: { ...body, confirm: true } }
  const answer = await gaia.ask(`take-over-${call}`, asked)
  expect(answer.status).toBe(202)
  return answer.body['id'] as OperationId
}

const move = (from: SubscriptionId, targetSubscriptionId: SubscriptionId, userIds?: readonly UserId[]) =>
  start('move-users', from, { targetSubscriptionId, ...(userIds ? { userIds } : {}) })

/** Runs the worker over one operation, whatever is in the queue before it. */
async function work(id: OperationId): Promise<MoveUsersOperation> {
  const { kind, sequence } = stored<MoveUsersOperation>(id)
  const job = (kind as string) === 'cancel' ? cancelJob : moveUsersJob
  const queue = (kind as string) === 'cancel' ? 'cancel-with-email' : 'move-users'
  await job.handle(at.services, queue, { kind, tenantId, operationId: id, sequence, attempt: 0 }, 1)
  return stored(id)
}

test('nobody moves any more into a target whose term has ended meanwhile (R186)', async () => {
  const [first, second] = users as [UserId, UserId]
  for (const state of ['expired', 'disabled'] as const) {
    at = simulatedApp()
    await at.open()
    gaia = await at.person('Gaia', { roles: [globalAdmin] })
    await held(source, 5, [first, second])
    await held(target, 5, [])
    const operation = await move(source, target, [first])
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id: target, set: { state } }])
    expect(await work(operation)).toMatchObject({ state: 'Failed', error: { code: 'SubscriptionNotActive' } })
    expect([holders(source), holders(target)]).toEqual([[first, second], []])
    expect(stored<Subscription>(target).seats).toMatchObject({ reserved: 0, available: 5 })
    expect(stored<Subscription>(source).operationId).toBeNull()
  }
})

test('who leaves the target in a move of chosen users meanwhile keeps a seat of it by the source', async () => {
  const [anna] = users as [UserId]
  await held(source, 1, [anna])
  await held(target, 1, [anna])
  await held(further, 1, [])
  const whole = await move(source, target)
  expect(stored<MoveUsersOperation>(whole).reserved).toBe(0)
  await work(await move(target, further, [anna]))

  expect(await work(whole)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 1 } })

  expect(holders(target)).toEqual([anna])
  expect(holders(further)).toEqual([anna])
})

test('who leaves the target like that after they were counted, before the move begins, keeps one too', async () => {
  const [anna, bram] = users as [UserId, UserId]
  await held(source, 2, [anna, bram])
  await held(target, 2, [anna])
  await held(further, 1, [])
  at.documents.faults.beforeCommit = async () => {
    at.documents.faults.beforeCommit = undefined
    await work(await move(target, further, [anna]))
  }
  const whole = await move(source, target)
  expect(stored<MoveUsersOperation>(whole).comparison?.first).toBe('list')

  await work(whole)

  expect(holders(target)).toEqual([anna, bram])
  expect(holders(further)).toEqual([anna])
})

test('where the target is cancelled meanwhile nobody is moved, nor put back first', async () => {
  const [anna] = users as [UserId]
  await held(source, 1, [anna])
  await held(target, 1, [anna])
  const whole = await move(source, target)
  at.documents.faults.afterCommit = async () => {
    at.documents.faults.afterCommit = undefined
    await work(await start('cancel', target, { reason: 'unused' }))
  }
  expect(await work(whole)).toMatchObject({ state: 'Failed', error: { code: 'SubscriptionDeleted' } })
  expect(holders(source)).toEqual([anna])
  expect(stored<MoveUsersOperation>(whole).sequence).toBe(2)
})

test('a move of chosen users who all hold the target adds no lot to it', async () => {
  const [anna, bram] = users as [UserId, UserId]
  await held(source, 2, [anna, bram])
  await held(target, 1, [anna])
  await work(await move(source, target, [anna]))
  expect(stored<Subscription>(target).lotIds).toEqual([target])
})

test('of users who are set aside nothing is told before all move', async () => {
  await held(source, 4, users)
  await held(target, 9, users.slice(0, 2))
  const operation = await move(source, target)
  const { commit } = at.services.documents
  Object.assign(at.services, {
    documents: {
      ...at.services.documents,
      commit: async (...[tenant, writes]: Parameters<typeof commit>) => {
        const commitment = await commit(tenant, writes)
        Object.assign(at.services, { documents: { ...at.services.documents, commit } })
        await gaia.ask('operations-pause', { params: { id: operation } })
        return commitment
      },
    },
  })
  expect(await work(operation)).toMatchObject({ state: 'Paused', progress: { succeeded: 0, skipped: 0 } })
  const results = () => gaia.ask('operations-results', { params: { id: operation } })
  expect((await results()).body).toEqual({ value: [] })
  await gaia.ask('operations-resume', { params: { id: operation } })
  expect(await work(operation)).toMatchObject({ state: 'Succeeded' })
  expect((await results()).body['value']).toHaveLength(4)
})

test('the list of who holds a deleted subscription ends at once', async () => {
  await held(source, 4, users)
  await work(await start('cancel', source, { reason: 'unused' }))
  const list = await gaia.ask('seats-list', { params: { id: source }, query: { maxpagesize: '2' } })
  expect(list.body).toEqual({ value: [] })
})

test('the list of who held a subscription goes on to its end when all lose it meanwhile', async () => {
  await held(source, 4, users)
  const removal = { params: { id: source }, body: { userIds: users.slice(0, 3), confirm: true } }
  expect((await gaia.ask('seats-unassign', removal)).status).toBe(200)
  const list = (continuation?: string) =>
    gaia.ask('seats-list', {
      params: { id: source },
      query: { status: 'revoked', maxpagesize: '2', ...(continuation ? { continuation } : {}) },
    })
  const first = await list()
  const { searchParams } = new URL(String(first.body['nextLink']))
  await work(await start('cancel', source, { reason: 'unused' }))
  const second = await list(searchParams.get('continuation') ?? '')
  const told = [first, second].flatMap(({ body }) => body['value'] as { userId: UserId }[])
  expect(told.map(({ userId }) => userId)).toEqual(users.slice(0, 3))
})
