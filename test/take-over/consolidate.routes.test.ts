import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { LastSweep } from '#core/operations/last-sweep.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { ConsolidateOperation } from '#core/take-over/consolidate.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { commandWithChild } from '#functions/operations/command-with-child.ts'
import { aheadOfTime } from '#functions/renewals/ahead-of-time.ts'
import { anActive, anAssignment, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { operatorsTenantId } from '../support/simulated/tokens.ts'
import { workAll } from '../support/simulated/work.ts'

const target = subscriptionId(1)
const sources = Array.from({ length: 10 }, (_, n) => subscriptionId(n + 2))
const userOf = (n: number) => guid<UserId>(2, n + 1)

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
})

async function held(id: SubscriptionId, total: number, holders: readonly UserId[], more: object = {}) {
  await at.store(
    anActive({
      ...{ id, tenantId, purchaserId: guid<UserId>(9, 1) },
      seats: seatsOf({ total, assigned: holders.length }),
      ...more,
    }),
    ...holders.map((userId) => anAssignment({ id, tenantId }, userId)),
  )
}

/** Ten sources of one user each, as their purchasers have them. */
async function tenSources(seats: number, more: object = {}): Promise<void> {
  await held(target, seats, [], { channel: 'central' })
  for (const [n, id] of sources.entries()) await held(id, 1, [userOf(n)], { controlledBy: null, ...more })
}

const stored = <D>(id: string) => at.documents.peek(tenantId, id) as unknown as D & { readonly _etag: string }
const parent = (id: OperationId) => stored<ConsolidateOperation>(id)
const states = (id: OperationId) => parent(id).children.map(({ state, error }) => error?.code ?? state)

function holders(id: SubscriptionId): readonly UserId[] {
  const subscription = stored<Subscription>(id)
  const found = at.all<Assignment>('assignment').filter((one) => isHeldIn(one, subscription))
  expect(subscription.seats.assigned).toBe(found.length)
  const { total, assigned, reserved, available } = subscription.seats
  expect(total).toBe(assigned + reserved + available)
  return found.map(({ userId }) => userId).sort()
}

const ask = (body: object = {}) =>
  gaia.ask('take-over-consolidate', {
    body: { sourceIds: sources, targetSubscriptionId: target, confirm: true, ...body },
  })

async function start(body: object = {}): Promise<OperationId> {
  const answer = await ask(body)
  expect(answer.status).toBe(202)
  return answer.body['id'] as OperationId
}

const tell = (id: OperationId, what: 'pause' | 'resume' | 'cancel') =>
  gaia.ask(`operations-${what}`, { params: { id } })

test('B05 ten sources and seats for seven, in the given order: seven move, three fail, and the parent tells both', async () => {
  await tenSources(7)
  const id = await start()
  await workAll(at)
  expect(parent(id)).toMatchObject({ state: 'Succeeded', progress: { total: 10, succeeded: 7, failed: 3 } })
  expect(states(id)).toEqual([...Array(7).fill('Succeeded'), ...Array(3).fill('NotEnoughLicenses')])
  expect(holders(target)).toEqual(sources.slice(0, 7).map((_, n) => userOf(n)))
  expect(sources.map((source) => stored<Subscription>(source).state)).toEqual([
    ...Array(7).fill('deleted'),
    ...Array(3).fill('active'),
  ])
  // Control is taken only of what moves.
  expect(stored<Subscription>(sources[9] as SubscriptionId).controlledBy).toBeNull()
  const shown = await gaia.ask('operations-get', { params: { id } })
  expect(shown.body).toMatchObject({
    status: 'Succeeded',
    percentComplete: 100,
    subscriptionCount: 10,
    result: { usersMoved: 7, subscriptionsMoved: 7, targetSubscriptionId: target },
  })
  const [first, , , , , , , eighth] = shown.body['children'] as { operationId: string; error: object }[]
  expect(eighth).toMatchObject({
    status: 'Failed',
    error: { code: 'NotEnoughLicenses', message: expect.stringContaining('1 are needed, 0 are free') },
  })
  const child = await gaia.ask('operations-get', { params: { id: first?.operationId ?? '' } })
  expect(child.body).toMatchObject({ kind: 'moveUsers', status: 'Succeeded', parentId: id })
})

test('one move runs at a time, so that who is on two sources needs one seat', async () => {
  await held(target, 1, [], { channel: 'central' })
  const [one, two] = sources as [SubscriptionId, SubscriptionId]
  await held(one, 1, [userOf(1)])
  await held(two, 1, [userOf(1)])
  const id = await start({ sourceIds: [one, two, one] })
  await workAll(at)
  expect(states(id)).toEqual(['Succeeded', 'Succeeded'])
  expect(parent(id).progress).toMatchObject({ succeeded: 1, skipped: 1, failed: 0 })
  expect(holders(target)).toEqual([userOf(1)])
})

test('a source that cannot be moved says why, and the next one has its turn', async () => {
  await tenSources(10)
  const [one, two, three, four] = sources as SubscriptionId[]
  const set = (id: SubscriptionId | undefined, fields: object) =>
    at.services.documents.commit(tenantId, [{ kind: 'patch', id: id ?? '', set: fields as never }])
  await set(one, { state: 'deleted' })
  await set(two, { operationId: target })
  await set(three, { family: 'Visio' })
  await set(four, { channel: 'central' })
  const id = await start()
  await workAll(at)
  expect(states(id).slice(0, 5)).toEqual([
    'SubscriptionDeleted',
    'OperationInProgress',
    'TargetNotSuitable',
    'NotSelfService',
    'Succeeded',
  ])
  expect(parent(id)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 6 } })
})

test('where no source can be moved the whole has failed, with the reason of the first', async () => {
  await tenSources(0)
  const id = await start()
  await workAll(at)
  expect(parent(id)).toMatchObject({ state: 'Failed', error: { code: 'NotEnoughLicenses' } })
  expect(states(id)).toEqual(Array(10).fill('NotEnoughLicenses'))
})

test('what is wrong with the target is said at once', async () => {
  await tenSources(7)
  const twice = await ask({ sourceIds: [...sources, target] })
  expect([twice.status, twice.body.error['code']]).toEqual([422, 'TargetIsSource'])
  const none = await ask({ sourceIds: [guid(3, 99)] })
  expect(none.status).toBe(404)
  const untaken = await ask({ sourceIds: sources.slice(1), targetSubscriptionId: sources[0] })
  expect(untaken.body.error['code']).toBe('TakeControlRequired')
  expect(at.all('operation')).toEqual([])
})

test('of a product the subscription with room for all is the target, or else the one with most room', async () => {
  await tenSources(7)
  await held(subscriptionId(50), 20, [], { channel: 'central' })
  const productId = stored<Subscription>(target).productId
  const asked = await ask({ targetSubscriptionId: undefined, targetProductId: productId })
  expect(asked.body['target']).toMatchObject({ id: subscriptionId(50) })
})

test('the preview says of each source what would become of it', async () => {
  await tenSources(7)
  const previewed = await gaia.ask('take-over-preview-consolidate', {
    body: { sourceIds: sources, targetSubscriptionId: target },
  })
  expect(previewed.body).toMatchObject({ seatsFree: 7, seatsLeft: 0 })
  const rows = previewed.body['sources'] as { takesControl: boolean; error?: { code: string } }[]
  expect(rows.map(({ error }) => error?.code)).toEqual([
    ...Array(7).fill(undefined),
    ...Array(3).fill('NotEnoughLicenses'),
  ])
  expect(rows[0]).toMatchObject({ users: 1, seatsNeeded: 1, takesControl: true })
  expect(at.all('operation')).toEqual([])
})

/** Lets the parent start the move of its first source, and nobody else do anything. */
async function firstChildStarted(): Promise<{ readonly id: OperationId; readonly child: OperationId }> {
  await tenSources(10)
  const id = await start()
  const message = at.messages.takeNext('consolidate-subscriptions')
  await at.services.jobs
    .of('consolidate-subscriptions')
    .handle(at.services, 'consolidate-subscriptions', message?.message.body, 1)
  const child = parent(id).children[0]?.operationId
  expect(child).toBeDefined()
  return { id, child: child as OperationId }
}

const state = (id: OperationId) => stored<MoveUsersOperation>(id).state

test('while the move of one source is paused, no other source gets a term for nothing (B05, B11)', async () => {
  const { child } = await firstChildStarted()
  expect(await aheadOfTime(at.services, tenantId)).toEqual(new Set(sources))
  await tell(child, 'pause')
  expect(await aheadOfTime(at.services, tenantId)).toEqual(new Set())
})

test('a move that a replica does not show yet is told what its parent is told (B03, B05)', async () => {
  const { id, child } = await firstChildStarted()
  const { documents } = at.services
  let isBehind = true
  const read = async (tenant: TenantId, wanted: string) => {
    if (wanted !== child || !isBehind) return documents.read(tenant, wanted)
    isBehind = false
    return undefined
  }
  const services = { ...at.services, documents: { ...documents, read: read as typeof documents.read } }
  const by = { id: gaia.userId, name: 'Gaia', tenantId }
  const told = await commandWithChild(services, parent(id), 'cancel', by, at.services.clock.now())
  expect(told).toMatchObject({ goOn: [{ id }, { id: child, state: 'Canceled' }] })
})

test('a move that ended while its parent was paused for forty days, and is forgotten, ends nothing but itself', async () => {
  const { id, child } = await firstChildStarted()
  await tell(id, 'pause')
  await tell(child, 'cancel')
  at.pass(40 * 24 * 3_600_000)
  await at.services.documents.commit(tenantId, [{ kind: 'delete', id: child }])
  await tell(id, 'resume')
  await workAll(at)
  expect(states(id)).toEqual(['ResultForgotten', ...Array(9).fill('Succeeded')])
  expect(parent(id).state).toBe('Succeeded')
})

test('a payment that is on its way makes a source wait, and does not leave it out', async () => {
  await tenSources(10)
  const pay = (purchaseId: string | null) =>
    at.services.documents.commit(tenantId, [{ kind: 'patch', id: sources[0] ?? '', set: { purchaseId } }])
  await pay(guid(7, 1))
  const id = await start()
  await workAll(at)
  expect(states(id)).toEqual(Array(10).fill('NotStarted'))
  await pay(null)
  at.pass(120_000)
  await sweep(at.services)
  await workAll(at)
  expect(states(id)).toEqual(Array(10).fill('Succeeded'))
})

describe('what the parent is told, the move that runs is told in the same batch (B03, B05):', () => {
  test('pause and resume', async () => {
    const { id, child } = await firstChildStarted()
    await tell(id, 'pause')
    expect([state(id), state(child)]).toEqual(['Paused', 'Paused'])
    await workAll(at)
    expect(holders(target)).toEqual([])
    await tell(id, 'resume')
    expect([state(id), state(child)]).toEqual(['Running', 'Running'])
    await workAll(at)
    expect(parent(id)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 10 } })
  })

  test('cancel: what has not begun never does', async () => {
    const { id, child } = await firstChildStarted()
    await tell(id, 'cancel')
    expect([state(id), state(child)]).toEqual(['Canceled', 'Canceled'])
    expect(states(id)).toEqual(Array(10).fill('Canceled'))
    await workAll(at)
    expect(holders(target)).toEqual([])
    expect(stored<Subscription>(target).seats.reserved).toBe(0)
    expect(stored<Subscription>(sources[0] as SubscriptionId).operationId).toBeNull()
  })

  test('what the move has come to by itself meanwhile stays so', async () => {
    const { id, child } = await firstChildStarted()
    const message = at.messages.takeNext('move-users')
    await at.services.jobs.of('move-users').handle(at.services, 'move-users', message?.message.body, 1)
    expect([state(id), state(child)]).toEqual(['Running', 'Succeeded'])
    await tell(id, 'cancel')
    expect(states(id)).toEqual(['Succeeded', ...Array(9).fill('Canceled')])
    expect(parent(id)).toMatchObject({ state: 'Canceled', progress: { succeeded: 1 } })
  })

  test('a move that is cancelled alone is skipped, and the next one has its turn', async () => {
    const { id, child } = await firstChildStarted()
    await tell(child, 'cancel')
    await workAll(at)
    expect(states(id)).toEqual(['Canceled', ...Array(9).fill('Succeeded')])
  })
})

test('a message that is lost between the end of a move and its parent, the timer makes up for', async () => {
  const { id, child } = await firstChildStarted()
  const send = at.messages.faults
  send.beforeSend = async (queue) => {
    if (queue === 'consolidate-subscriptions') throw new Error('Lost.')
  }
  const message = at.messages.takeNext('move-users')
  const run = at.services.jobs.of('move-users').handle(at.services, 'move-users', message?.message.body, 1)
  await expect(run).rejects.toThrow('Lost.')
  send.beforeSend = undefined
  expect([state(id), state(child)]).toEqual(['Running', 'Succeeded'])
  at.pass(60_000)
  await sweep(at.services)
  await workAll(at)
  expect(parent(id)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 10 } })
})

test('a step whose answer is lost starts one move and no other', async () => {
  await tenSources(10)
  const id = await start()
  let lost = 0
  at.documents.faults.afterCommit = async () => {
    lost += 1
    if (lost % 3 === 1) throw new OutcomeUnknown('Lost.')
  }
  await workAll(at)
  at.documents.faults.afterCommit = undefined
  at.pass(60_000)
  await sweep(at.services)
  await workAll(at)
  expect(parent(id)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 10 } })
  const moves = at.all<MoveUsersOperation>('operation').filter(({ kind }) => kind === 'moveUsers')
  expect(moves).toHaveLength(10)
})

test('what a replica says that is behind leaves no source out: the parent waits, and looks again', async () => {
  await tenSources(10)
  const id = await start()
  const { readTogether } = at.services.documents
  let behind = 0
  Object.assign(at.services.documents, {
    async readTogether(tenant: TenantId, ids: readonly string[]) {
      const read = await readTogether<Subscription[]>(tenant, ids as never)
      const isSecond = ids.length === 2 && ids[0] === sources[1] && ids[1] === target
      if (!isSecond || behind > 0) return read
      behind += 1
      return read.map(
        (one) => one && { ...one, seats: seatsOf({ total: one.seats.total, reserved: one.seats.total }) },
      )
    },
  })
  const before = at.services.machineClock.now()
  await workAll(at)
  expect(behind).toBe(1)
  expect(at.services.machineClock.now() >= addMilliseconds(before, 4_000)).toBe(true)
  expect(parent(id)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 10 } })
})

test('control is taken in the batch that starts the move, and written down', async () => {
  const { child } = await firstChildStarted()
  const [source] = sources as [SubscriptionId]
  expect(stored<Subscription>(source)).toMatchObject({
    controlledBy: { id: gaia.userId },
    operationId: child,
    orderHistory: [{ event: 'controlTaken' }],
  })
  const entries = at.all<AuditEntry>('audit').map(({ action }) => action)
  expect(entries).toEqual([
    'subscriptions.consolidationStarted',
    'subscription.controlTaken',
    'subscription.moveStarted',
  ])
})

test('B11 it can be planned, and then begins with the target as it is', async () => {
  await tenSources(7)
  const past = await ask({ startAt: addMilliseconds(at.services.clock.now(), -1) })
  expect([past.status, past.body.error['target']]).toEqual([400, 'startAt'])
  const startAt = addMilliseconds(at.services.clock.now(), 7_200_000)
  const [one, two] = [await start({ startAt }), await start({ startAt, sourceIds: sources.slice(7) })]
  expect(parent(one)).toMatchObject({ state: 'NotStarted', startAt })
  at.pass(7_100_000)
  await sweep(at.services)
  await workAll(at)
  expect(parent(one).state).toBe('NotStarted')
  await at.services.documents.commit(tenantId, [{ kind: 'patch', id: target, set: { state: 'deleted' } }])
  at.pass(200_000)
  await sweep(at.services)
  await workAll(at)
  for (const id of [one, two])
    expect(parent(id)).toMatchObject({ state: 'Failed', error: { code: 'SubscriptionDeleted' } })
  expect(at.all('operation')).toHaveLength(2)
})

test('a parent whose move is at work does not look as if it stood still', async () => {
  const { id, child } = await firstChildStarted()
  at.pass(11 * 60_000)
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: child, set: { updatedAt: at.services.clock.now() } },
  ])
  await sweep(at.services)
  const last = at.documents.peek<LastSweep>(operatorsTenantId as TenantId, documentId.lastSweep)
  expect(last?.oldestUnfinishedMs).toBe(0)
  expect(state(id)).toBe('Running')
})
