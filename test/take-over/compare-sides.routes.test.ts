import { beforeEach, expect, test } from 'vitest'
import type { UserId } from '#core/kernel/ids.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { moveUsersJob } from '#functions/take-over/jobs.ts'
import { anActive, anAssignment, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** The comparison of a source that is longer than a page. */
const users = Array.from({ length: 4_050 }, (_, n) => guid<UserId>(2, n + 1))
const [source, target] = [subscriptionId(1), subscriptionId(2)]

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const purchaserId = gaia.userId
  const holders = users.map((userId) => anAssignment({ id: source, tenantId }, userId))
  await at.store(
    anActive({
      ...{ id: source, tenantId, purchaserId, controlledBy },
      seats: seatsOf({ total: users.length, assigned: users.length }),
    }),
    anActive({
      ...{ id: target, tenantId, channel: 'central' },
      seats: seatsOf({ total: 20_000, assigned: 1 }),
    }),
    anAssignment({ id: target, tenantId }, users[0] as UserId),
  )
  for (let from = 0; from < holders.length; from += 100) await at.store(...holders.slice(from, from + 100))
})

test('a comparison gets on in every slice of time, however short, and counts everybody once', async () => {
  Object.assign(at.services, { settings: { ...at.services.settings, workSliceMs: 0 } })
  const headers = { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' }
  const body = { targetSubscriptionId: target, confirm: true }
  await gaia.ask('take-over-move-users', { params: { id: source }, headers, body })
  const compared: (number | undefined)[] = []
  for (let message = 1; message <= 5; message++) {
    const delivery = at.messages.takeNext('move-users')
    if (!delivery) break
    await moveUsersJob.handle(at.services, 'move-users', delivery.message.body, 1)
    compared.push(at.all<MoveUsersOperation>('operation')[0]?.progress.compared)
  }
  expect(compared).toEqual([4_000, 4_050])
  expect(at.all<MoveUsersOperation>('operation')[0]).toMatchObject({
    state: 'Succeeded',
    progress: { total: 4_050, succeeded: 4_049, skipped: 1 },
  })
  expect(at.documents.peek<Subscription>(tenantId, target)?.seats.assigned).toBe(4_050)
})

test('a process that is to be ended hands a comparison over after its page', async () => {
  const headers = { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' }
  const body = { targetSubscriptionId: target, confirm: true }
  await gaia.ask('take-over-move-users', { params: { id: source }, headers, body })
  const [first] = [at.messages.takeNext('move-users')]
  if (!first) throw new Error('No message was sent.')
  const ending = { ...at.services, shutdown: { begun: true } }
  await moveUsersJob.handle(ending, 'move-users', first.message.body, 1)
  at.messages.complete(first)
  expect(at.all<MoveUsersOperation>('operation')[0]).toMatchObject({
    state: 'Running',
    progress: { compared: 4_000 },
  })
  const next = at.messages.takeNext('move-users')
  await moveUsersJob.handle(at.services, 'move-users', next?.message.body, next?.deliveryCount ?? 0)
  expect(next?.deliveryCount).toBe(1)
  expect(at.all<MoveUsersOperation>('operation')[0]).toMatchObject({ state: 'Succeeded' })
})

test('a comparison begins anew where the store does not know its place any more', async () => {
  const headers = { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' }
  const body = { targetSubscriptionId: target, confirm: true }
  await gaia.ask('take-over-move-users', { params: { id: source }, headers, body })
  const [operation] = at.all<MoveUsersOperation>('operation')
  const set = { comparison: { targetSequence: 0, first: 'users', place: 'of an older version' } }
  await at.documents.documents.commit(tenantId, [{ kind: 'patch', id: operation?.id ?? '', set }])
  await moveUsersJob.handle(at.services, 'move-users', at.messages.takeNext('move-users')?.message.body, 1)
  expect(at.all<MoveUsersOperation>('operation')[0]).toMatchObject({
    state: 'Succeeded',
    progress: { compared: users.length, succeeded: users.length - 1, skipped: 1 },
  })
})

test('a lot of thousands who are on both sides, come at the last moment, is set aside in parts', async () => {
  const further = subscriptionId(3)
  // Nobody holds the target yet: there is no first look.
  await at.documents.documents.commit(tenantId, [
    { kind: 'delete', id: `${target}:${users[0]}` },
    { kind: 'patch', id: target, add: { 'seats.assigned': -1, 'seats.available': 1 } },
  ])
  const seats = seatsOf({ total: users.length, assigned: users.length })
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  await at.store(anActive({ id: further, tenantId, purchaserId: gaia.userId, controlledBy, seats }))
  const holders = users.map((userId) => anAssignment({ id: further, tenantId }, userId))
  for (let from = 0; from < holders.length; from += 100) await at.store(...holders.slice(from, from + 100))
  for (const id of [further, source]) {
    const headers = { 'if-match': at.documents.peek(tenantId, id)?._etag ?? '' }
    const body = { targetSubscriptionId: target, confirm: true }
    await gaia.ask('take-over-move-users', { params: { id }, headers, body })
  }
  const [ofFurther, ofSource] = [1, 2].map(() => at.messages.takeNext('move-users')?.message.body)
  expect(at.all<MoveUsersOperation>('operation').at(-1)?.comparison?.first).toBe('over')
  await moveUsersJob.handle(at.services, 'move-users', ofFurther, 1)
  await moveUsersJob.handle(at.services, 'move-users', ofSource, 1)
  expect(at.all<MoveUsersOperation>('operation').at(-1)).toMatchObject({
    state: 'Succeeded',
    progress: { succeeded: 0, skipped: users.length, compared: users.length },
  })
  expect(at.documents.peek<Subscription>(tenantId, target)?.seats.assigned).toBe(users.length)
})
