import { beforeEach, describe, expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { addDays, dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import { withDue } from '#core/subscriptions/due.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { usersPerUndoStep } from '#core/take-over/undo-step.ts'
import { cancelJob, moveUsersJob, undoJob } from '#functions/take-over/jobs.ts'
import { listed } from '../audit/trail.ts'
import { anActive, anAssignment, anExpired, seatsOf, subscriptionId } from '../support/builders.ts'
import {
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'
import { undone } from '../support/simulated/undone.ts'

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let users: readonly [UserId, UserId, UserId, UserId]
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const people = await Promise.all(['Anna', 'Bram', 'Cleo', 'Dirk'].map((name) => at.person(name)))
  users = people.map(({ userId }) => userId) as unknown as typeof users
})

const [source, target, further] = [1, 2, 3].map(subscriptionId) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
]

/** All hold the source, and the first of them the target as well. */
async function twoSides(seats = 9) {
  const [first] = users
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const selfService = (id: SubscriptionId, assigned: number): ActiveSubscription =>
    anActive({
      id,
      tenantId,
      purchaserId: gaia.userId,
      controlledBy,
      seats: seatsOf({ total: seats, assigned }),
      expirationDate: addDays(dayOf(at.services.clock.now()), 200),
    })
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
  const { total, available, assigned, reserved } = subscription.seats
  expect(total).toBe(available + assigned + reserved)
  return held.map(({ userId }) => userId).sort()
}
const sorted = (...ids: readonly UserId[]) => [...ids].sort()

async function asked(call: 'move-users' | 'cancel', from: SubscriptionId, body: object) {
  const headers = { 'if-match': stored<Subscription>(from)._etag }
  const answer = await gaia.ask(`take-over-${call}`, {
    params: { id: from },
    headers,
    body: { ...body, confirm: true },
  })
  expect(answer.status).toBe(202)
  return answer.body['id'] as OperationId
}

async function done(call: 'move-users' | 'cancel', from: SubscriptionId, body: object): Promise<OperationId> {
  const id = await asked(call, from, body)
  const queue = call === 'cancel' ? 'cancel-with-email' : 'move-users'
  const message = at.messages.takeNext(queue)
  await (call === 'cancel' ? cancelJob : moveUsersJob).handle(at.services, queue, message?.message.body, 1)
  return id
}

const move = (from: SubscriptionId, to: SubscriptionId, userIds?: readonly UserId[]) =>
  done('move-users', from, { targetSubscriptionId: to, ...(userIds ? { userIds } : {}) })
const cancelled = (from = source) => done('cancel', from, { reason: 'unused' })
const undo = (id: OperationId) => undone(at, gaia, id)
const codeOf = ({ status, body }: Awaited<ReturnType<typeof undo>>) =>
  status < 300 ? String(status) : `${status} ${body.error['code']}`
const unassign = async (id: SubscriptionId, ...userIds: readonly UserId[]) => {
  const answer = await gaia.ask('seats-unassign', { params: { id }, body: { userIds, confirm: true } })
  expect(answer.status).toBe(200)
}
const assign = async (id: SubscriptionId, ...userIds: readonly UserId[]) =>
  expect((await gaia.ask('seats-assign', { params: { id }, body: { userIds } })).status).toBe(200)

interface Result {
  readonly userId: string
  readonly outcome: string
  readonly reason?: string
}
async function outcomes(id: string, query: Record<string, string> = {}): Promise<readonly Result[]> {
  const { body } = await gaia.ask('operations-results', { params: { id }, query })
  return body['value'] as readonly Result[]
}
const told = (rows: readonly Result[]) =>
  Object.fromEntries(rows.map(({ userId, outcome, reason }) => [userId, reason ?? outcome]))
const operation = async (id: string, person = gaia) =>
  (await person.ask('operations-get', { params: { id } })).body
const preview = (id: OperationId, person = gaia) => person.ask('take-over-preview-undo', { params: { id } })

describe('B20 the undo of a move of all', () => {
  test('gives whoever is still there back to the source, and reports who changed since', async () => {
    await twoSides()
    const moved = await move(source, target)
    const before = await outcomes(moved)
    expect([holders(source).length, holders(target).length]).toEqual([0, 4])
    const [first, second, third, fourth] = users
    await unassign(target, second)
    const looked = await preview(moved)
    expect(looked.body).toMatchObject({
      undoes: moved,
      kind: 'moveUsers',
      usersToReturn: 3,
      usersChanged: 1,
      notReturned: [{ userId: second, reason: 'changedSince' }],
    })

    const answer = await undo(moved)

    expect(answer.body).toMatchObject({ kind: 'undo', undoes: moved, status: 'NotStarted' })
    const id = answer.body['id'] as string
    expect(holders(source)).toEqual(sorted(first, third, fourth))
    expect(holders(target)).toEqual([first])
    expect(stored<Subscription>(source)).toMatchObject({ state: 'active' })
    expect(stored<Subscription>(source)).not.toHaveProperty('deletedAt')
    expect(await operation(id)).toMatchObject({
      status: 'Succeeded',
      progress: { total: 4, succeeded: 3, skipped: 1, failed: 0 },
      result: { usersReturned: 3 },
    })
    const became = {
      [first]: 'succeeded',
      [second]: 'changedSince',
      [third]: 'succeeded',
      [fourth]: 'succeeded',
    }
    expect(told(await outcomes(id))).toEqual(became)
    expect(await outcomes(id, { outcome: 'skipped' })).toHaveLength(1)
    expect(await outcomes(moved)).toEqual(before)
    expect(await operation(moved)).toMatchObject({ undoneBy: id, actions: [] })
    expect(codeOf(await undo(moved))).toBe('409 AlreadyUndone')

    // Whatever they do now, what they were told stays right.
    await unassign(source, third)
    expect(told(await outcomes(id))).toEqual(became)
    // What came back is closed: a seat given now is in a lot that has never changed hands.
    await assign(source, second)
    await move(source, further)
    expect(holders(further)).toEqual(sorted(first, second, fourth))
  })

  test('tells for each user that the licence of the target ended with it (B15)', async () => {
    await twoSides()
    const moved = await move(source, target)
    await unassign(target, users[1])
    await undo(moved)
    const trail = await listed(gaia, { action: 'access.revoked', subscriptionId: target })
    const byUndo = trail.filter(({ operationId }) => operationId !== moved && operationId !== undefined)
    expect(byUndo.map(({ facts }) => facts['userId']).sort()).toEqual(sorted(users[2], users[3]))
  })

  test('leaves whoever has moved on where they are', async () => {
    await twoSides()
    const moved = await move(source, target)
    await move(target, further)
    const looked = await preview(moved)
    expect(looked.body).toMatchObject({ usersToReturn: 1, usersChanged: 3 })
    await undo(moved)
    // Who held both gets the seat on the source back; the others are in the third by now.
    expect(holders(source)).toEqual([users[0]])
    expect(holders(further)).toHaveLength(4)
  })

  test('undoes the later of two moves first, and then the earlier one', async () => {
    await twoSides()
    const first = await move(source, target)
    const second = await move(target, further)
    await undo(second)
    expect(holders(target)).toHaveLength(4)
    const answer = await undo(first)
    expect(holders(source)).toHaveLength(4)
    expect(holders(target)).toEqual([users[0]])
    expect(await outcomes(answer.body['id'] as string, { outcome: 'skipped' })).toEqual([])
  })

  test('waits until nothing moves out of the target', async () => {
    await twoSides()
    const moved = await move(source, target)
    await asked('move-users', target, { targetSubscriptionId: further })
    expect(codeOf(await undo(moved))).toBe('409 OperationInProgress')
  })
})

describe('B20 the undo of a cancel', () => {
  test('gives everybody their licence again', async () => {
    await twoSides()
    const id = await cancelled()
    expect(holders(source)).toEqual([])
    const answer = await undo(id)
    expect(holders(source)).toHaveLength(4)
    expect(await outcomes(id)).toHaveLength(4)
    expect(told(await outcomes(answer.body['id'] as string))).toEqual(
      Object.fromEntries(users.map((userId) => [userId, 'succeeded'])),
    )
  })

  test('is refused once its term is over', async () => {
    await twoSides()
    const id = await cancelled()
    const { _etag, ...ended } = stored<Stored<Subscription>>(source)
    const expirationDate = dayOf(at.services.clock.now())
    await at.services.documents.commit(tenantId, [
      { kind: 'replace', document: { ...ended, expirationDate } as Subscription, ifMatch: _etag },
    ])
    const refused = await undo(id)
    expect(codeOf(refused)).toBe('409 NotUndoable')
    expect(codeOf(await preview(id))).toBe('409 NotUndoable')
  })

  test('is refused where something was refunded', async () => {
    await twoSides()
    const id = await cancelled()
    const { _etag, ...ended } = stored<Stored<Subscription>>(source)
    const orderHistory = ended.orderHistory.map((event) =>
      event.event === 'cancelled' ? { ...event, credited: { amount: 5, currency: 'EUR' } } : event,
    ) as Subscription['orderHistory']
    await at.services.documents.commit(tenantId, [
      { kind: 'replace', document: { ...ended, orderHistory } as Subscription, ifMatch: _etag },
    ])
    expect(codeOf(await undo(id))).toBe('409 NotUndoable')
    expect(await operation(id)).toMatchObject({ actions: [] })
    expect(holders(source)).toEqual([])
  })

  test('brings what had expired back expired: nobody gets a term for nothing, and time goes on (R186)', async () => {
    await twoSides()
    const before = { ...anExpired({ ...stored<ActiveSubscription>(source), autoRenew: false }) }
    const expired = withDue({ ...before, expiredOn: dayOf(at.services.clock.now()) })
    const { _etag, ...document } = expired as Stored<typeof expired>
    await at.services.documents.commit(tenantId, [{ kind: 'replace', document, ifMatch: _etag }])
    await undo(await cancelled())
    expect(stored<Subscription>(source)).toMatchObject({
      state: 'expired',
      expiredOn: expired.expiredOn,
      dueAt: expired.dueAt,
    })
  })
})

describe('B20 the undo of a move of chosen users', () => {
  test('gives each back who is still where they were put, and who only gave the source back', async () => {
    await twoSides()
    const [first, second, third, fourth] = users
    const moved = await move(source, target, [first, second, third, fourth])
    expect(holders(source)).toEqual([])
    expect(holders(target)).toEqual(sorted(...users))
    await unassign(target, second)
    await assign(source, third)
    expect((await preview(moved)).body).toMatchObject({
      usersToReturn: 2,
      usersChanged: 2,
      seatsNeeded: 2,
      seatsFree: 8,
    })

    const answer = await undo(moved)

    const id = answer.body['id'] as string
    expect(holders(source)).toEqual(sorted(first, third, fourth))
    // Who held both keeps the target, and who was given the source anew keeps what they got with it.
    expect(holders(target)).toEqual(sorted(first, third))
    expect(stored<Subscription>(source).seats.reserved).toBe(0)
    expect(stored<Subscription>(target).operationId).toBeNull()
    expect(await operation(id)).toMatchObject({
      status: 'Succeeded',
      progress: { total: 4, succeeded: 2, skipped: 2 },
    })
    const became = {
      [first]: 'succeeded',
      [second]: 'changedSince',
      [third]: 'alreadyHolding',
      [fourth]: 'succeeded',
    }
    expect(told(await outcomes(id))).toEqual(became)
    expect(told(await outcomes(id, { maxpagesize: '1' }))).toEqual({ [first]: 'succeeded' })
    expect(codeOf(await undo(moved))).toBe('409 AlreadyUndone')
    const trail = await listed(gaia, { action: 'access.revoked', subscriptionId: target })
    expect(trail.filter(({ facts }) => facts['userId'] === fourth)).toHaveLength(1)
    await unassign(source, fourth)
    expect(told(await outcomes(id))).toEqual(became)
  })

  test('needs as many free licences as come back, or changes nothing', async () => {
    await twoSides(4)
    const moved = await move(source, target, [users[1], users[2]])
    const { seats } = stored<Subscription>(source)
    const body = { totalLicenses: 2 }
    expect(seats).toMatchObject({ total: 4, assigned: 2 })
    const headers = { 'if-match': stored<Subscription>(source)._etag }
    const lowered = await gaia.ask('purchasing-change', { params: { id: source }, body, headers })
    expect(lowered.status).toBe(200)
    const refused = await undo(moved)
    expect(codeOf(refused)).toBe('409 NotEnoughLicenses')
    expect(await operation(moved)).not.toHaveProperty('undoneBy')
  })

  test('holds the target, as a move holds its source, until it ends or is cancelled', async () => {
    await twoSides()
    const moved = await move(source, target, [users[1], users[2]])
    const answer = await gaia.ask('take-over-undo', { params: { id: moved }, body: { confirm: true } })
    const id = answer.body['id'] as OperationId
    expect(stored<Subscription>(target).operationId).toBe(id)
    expect(stored<Subscription>(source).seats.reserved).toBe(2)
    const giving = await gaia.ask('seats-assign', {
      params: { id: target },
      body: { userIds: [users[3]] },
    })
    expect(codeOf(giving)).toBe('409 OperationInProgress')
    expect(codeOf(await undo(moved))).toBe('409 AlreadyUndone')

    const stopped = await gaia.ask('operations-cancel', { params: { id } })
    expect(stopped.body['status']).toBe('Canceled')
    expect(stored<Subscription>(target).operationId).toBeNull()
    expect(stored<Subscription>(source).seats.reserved).toBe(0)
    // What was not given back can be undone after all.
    expect(await operation(moved)).toMatchObject({ actions: ['undo'] })
    at.messages.takeNext('undo-operations')
    await undo(moved)
    expect(holders(source)).toEqual(sorted(...users))
  })

  test('of one that was cancelled in the middle gives back whom it had moved', async () => {
    await twoSides()
    const moved = await move(source, target, [users[1], users[2]])
    const { _etag, ...ended } = stored<Stored<Operation>>(moved)
    await at.services.documents.commit(tenantId, [
      { kind: 'replace', document: { ...ended, state: 'Canceled' } as Operation, ifMatch: _etag },
    ])
    await undo(moved)
    expect(holders(source)).toEqual(sorted(...users))
  })

  test('gives nobody a licence whose account is disabled by now (B23)', async () => {
    await twoSides()
    const [first] = users
    const moved = await move(source, target, [first, users[1]])
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: `user:${first}`, set: { accountEnabled: false } },
    ])
    const answer = await undo(moved)
    expect(told(await outcomes(answer.body['id'] as string))).toEqual({
      [first]: 'userNotActive',
      [users[1]]: 'succeeded',
    })
  })

  test('of very many goes on where it stopped, and tells of each once', async () => {
    await twoSides(400)
    const people = await Promise.all(Array.from({ length: 200 }, (_, n) => at.person(`Person${n}`)))
    const many = people.map(({ userId }) => userId)
    for (let from = 0; from < many.length; from += 20) await assign(source, ...many.slice(from, from + 20))
    const moved = await move(source, target, many)
    const answer = await gaia.ask('take-over-undo', { params: { id: moved }, body: { confirm: true } })
    const id = answer.body['id'] as string
    const message = at.messages.takeNext('undo-operations')?.message.body
    // The first commit of it happens, and nobody hears of it: the same message comes again.
    at.documents.faults.afterCommit = async () => {
      at.documents.faults.afterCommit = undefined
      throw new OutcomeUnknown('The answer is lost.')
    }
    await undoJob.handle(at.services, 'undo-operations', message, 1)
    await undoJob.handle(at.services, 'undo-operations', message, 2)
    expect(holders(source)).toHaveLength(204)
    const rows = await outcomes(id, { maxpagesize: '1000' })
    expect(rows).toHaveLength(200)
    expect(new Set(rows.map(({ userId }) => userId)).size).toBe(200)
  })
})

test('B20 B13 the last step of an undo has room for what receivers are told, however full it is', async () => {
  const more = await Promise.all(
    Array.from({ length: usersPerUndoStep - users.length }, (_, place) => at.person(`More ${place}`)),
  )
  users = [...users, ...more.map(({ userId }) => userId)] as unknown as typeof users
  await twoSides(2 * usersPerUndoStep)
  const { body } = await undo(await move(source, target, users))
  expect(stored<Operation>(body['id'] as string)).toMatchObject({
    state: 'Succeeded',
    progress: { total: usersPerUndoStep, succeeded: usersPerUndoStep },
  })
})

describe('B20 who may undo, and what', () => {
  test('what support has cancelled since an administrator asked for it, its purchaser does not bring back (R167)', async () => {
    await twoSides()
    const pim = await at.person('Pim')
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: source, set: { purchaserId: pim.userId } },
    ])
    const id = await cancelled()
    const asked = { by: { id: gaia.userId, name: 'Gaia', tenantId }, supportCaseId: 'case' }
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: source, set: { controlledBy: null } },
      { kind: 'patch', id, set: { asked } },
    ])
    expect((await operation(id, pim))['actions']).toEqual([])
    expect(codeOf(await undone(at, pim, id))).toBe('403 Forbidden')
    expect(codeOf(await undo(id))).toBe('202')
  })

  test('what has not ended, and what is of another kind, is not undone', async () => {
    await twoSides()
    const id = await asked('move-users', source, { targetSubscriptionId: target })
    expect(codeOf(await undo(id))).toBe('409 OperationInProgress')
    const exported = await gaia.ask('seats-licenses-export', { body: { subscriptionIds: [target] } })
    await gaia.ask('operations-cancel', { params: { id: exported.body['id'] as string } })
    const refused = await undo(exported.body['id'] as OperationId)
    expect(codeOf(refused)).toBe('409 NotUndoable')
  })

  test('a reader looks, and only whoever may do it undoes it', async () => {
    await twoSides()
    const rita = await at.person('Rita', { roles: [globalReader] })
    const bob = await at.person('Bob', { roles: [billingAdmin] })
    const moved = await move(source, target)
    expect((await preview(moved, rita)).status).toBe(200)
    expect(codeOf(await undone(at, rita, moved))).toBe('403 Forbidden')
    expect((await operation(moved, rita))['actions']).toEqual([])
    expect((await operation(moved, bob))['actions']).toEqual(['undo'])
    expect(codeOf(await undone(at, bob, moved))).toBe('202')
  })

  test('an operation that is undone is kept no longer than it would have been', async () => {
    await twoSides()
    const moved = await move(source, target)
    await undo(moved)
    expect(stored<Operation>(moved).ttl).toBeLessThanOrEqual(30 * 24 * 3600)
    expect(stored<Operation>(moved).ttl).toBeGreaterThan(0)
  })
})
