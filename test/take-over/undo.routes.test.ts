import { beforeEach, expect, test } from 'vitest'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { isHeldIn } from '#core/seats/assignment.ts'
import { withDue } from '#core/subscriptions/due.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { cancelJob, moveUsersJob } from '#functions/take-over/jobs.ts'
import { undoTakeOver } from '#functions/take-over/undo-take-over.ts'
import { anActive, anAdmin, anAssignment, anExpired, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

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

/** All hold the source, and the first of them the target as well. */
async function twoSides() {
  const [first] = users as [UserId]
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const selfService = (id: SubscriptionId, assigned: number): ActiveSubscription =>
    anActive({ id, tenantId, purchaserId: gaia.userId, controlledBy, seats: seatsOf({ total: 9, assigned }) })
  await at.store(
    selfService(source, users.length),
    selfService(target, 1),
    anActive({ id: further, tenantId, channel: 'central', seats: seatsOf({ total: 20 }) }),
    ...users.map((userId) => anAssignment({ id: source, tenantId }, userId)),
    anAssignment({ id: target, tenantId }, first),
  )
}

const stored = <D>(id: string) => at.documents.peek(tenantId, id) as unknown as D & { readonly _etag: string }

function holders(id: SubscriptionId): readonly UserId[] {
  const subscription = stored<Subscription>(id)
  const all = at.documents.all(tenantId) as unknown as readonly Assignment[]
  const held = all.filter((one) => one.type === 'assignment' && isHeldIn(one, subscription))
  expect(subscription.seats.assigned).toBe(held.length)
  expect(subscription.seats.total).toBe(subscription.seats.available + subscription.seats.assigned)
  return held.map(({ userId }) => userId)
}

async function done(call: 'move-users' | 'cancel', from: SubscriptionId, body: object): Promise<OperationId> {
  const headers = { 'if-match': stored<Subscription>(from)._etag }
  const answer = await gaia.ask(`take-over-${call}`, {
    params: { id: from },
    headers,
    body: { ...body, confirm: true },
  })
  expect(answer.status).toBe(202)
  const queue = call === 'cancel' ? 'cancel-with-email' : 'move-users'
  const message = at.messages.takeNext(queue)
  await (call === 'cancel' ? cancelJob : moveUsersJob).handle(at.services, queue, message?.message.body, 1)
  return answer.body['id'] as OperationId
}

const move = (from: SubscriptionId, to: SubscriptionId) =>
  done('move-users', from, { targetSubscriptionId: to })
const undo = (operationId: OperationId) => undoTakeOver(at.services, { tenantId, operationId, by: anAdmin })

async function outcomes(id: OperationId) {
  const { body } = await gaia.ask('operations-results', { params: { id } })
  return body['value']
}

test('whoever is still where a move has put them is given back to the source, once', async () => {
  await twoSides()
  const operation = await move(source, target)
  const told = await outcomes(operation)
  expect([holders(source).length, holders(target).length]).toEqual([0, 4])
  const [first, second, ...others] = users
  const removal = { params: { id: target }, body: { userIds: [second], confirm: true } }
  expect((await gaia.ask('seats-unassign', removal)).status).toBe(200)

  expect(await undo(operation)).toBe('undone')

  expect([...holders(source)].sort()).toEqual([first, ...others].sort())
  expect(holders(target)).toEqual([first])
  expect(stored<Subscription>(source)).toMatchObject({ state: 'active' })
  expect(stored<Subscription>(source)).not.toHaveProperty('deletedAt')
  expect(await undo(operation)).toBe('UndoneAlready')
  expect(await outcomes(operation)).toEqual(told)

  // What came back is closed: a seat given now is in a lot that has never changed hands.
  const giving = { params: { id: source }, body: { userIds: [second] } }
  expect((await gaia.ask('seats-assign', giving)).status).toBe(200)
  expect(holders(source)).toHaveLength(4)
  await move(source, further)
  expect([...holders(further)].sort()).toEqual([...users].sort())
})

test('whoever has moved on since stays there, and a target that is being emptied keeps its lots', async () => {
  await twoSides()
  const operation = await move(source, target)
  await move(target, further)
  expect(await undo(operation)).toBe('undone')
  // Who held both gets the seat on the source back; the others are in the third by now.
  expect(holders(source)).toEqual([users[0]])
  expect(holders(further)).toHaveLength(4)
})

test('a cancel is undone with everybody whom it took', async () => {
  await twoSides()
  const operation = await done('cancel', source, { reason: 'unused' })
  expect(holders(source)).toEqual([])
  expect(await undo(operation)).toBe('undone')
  expect(holders(source)).toHaveLength(4)
  expect(await outcomes(operation)).toHaveLength(4)
})

test('what had expired comes back expired: nobody gets a term for nothing, and time goes on (R186)', async () => {
  await twoSides()
  const before = { ...anExpired({ ...stored<ActiveSubscription>(source), autoRenew: false }) }
  const expired = withDue({ ...before, expiredOn: dayOf(at.services.clock.now()) })
  const { _etag, ...document } = expired as Stored<typeof expired>
  await at.services.documents.commit(tenantId, [{ kind: 'replace', document, ifMatch: _etag }])
  const operation = await done('cancel', source, { reason: 'unused' })
  expect(await undo(operation)).toBe('undone')
  expect(stored<Subscription>(source)).toMatchObject({
    state: 'expired',
    expiredOn: expired.expiredOn,
    dueAt: expired.dueAt,
  })
})

test('what has not ended well is not undone', async () => {
  await twoSides()
  const headers = { 'if-match': stored<Subscription>(source)._etag }
  const body = { targetSubscriptionId: target, confirm: true }
  const started = await gaia.ask('take-over-move-users', { params: { id: source }, headers, body })
  expect(await undo(started.body['id'] as OperationId)).toBe('NotEnded')
})
