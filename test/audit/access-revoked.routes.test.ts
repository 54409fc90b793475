import { beforeEach, describe, expect, test } from 'vitest'
import { auditEntry, revokedOf } from '#core/audit/audit-entry.ts'
import type { Document, Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { addDays, dayOf, startOfDay } from '#core/kernel/time.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { usersPerStep } from '#core/take-over/move-chosen.ts'
import { runDue } from '#functions/renewals/run-due.ts'
import { cancelJob, moveUsersJob } from '#functions/take-over/jobs.ts'
import {
  aDisabled,
  anActive,
  anAdmin,
  anAssignment,
  early,
  guid,
  seatsOf,
  subscriptionId,
  userId,
} from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { undone } from '../support/simulated/undone.ts'
import { type Event, exported, listed, pagesOf } from './trail.ts'

/** Each user who loses a licence is in the audit trail by themselves, however they lose it. */

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

/** The source in the administrators' hands; everybody holds it, and the first few the target too. */
async function twoSides(holders: readonly UserId[] = users, both = 1) {
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const takenOver = (id: SubscriptionId, assigned: number) =>
    anActive({
      id,
      tenantId,
      purchaserId: gaia.userId,
      controlledBy,
      expirationDate: addDays(dayOf(at.services.clock.now()), 90),
      seats: seatsOf({ total: 9_000, assigned }),
    })
  await at.store(takenOver(source, holders.length), takenOver(target, both), takenOver(further, 0))
  const held = [
    ...holders.map((userId) => anAssignment({ id: source, tenantId }, userId)),
    ...holders.slice(0, both).map((userId) => anAssignment({ id: target, tenantId }, userId)),
  ]
  for (let from = 0; from < held.length; from += 100) await at.store(...held.slice(from, from + 100))
}

const etagOf = (id: SubscriptionId) => at.documents.peek<Subscription>(tenantId, id)?._etag ?? ''

async function done(call: 'move-users' | 'cancel', from: SubscriptionId, body: object): Promise<OperationId> {
  const headers = { 'if-match': etagOf(from) }
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

const cancel = (from = source, more: object = {}) => done('cancel', from, { reason: 'unused', ...more })
const move = (from: SubscriptionId, to: SubscriptionId, userIds?: readonly UserId[]) =>
  done('move-users', from, { targetSubscriptionId: to, ...(userIds ? { userIds } : {}) })

async function seats(call: 'assign' | 'unassign', id: SubscriptionId, userIds: readonly UserId[]) {
  const body = { userIds, ...(call === 'unassign' ? { confirm: true } : {}) }
  expect((await gaia.ask(`seats-${call}`, { params: { id }, body })).status).toBe(200)
}

const revoked = (query: Readonly<Record<string, string>> = {}) =>
  listed(gaia, { action: 'access.revoked', ...query })

const store = (documents: readonly Document[]) => at.store(...documents)
const usersIn = (events: readonly Event[]) => events.map(({ facts }) => facts['userId']).sort()
const everybody = () => [...users].sort()

describe('R084 B15 access.revoked', () => {
  test('is there for each user of a cancel, in the name of whoever cancelled, and every filter finds it', async () => {
    await twoSides()
    const operationId = await cancel()
    const events = await revoked()
    expect(usersIn(events)).toEqual(everybody())
    expect(events[0]).toMatchObject({
      action: 'access.revoked',
      at: at.services.clock.now(),
      actor: { id: gaia.userId, displayName: 'Gaia', tenantId },
      subscriptionId: source,
      productId: 'CFQ7TTC0L3PB',
      operationId,
      facts: { displayName: 'U', userPrincipalName: 'u@fabrikam.example', because: 'subscription.cancelled' },
    })
    expect(new Set(events.map(({ id }) => id)).size).toBe(4)
    const now = at.services.clock.now()
    for (const query of [{ subscriptionId: source }, { actor: gaia.userId }, { from: now, to: now }]) {
      expect(await revoked(query)).toEqual(events)
    }
    for (const query of [{ subscriptionId: target }, { actor: users[0] as string }, { to: '2026-11-20' }]) {
      expect(await revoked(query)).toEqual([])
    }
    // Beside everything else they follow the entry that they come of, and are in no other filter.
    const whole = await listed(gaia)
    expect(whole.filter(({ action }) => action === 'access.revoked')).toEqual(events)
    const of = whole.findIndex(({ action }) => action === 'subscription.cancelled')
    expect(whole.slice(of + 1, of + 5)).toEqual(events)
    expect(await listed(gaia, { action: 'subscription.cancelled' })).toEqual([whole[of]])
  })

  test('is on every page of any size, and in the export', async () => {
    await twoSides(
      Array.from({ length: 250 }, (_, n) => guid<UserId>(2, n)),
      0,
    )
    await cancel()
    const whole = await listed(gaia, { maxpagesize: '1000' })
    expect(whole.filter(({ action }) => action === 'access.revoked')).toHaveLength(250)
    for (const maxpagesize of ['1', '2', '99', '100', '251', '252', '253']) {
      expect(await listed(gaia, { maxpagesize })).toEqual(whole)
    }
    const parts = await exported(gaia, { format: 'jsonl', maxpagesize: '60' })
    const lines = parts.flatMap(({ text }) => text.trimEnd().split('\n'))
    expect(lines.map((line) => JSON.parse(line))).toEqual(whole)
    const csv = (await exported(gaia, { action: 'access.revoked', maxpagesize: '60' })).map(
      ({ text }) => text,
    )
    expect(csv.join('').match(/"access\.revoked"/g)).toHaveLength(250)
  })

  test('fills pages and parts, however few users each entry is about', async () => {
    const who = (n: number) => guid<UserId>(2, n)
    const alone = (n: number) =>
      auditEntry(`audit:${n}`, 'licences.unassigned', anAdmin, early, {
        subscription: anActive({ id: source, tenantId }),
        revoked: revokedOf([anAssignment({ id: source, tenantId }, who(n))]),
      })
    await store(Array.from({ length: 90 }, (_, n) => alone(n)))
    const query = { action: 'access.revoked' }
    expect(await pagesOf(gaia, query)).toHaveLength(1)
    expect(await exported(gaia)).toHaveLength(1)
    const some = Array.from({ length: 60 }, (_, n) => subscriptionId(100 + n))
    await store(
      some.map((id) => anActive({ id, tenantId, state: 'active', seats: seatsOf({ assigned: 1 }) })),
    )
    await store(some.map((id, n) => anAssignment({ id, tenantId }, who(n))))
    // Each is told as an event, too: a batch has room for few of them.
    for (const [n, id] of some.entries()) {
      await store([
        auditEntry(`audit:all-${n}`, 'subscription.cancelled', anAdmin, early, {
          subscription: anActive({ id, tenantId }),
          revoked: { of: 'all', sequence: 0 },
        }),
      ])
    }
    expect(await revoked()).toHaveLength(150)
    expect(await exported(gaia, query)).toHaveLength(1)
  })

  test('is there for each user of a move of all, also for who held both sides', async () => {
    await twoSides()
    await move(source, target)
    expect(usersIn(await revoked())).toEqual(everybody())
    expect(await revoked({ subscriptionId: target })).toEqual([])
  })

  test('is there for chosen users, at once for those who have moved before the job was stopped', async () => {
    const many = Array.from({ length: 200 }, (_, n) => guid<UserId>(2, n))
    await at.store(...many.slice(0, 99).map((userId) => person(userId)))
    await at.store(...many.slice(99, 198).map((userId) => person(userId)))
    await at.store(...many.slice(198).map((userId) => person(userId)))
    await twoSides(many, 3)
    const commit = at.documents.faults
    let steps = 0
    commit.afterCommit = async (_, writes) => {
      if (!writes.some(({ kind }) => kind === 'patch')) return
      const isStep = writes.some((write) => 'document' in write && write.document.id.endsWith(':1'))
      if (isStep) steps += 1
      if (isStep) throw new Error('The worker dies.')
    }
    await expect(move(source, target, many.slice(0, 150))).rejects.toThrow('dies')
    commit.afterCommit = undefined
    expect(steps).toBe(1)
    expect(await revoked()).toHaveLength(usersPerStep)
    const [operation] = at.all<Operation>('operation') as [Operation]
    const body = { kind: 'moveUsers', tenantId, operationId: operation.id, sequence: operation.sequence }
    await moveUsersJob.handle(at.services, 'move-users', { ...body, attempt: 0 }, 1)
    expect(usersIn(await revoked())).toEqual(many.slice(0, 150).sort())
    expect(new Set((await revoked()).map(({ id }) => id)).size).toBe(150)
  })

  test('is there for who was unassigned', async () => {
    await twoSides()
    const [one, two] = users as [UserId, UserId]
    await seats('unassign', source, [one, two])
    const [first, ...others] = await revoked()
    expect(usersIn([first as Event, ...others])).toEqual([one, two].sort())
    expect(first).toMatchObject({ subscriptionId: source, facts: { because: 'licences.unassigned' } })
  })

  test('fills a page also where each of them lost theirs by themselves', async () => {
    const { now } = at.services.clock
    const entries = Array.from({ length: 30 }, (_, number) => {
      const user = { userId: userId(number), displayName: `U${number}`, userPrincipalName: 'u@tulp.example' }
      const about = { tenantId, revoked: revokedOf([user]) }
      return auditEntry(documentId.audit(`${number}`), 'licences.unassigned', anAdmin, now(), about)
    })
    await at.store(...entries)
    const pages = await pagesOf(gaia, { action: 'access.revoked', maxpagesize: '20' })
    expect(pages.map((page) => page.length)).toEqual([20, 10])
  })

  test('is there when time takes the licences, in the name of the product itself', async () => {
    const day = dayOf(at.services.clock.now())
    const seats = seatsOf({ assigned: users.length })
    const lapsed = aDisabled({ id: source, tenantId, seats, expiredOn: addDays(day, -120) })
    const dueAt = startOfDay(addDays(day, 0))
    await at.store(
      { ...lapsed, disabledOn: addDays(day, -90), dueAt },
      ...users.map((userId) => anAssignment({ id: source, tenantId }, userId)),
    )
    await runDue(at.services, { kind: 'due', tenantId }, 1)
    const events = await revoked({ actor: 'seatwarden' })
    expect(usersIn(events)).toEqual(everybody())
    expect(events[0]).toMatchObject({ facts: { because: 'subscription.deleted' } })
  })

  test('stays the same, whatever becomes of the users and their licences afterwards', async () => {
    await twoSides()
    await seats('unassign', source, users.slice(3))
    await move(source, target)
    at.pass(1_000)
    const before = await revoked()
    expect(usersIn(before)).toEqual([...users].sort())
    const until = { to: before[0]?.at as string }
    for (let times = 0; times < 120; times += 1) {
      await seats('unassign', target, users.slice(1, 2))
      await seats('assign', target, users.slice(1, 2))
    }
    await move(target, further)
    await cancel(further)
    expect(await revoked(until)).toEqual(before)
  })

  test('is not taken back by an undo, which has its own entry', async () => {
    await twoSides()
    const operationId = await cancel()
    const before = await revoked()
    at.pass(1_000)
    expect((await undone(at, gaia, operationId)).status).toBe(202)
    await seats('unassign', source, users.slice(0, 1))
    expect(await revoked({ to: before[0]?.at as string })).toEqual(before)
    expect(await listed(gaia, { action: 'operation.undone' })).toHaveLength(1)
  })
})

test('R110 feedback is shown to administrators with the subscription, and is in no audit event, export or line of the log', async () => {
  const lines: string[] = []
  Object.assign(at.services, { log: (...words: readonly unknown[]) => lines.push(JSON.stringify(words)) })
  await twoSides()
  const feedback = 'Te duur & te traag'
  await cancel(source, { reason: 'other', feedback })
  const { body } = await gaia.ask('subscriptions-get', { params: { id: source } })
  expect(body['cancellation']).toEqual({ reason: 'other', feedback })
  const whole = await listed(gaia)
  expect(whole.find(({ action }) => action === 'subscription.cancelled')).toMatchObject({ reason: 'other' })
  const texts = [JSON.stringify(whole), ...(await exported(gaia)).map(({ text }) => text), ...lines]
  for (const text of texts) expect(text).not.toContain('traag')
})

function person(userId: UserId) {
  return {
    type: 'user',
    id: `user:${userId}`,
    tenantId,
    schemaVersion: 1,
    userId,
    displayName: 'U',
    userPrincipalName: 'u@fabrikam.example',
    mail: 'u@fabrikam.example',
    userType: 'member',
    accountEnabled: true,
    onPremisesSyncEnabled: false,
    language: 'en',
    search: { name: 'u', surname: 'u', userPrincipalName: 'u@fabrikam.example' },
  } as const
}
