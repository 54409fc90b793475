import { beforeEach, expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import { entriesPerPart } from '#core/seats/bulk.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { anActive, aUser, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** The undo of lists of users who were given a licence, or lost it. (B20, B12) */

const team = subscriptionId(1)
const users = Array.from({ length: 200 }, (_, n) => guid<UserId>(2, n + 1))
const [first, second, third] = users as [UserId, UserId, UserId]

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  for (let from = 0; from < users.length; from += 100) {
    await at.store(...users.slice(from, from + 100).map((userId) => aUser({ tenantId, userId })))
  }
  await at.store(anActive({ id: team, tenantId, channel: 'central', seats: seatsOf({ total: 250 }) }))
})

const params = { id: team }
const subscription = () => at.documents.peek(tenantId, team) as Stored<Subscription>
function holders(): readonly UserId[] {
  const held = at.all<Assignment>('assignment').filter((one) => isHeldIn(one, subscription()))
  const { total, assigned, reserved, available } = subscription().seats
  expect([assigned, total]).toEqual([held.length, assigned + reserved + available])
  return held.map(({ userId }) => userId)
}

async function work(queue: string): Promise<void> {
  for (let tries = 0; at.messages.visible(queue) > 0 && tries < 50; tries += 1) {
    const delivery = at.messages.takeNext(queue)
    if (!delivery) return
    await at.services.jobs.of(queue).handle(at.services, queue, delivery.message.body, delivery.deliveryCount)
    at.messages.complete(delivery)
  }
}

async function bulk(what: 'assign' | 'remove', userIds: readonly UserId[]): Promise<OperationId> {
  const body = { userIds, ...(what === 'remove' ? { confirm: true } : {}) }
  const answer = await gaia.ask(`seats-bulk-${what}`, { params, body })
  expect(answer.status).toBe(202)
  await work(what === 'assign' ? 'assign-users' : 'unassign-users')
  return answer.body['id'] as OperationId
}

const ask = (id: string) => gaia.ask('take-over-undo', { params: { id }, body: { confirm: true } })
async function undo(id: string): Promise<string> {
  const answer = await ask(id)
  expect(answer.status).toBe(202)
  await work('undo-operations')
  return answer.body['id'] as string
}
const operation = async (id: string) => (await gaia.ask('operations-get', { params: { id } })).body
async function skipped(id: string) {
  const { body } = await gaia.ask('operations-results', { params: { id }, query: { outcome: 'skipped' } })
  const rows = body['value'] as readonly { userId: string; reason: string }[]
  return Object.fromEntries(rows.map(({ userId, reason }) => [userId, reason]))
}
const unassign = (...userIds: readonly UserId[]) =>
  gaia.ask('seats-unassign', { params, body: { userIds, confirm: true } })
const assign = (...userIds: readonly UserId[]) => gaia.ask('seats-assign', { params, body: { userIds } })

test('B20 the undo of a bulk assign takes back what it gave, and leaves whoever was given one anew', async () => {
  await assign(third)
  const id = await bulk('assign', users)
  await unassign(first, second)
  await assign(second)
  const looked = await gaia.ask('take-over-preview-undo', { params: { id } })
  expect(looked.body).toMatchObject({ usersToReturn: 197, usersChanged: 2, seatsNeeded: 0 })

  const undoId = await undo(id)

  expect(new Set(holders())).toEqual(new Set([second, third]))
  expect(await operation(undoId)).toMatchObject({
    kind: 'undo',
    status: 'Succeeded',
    progress: { total: 199, succeeded: 197, skipped: 2 },
  })
  expect(await skipped(undoId)).toEqual({ [first]: 'changedSince', [second]: 'changedSince' })
  expect((await ask(id)).body.error['code']).toBe('AlreadyUndone')
})

test('B20 the undo of a bulk unassign gives the licences again, with the seats held back at once', async () => {
  await bulk('assign', users)
  const id = await bulk('remove', users)
  expect(holders()).toEqual([])
  await assign(first)
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: documentId.user(second), set: { accountEnabled: false } },
  ])
  const started = await ask(id)
  expect(subscription().seats).toMatchObject({ reserved: 200, assigned: 1 })
  await work('undo-operations')
  expect(holders()).toHaveLength(199)
  expect(subscription().seats).toMatchObject({ reserved: 0, available: 51 })
  expect(await skipped(started.body['id'] as string)).toEqual({
    [first]: 'alreadyHolding',
    [second]: 'userNotActive',
  })
})

test('B20 a bulk unassign is undone for all whom it took from or not at all', async () => {
  await bulk('assign', users)
  const id = await bulk('remove', users)
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: team, add: { 'seats.available': -100, 'seats.total': -100 } },
  ])
  const refused = await ask(id)
  expect(refused.body.error).toMatchObject({ code: 'NotEnoughLicenses' })
  expect(holders()).toEqual([])
})

test('a whole part of a list is one step, the last one too, beside all that it tells', async () => {
  const id = await bulk('assign', users.slice(0, entriesPerPart))
  let most = 0
  at.documents.onCommit((_, writes) => {
    most = Math.max(most, writes.length)
  })
  await undo(id)
  expect(holders()).toEqual([])
  expect(most).toBeGreaterThan(entriesPerPart)
  expect(most).toBeLessThanOrEqual(100)
})

test('a step whose answer is lost takes nobody twice, and the message that comes again finishes it', async () => {
  const id = await bulk('assign', users)
  const started = await ask(id)
  const message = at.messages.takeNext('undo-operations')?.message.body
  let lost = 0
  at.documents.faults.afterCommit = async () => {
    lost += 1
    if (lost === 1) throw new OutcomeUnknown('The answer is lost.')
  }
  const job = at.services.jobs.of('undo-operations')
  await job.handle(at.services, 'undo-operations', message, 1)
  await job.handle(at.services, 'undo-operations', message, 2)
  expect(holders()).toEqual([])
  expect(await operation(started.body['id'] as string)).toMatchObject({
    status: 'Succeeded',
    progress: { total: 200, succeeded: 200, skipped: 0 },
  })
})
