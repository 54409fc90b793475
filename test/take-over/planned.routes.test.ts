import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { addMilliseconds, type Day, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { LastSweep } from '#core/operations/last-sweep.ts'
import { newDelegation } from '#core/partners/delegation.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import { withDue } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import type { Selection } from '#core/take-over/selection.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { anActive, anAdmin, anAssignment, aTenant, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { operatorsTenantId } from '../support/simulated/tokens.ts'
import { workAll } from '../support/simulated/work.ts'

const [source, target] = [1, 2].map(subscriptionId) as [SubscriptionId, SubscriptionId]
const hour = 3_600_000

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let pim: Person
let users: readonly UserId[]
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  pim = await at.person('Pim')
  users = (await Promise.all(['Anna', 'Bram', 'Cleo'].map((name) => at.person(name)))).map(
    ({ userId }) => userId,
  )
  await held(source, 3, users)
  await held(target, 5, [])
})

async function held(id: SubscriptionId, total: number, holders: readonly UserId[]): Promise<void> {
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: now() }
  const subscription = withDue(
    anActive({
      ...{ id, tenantId, purchaserId: pim.userId, controlledBy },
      ...{ startsOn: '2026-11-01' as Day, expirationDate: '2026-12-01' as Day, termMonths: 1 },
      seats: seatsOf({ total, assigned: holders.length }),
    }),
  )
  await at.store(subscription, ...holders.map((userId) => anAssignment({ id, tenantId }, userId)))
}

const now = () => at.services.clock.now()
/** An answer may come a moment after its change. */
const msUntil = (moment: Instant) => toMilliseconds(moment) - toMilliseconds(now())
const later = (ms: number) => addMilliseconds(now(), ms)
const stored = <D>(id: string) => at.documents.peek(tenantId, id) as unknown as D & { readonly _etag: string }
const operationOf = (id: OperationId) => stored<MoveUsersOperation>(id)
const patch = (id: string, set: Record<string, never>) =>
  at.services.documents.commit(tenantId, [{ kind: 'patch', id, set }])

function holders(id: SubscriptionId): readonly UserId[] {
  const subscription = stored<Subscription>(id)
  return at.all<Assignment>('assignment').flatMap((one) => (isHeldIn(one, subscription) ? [one.userId] : []))
}

function ask(person: Person, call: 'move-users' | 'cancel', body: object) {
  const headers = { 'if-match': stored<Subscription>(source)._etag }
  return person.ask(`take-over-${call}`, {
    params: { id: source },
    headers,
    body: { ...body, confirm: true },
  })
}

async function plan(startAt: string, body: object = {}): Promise<OperationId> {
  const asked = await ask(gaia, 'move-users', { targetSubscriptionId: target, startAt, ...body })
  expect(asked.body).toMatchObject({ status: 'NotStarted', isWaiting: true })
  expect(asked.status).toBe(202)
  return asked.body['id'] as OperationId
}

async function planCancel(person: Person, startAt: string): Promise<OperationId> {
  const asked = await ask(person, 'cancel', { reason: 'other', startAt })
  expect(asked.status).toBe(202)
  return asked.body['id'] as OperationId
}

/** Time goes by, and the timer and the workers come. */
async function timeGoesBy(ms: number): Promise<void> {
  at.pass(ms)
  await sweep(at.services)
  await workAll(at)
}

test('B11 a move that is asked for a time begins then and not before, and holds nothing until then', async () => {
  const before = [stored<Subscription>(source)._etag, stored<Subscription>(target)._etag]
  const startAt = later(26 * hour)
  const id = await plan(startAt)
  expect([stored<Subscription>(source)._etag, stored<Subscription>(target)._etag]).toEqual(before)
  for (const left of [25 * hour, hour, 1]) {
    await timeGoesBy(msUntil(startAt) - left)
    expect(operationOf(id)).toMatchObject({ state: 'NotStarted', sequence: 0, work: { since: null } })
  }
  expect(holders(source)).toEqual(users)
  await timeGoesBy(1)
  expect(operationOf(id)).toMatchObject({ state: 'Succeeded', begunAt: now(), progress: { succeeded: 3 } })
  expect(holders(target)).toEqual(users)
  const actions = at.all<AuditEntry>('audit').map(({ action }) => action)
  expect(actions).toEqual(['subscription.movePlanned', 'subscription.moveStarted', 'subscription.usersMoved'])
})

test('B11 one that is near is woken at its time, without the timer', async () => {
  const startAt = later(hour / 2)
  const id = await plan(startAt)
  at.pass(msUntil(startAt) - 1)
  await workAll(at)
  expect(operationOf(id).state).toBe('NotStarted')
  at.pass(1)
  await workAll(at)
  expect(operationOf(id).state).toBe('Succeeded')
})

test('B11 a clock that is put back keeps it waiting, and one that jumps ahead begins it', async () => {
  const id = await plan(later(2 * hour))
  at.moveClock(-24 * hour)
  await timeGoesBy(3 * hour)
  expect(operationOf(id).state).toBe('NotStarted')
  at.moveClock(48 * hour)
  await timeGoesBy(1_000)
  expect(operationOf(id).state).toBe('Succeeded')
})

test('B11 what is revoked before its time never begins, and nothing has changed', async () => {
  const id = await plan(later(hour / 2), { userIds: users.slice(0, 1) })
  const selection = () => stored<Selection>(documentId.selection(id)).ttl
  expect(selection()).toBe(-1)
  const revoked = await gaia.ask('operations-cancel', { params: { id } })
  expect(revoked.body).toMatchObject({ status: 'Canceled', isWaiting: false })
  expect(selection()).toBeGreaterThan(0)
  await timeGoesBy(hour)
  expect(operationOf(id)).toMatchObject({ state: 'Canceled', progress: { succeeded: 0 } })
  expect([holders(source), holders(target)]).toEqual([users, []])
  expect(stored<Subscription>(source).operationId).toBeNull()
})

test('chosen users move at their time, but for who has left meanwhile', async () => {
  const id = await plan(later(hour), { userIds: users.slice(0, 2) })
  const removal = { params: { id: source }, body: { userIds: users.slice(0, 1), confirm: true } }
  expect((await gaia.ask('seats-unassign', removal)).status).toBe(200)
  await timeGoesBy(hour)
  expect(operationOf(id)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 1, skipped: 1 } })
  expect(holders(target)).toEqual([users[1]])
  expect(stored<Selection>(documentId.selection(id)).ttl).toBeGreaterThan(0)
})

test('chosen users move also where that was paused for forty days, and are known as long as the move is', async () => {
  const started = await ask(gaia, 'move-users', { targetSubscriptionId: target, userIds: users.slice(0, 2) })
  const id = started.body['id'] as OperationId
  const kept = () => stored<Selection>(documentId.selection(id)).ttl
  expect(kept()).toBeGreaterThan(70 * 24 * 3_600)
  await workAll(at)
  const planned = await plan(later(hour), { userIds: users.slice(2) })
  await gaia.ask('operations-cancel', { params: { id: planned } })
  expect(stored<Selection>(documentId.selection(planned)).ttl).toBe(30 * 24 * 3_600)
})

test('a move whose list is forgotten ends and lets go of what it holds', async () => {
  const started = await ask(gaia, 'move-users', { targetSubscriptionId: target, userIds: users.slice(0, 2) })
  const id = started.body['id'] as OperationId
  await at.services.documents.commit(tenantId, [{ kind: 'delete', id: documentId.selection(id) }])
  await workAll(at)
  expect(operationOf(id)).toMatchObject({ state: 'Failed', error: { code: 'ListForgotten' }, reserved: 0 })
  expect(stored<Subscription>(source).operationId).toBeNull()
  expect(stored<Subscription>(target).seats.reserved).toBe(0)
  const results = await gaia.ask('operations-results', { params: { id } })
  expect([results.status, results.body['value']]).toEqual([200, []])
})

test('a plan is listed, and can be given another time by whoever has read it, until it begins', async () => {
  const startAt = later(hour)
  const id = await plan(startAt)
  const listed = await gaia.ask('operations-list', { query: { status: 'NotStarted' } })
  const [row] = listed.body['value'] as { id: string; etag: string; actions: string[] }[]
  expect(row).toMatchObject({ id, startAt, actions: ['pause', 'cancel'] })
  const update = (startAt: string, etag = row?.etag ?? '') =>
    gaia.ask('operations-update', { params: { id }, headers: { 'if-match': etag }, body: { startAt } })
  expect((await update(later(5 * hour), '"an older version"')).status).toBe(412)
  const postponed = later(5 * hour)
  const changed = await update(postponed)
  expect([changed.status, changed.body['startAt']]).toEqual([200, postponed])
  expect((await update(later(6 * hour))).status).toBe(412)
  await timeGoesBy(4 * hour)
  expect(operationOf(id).state).toBe('NotStarted')
  const stale = await update('2020-01-01T00:00:00Z', changed.headers['etag'])
  expect([stale.status, stale.body.error['code']]).toEqual([400, 'InvalidRequest'])
  await timeGoesBy(hour)
  const over = await update(later(hour), operationOf(id)._etag)
  expect([over.status, over.body.error['code']]).toEqual([409, 'OperationFinished'])
})

test('what has begun cannot be given another time', async () => {
  const started = await ask(gaia, 'move-users', { targetSubscriptionId: target })
  const id = started.body['id'] as OperationId
  const headers = { 'if-match': operationOf(id)._etag }
  const update = await gaia.ask('operations-update', {
    params: { id },
    headers,
    body: { startAt: later(hour) },
  })
  expect([update.status, update.body.error['code']]).toEqual([409, 'OperationInProgress'])
})

test('a plan that is paused waits past its time, and begins when it is resumed', async () => {
  const id = await plan(later(hour))
  await gaia.ask('operations-pause', { params: { id } })
  await timeGoesBy(3 * hour)
  expect(operationOf(id).state).toBe('Paused')
  const startAt = now()
  const resumed = await gaia.ask('operations-resume', { params: { id } })
  expect(resumed.body).toMatchObject({ status: 'NotStarted', startAt })
  await workAll(at)
  expect(operationOf(id).state).toBe('Succeeded')
})

describe('B11 what has changed meanwhile is found when it begins, and said:', () => {
  const cases: readonly [string, code: string, change: () => Promise<unknown>][] = [
    ['the target is gone', 'SubscriptionDeleted', () => patch(target, { state: 'deleted' } as never)],
    ['its term is over', 'SubscriptionNotActive', () => patch(target, { state: 'expired' } as never)],
    [
      'its seats are taken',
      'NotEnoughLicenses',
      () => patch(target, { seats: seatsOf({ total: 5, assigned: 3 }) } as never),
    ],
    ['control was given back', 'TakeControlRequired', () => patch(source, { controlledBy: null } as never)],
    ['another move runs', 'OperationInProgress', () => patch(source, { operationId: target } as never)],
    [
      'who planned it is disabled',
      'AccountDisabled',
      () => patch(documentId.user(gaia.userId), { accountEnabled: false } as never),
    ],
  ]
  test.each(cases)('%s: %s', async (_, code, change) => {
    const id = await plan(later(hour))
    await change()
    await timeGoesBy(hour)
    expect(operationOf(id)).toMatchObject({ state: 'Failed', error: { code }, reserved: 0 })
    expect(stored<Subscription>(source).seats.assigned).toBe(3)
    expect(stored<Subscription>(target).seats.reserved).toBe(0)
  })

  test('a payment on its way only makes it wait', async () => {
    const id = await plan(later(hour))
    await patch(source, { purchaseId: 'under way' } as never)
    await timeGoesBy(hour)
    expect(operationOf(id)).toMatchObject({ state: 'NotStarted', sequence: 0 })
    await patch(source, { purchaseId: null } as never)
    await timeGoesBy(60_000)
    expect(operationOf(id).state).toBe('Succeeded')
  })

  test('a purchaser whose subscription is in other hands by then cancels nothing', async () => {
    await patch(source, { controlledBy: null } as never)
    const id = await planCancel(pim, later(hour))
    await patch(source, { controlledBy: { id: gaia.userId, name: 'Gaia', tenantId, at: now() } } as never)
    await timeGoesBy(hour)
    expect(operationOf(id)).toMatchObject({ state: 'Failed', error: { code: 'UnderAdminControl' } })
    expect(holders(source)).toEqual(users)
  })
})

test('what stands in the way already is said when it is planned, seats aside', async () => {
  const { channel } = stored<Subscription>(target)
  await patch(target, { channel: 'trial' } as never)
  const wrong = await ask(gaia, 'move-users', { targetSubscriptionId: target, startAt: later(hour) })
  expect(wrong.body.error['code']).toBe('SingleUserSubscription')
  await patch(target, { channel, seats: seatsOf({ total: 0 }) } as never)
  await plan(later(hour))
})

test('a moment that has passed, or lies years ahead, is none', async () => {
  for (const startAt of [now(), later(-1), later(1_000 * 24 * hour)]) {
    const asked = [
      await ask(gaia, 'cancel', { reason: 'other', startAt }),
      await ask(gaia, 'move-users', { targetSubscriptionId: target, startAt }),
    ]
    for (const { status, body } of asked) expect([status, body.error['target']]).toEqual([400, 'startAt'])
  }
})

test('a cancel is planned by whoever could cancel now', async () => {
  await patch(source, { controlledBy: null } as never)
  const { status, body } = await ask(gaia, 'cancel', { reason: 'other', startAt: later(hour) })
  expect([status, body.error['code']]).toEqual([409, 'TakeControlRequired'])
  expect(at.all('operation')).toEqual([])
})

test('B11 at the end of the term it goes before the renewal, which then charges nobody', async () => {
  const id = await planCancel(gaia, 'endOfTerm')
  expect(operationOf(id).startAt).toBe('2026-12-01T00:00:00.000Z')
  // The timer and the run for what is due come first, and look in whatever order.
  const byThen = Date.parse('2026-12-01T00:00:05.000Z') - Date.parse(now())
  at.pass(byThen)
  await sweep(at.services)
  const due = at.messages.takeNext('renew-subscriptions')
  await at.services.jobs
    .of('renew-subscriptions')
    .handle(at.services, 'renew-subscriptions', due?.message.body, 1)
  expect(stored<Subscription>(source)).toMatchObject({ state: 'active', purchaseId: null, unpaid: null })
  await workAll(at)
  expect(operationOf(id).state).toBe('Succeeded')
  expect(stored<Subscription>(source)).toMatchObject({ state: 'deleted', deletedBecause: 'cancelled' })
  expect(at.payments.booked.size).toBe(0)
  await timeGoesBy(60_000)
  expect(at.payments.booked.size).toBe(0)
})

test('what goes back counts from the day for which the end was planned, not from the day of asking', async () => {
  const id = await planCancel(gaia, later(10 * 24 * hour))
  await timeGoesBy(10 * 24 * hour)
  expect(operationOf(id).state).toBe('Succeeded')
  const { orderHistory } = stored<Subscription>(source)
  expect(orderHistory.at(-1)).toMatchObject({ event: 'cancelled' })
  expect(orderHistory.at(-1)?.credited).toBeUndefined()
})

test('what waits for its time does not look as if it stood still', async () => {
  await plan(later(30 * 24 * hour))
  await timeGoesBy(24 * hour)
  const last = at.documents.peek(operatorsTenantId as never, documentId.lastSweep) as unknown as LastSweep
  expect(last.oldestUnfinishedMs).toBe(0)
  expect(at.messages.pending()).toEqual([])
})

test('a plan of a partner whose delegation has ended begins nothing', async () => {
  const home = '33333333-3333-4333-8333-333333333333' as typeof tenantId
  await at.store(aTenant({ tenantId: home, displayName: 'Partner' }))
  const pia = await at.person('Pia', { home })
  await at.store(
    newDelegation({
      ...{ tenantId, partnerTenantId: home, partnerName: 'Partner', roles: ['globalAdmin'], userIds: null },
      ...{ expires: later(2 * hour), by: anAdmin, at: now() },
    }),
  )
  const asked = await ask(pia, 'move-users', { targetSubscriptionId: target, startAt: later(3 * hour) })
  expect(asked.status).toBe(202)
  const id = asked.body['id'] as OperationId
  await timeGoesBy(3 * hour)
  expect(stored<Operation>(id)).toMatchObject({ state: 'Failed', error: { code: 'DelegationExpired' } })
})
