import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { OperationId, SubscriptionId } from '#core/kernel/ids.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Write } from '#core/ports/documents.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { dueJob } from '#functions/renewals/jobs.ts'
import { runDue } from '#functions/renewals/run-due.ts'
import { cancelJob } from '#functions/take-over/jobs.ts'
import { rows, said } from '../billing/office.ts'
import { anActive, anAssignment, aUser, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, globalReader, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { callRoute } from '../support/simulated/ask.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'
import { undone } from '../support/simulated/undone.ts'

/** Purchasers who leave, and what they bought. (B09, R165, R166) */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let rita: Person
let anna: Person
let otto: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  rita = await at.person('Rita', { roles: [globalReader] })
  anna = await at.person('Anna')
  otto = await at.person('Otto')
})

const id = subscriptionId(1)
const stored = <D = Subscription>(of: string = id) => at.documents.peek(tenantId, of) as unknown as D
const now = () => at.services.clock.now()

async function annasSubscription(of: SubscriptionId = id, over: Partial<ActiveSubscription> = {}) {
  const bought = anActive({
    id: of,
    tenantId,
    purchaserId: anna.userId,
    purchaserName: 'Anna',
    controlledBy: null,
    expirationDate: dayOf('2026-12-15T00:00:00.000Z' as Instant),
    seats: seatsOf({ total: 3, assigned: 2 }),
    orderHistory: [{ event: 'purchased', at: now(), by: { id: anna.userId, name: 'Anna', tenantId } }],
    ...over,
  })
  await at.store(bought)
}

const operator = tokenOf({
  tenantId: operatorsTenantId,
  objectId: subscriptionId(99),
  appRoles: ['Ops.Manage'],
})

function importing(body: object) {
  return callRoute(at.services, 'ops-users-import', { token: operator, params: { t: tenantId }, body })
}

const accountOf = (person: Person, name: string, accountEnabled: boolean) => ({
  userId: person.userId,
  displayName: name,
  userPrincipalName: `${name.toLowerCase()}@tulp.example`,
  mail: `${name.toLowerCase()}@tulp.example`,
  userType: 'member',
  accountEnabled,
  onPremisesSyncEnabled: false,
  language: 'en',
})
const annaIs = (state: 'disabled' | 'enabled') =>
  importing({ users: [accountOf(anna, 'Anna', state === 'enabled')] })
const annaIsGone = () => importing({ removedUserIds: [anna.userId] })
const sweep = () => runDue(at.services, { kind: 'due', tenantId }, 1)
const listed = async (person = gaia, query = {}) => rows(await person.ask('renewals-orphans', { query }))
const audited = (action: string) => at.all<AuditEntry>('audit').filter((entry) => entry.action === action)
const minutes = 60_000

describe.each([
  ['is disabled', () => annaIs('disabled')],
  ['is gone from the directory', () => annaIsGone()],
])('a purchaser who %s', (_, leaves) => {
  test('B09 is listed with what they bought within one sweep: since when, users still working, next charge', async () => {
    await annasSubscription()
    expect(await listed()).toEqual([])
    const since = now()
    expect((await leaves()).status).toBe(200)
    await sweep()

    const [orphan, ...others] = await listed()
    expect(others).toEqual([])
    expect(orphan).toMatchObject({
      id,
      status: 'Active',
      purchaser: { id: anna.userId, displayName: 'Anna' },
      orphanedSince: since,
      totalLicenses: 3,
      assignedLicenses: 2,
      nextCharge: { date: '2026-12-15', amount: { currency: 'EUR' } },
    })
    expect(orphan?.['actions']).toContain('transferOwnership')
    expect(await listed(rita)).toHaveLength(1)
    expect(said(await otto.ask('renewals-orphans'))).toBe('403 Forbidden')
  })

  test('R165 R166 leaves what they bought as it is: Active, nobody loses a licence, nothing is cancelled', async () => {
    await annasSubscription()
    await at.store(anAssignment({ id, tenantId }, otto.userId), anAssignment({ id, tenantId }, gaia.userId))
    const before = stored()
    await leaves()
    await sweep()
    at.pass(11 * minutes)
    await sweep()
    const { orphanedAt, _etag, ...after } = stored<Subscription & { _etag: string }>()
    const { _etag: __, ...same } = before as typeof before & { _etag: string }
    expect(after).toEqual(same)
    expect(orphanedAt).toBeTruthy()
    const seen = await gaia.ask('subscriptions-get', { params: { id } })
    expect(seen.body).toMatchObject({ status: 'Active', assignedLicenses: 2, orphanedSince: orphanedAt })
    const holders = await gaia.ask('seats-list', { params: { id } })
    expect(rows(holders).map(({ userId }) => userId)).toEqual([otto.userId, gaia.userId])
    expect(at.all('operation')).toEqual([])
    expect(at.all('mail')).toEqual([])
  })

  test('B09 the audit trail has it once, however often it is looked at or imported', async () => {
    await annasSubscription()
    for (let times = 0; times < 3; times += 1) {
      await leaves()
      await Promise.all([sweep(), sweep()])
      at.pass(4 * minutes)
    }
    expect(audited('subscription.orphaned')).toMatchObject([
      { subscriptionId: id, by: { id: 'seatwarden' }, facts: { purchaserId: anna.userId } },
    ])
    // All is looked at: nothing is due any more.
    at.pass(11 * minutes)
    await sweep()
    expect(stored<Leaver>(`leaver:${anna.userId}`).dueAt).toBeNull()
  })

  test('B09 the orphan is given to another member: its history shows it, and it is no orphan any more', async () => {
    await annasSubscription()
    await leaves()
    await sweep()
    const { _etag } = stored<{ _etag: string }>()
    const given = await gaia.ask('renewals-transfer-ownership', {
      params: { id },
      headers: { 'if-match': _etag },
      body: { userId: otto.userId },
    })
    expect(given.status).toBe(200)
    expect(await listed()).toEqual([])
    const { body } = await gaia.ask('subscriptions-get', { params: { id } })
    expect(body).toMatchObject({ purchaser: { displayName: 'Otto' }, assignedLicenses: 2 })
    expect(body).not.toHaveProperty('orphanedSince')
    expect(body['orderHistory']).toMatchObject([{ event: 'purchased' }, { event: 'transferred' }])
    at.pass(11 * minutes)
    await sweep()
    expect(await listed()).toEqual([])
  })

  test('B09 what was being paid for when they left is found when it is paid', async () => {
    await annasSubscription(id, { state: 'pending' } as object)
    await leaves()
    await sweep()
    expect(await listed()).toEqual([])
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id, set: { state: 'active' } }])
    at.pass(11 * minutes)
    await sweep()
    expect(await listed()).toHaveLength(1)
  })
})

test('B09 whoever is enabled again has no orphans, and leaves a second time', async () => {
  await annasSubscription()
  await annaIs('disabled')
  await sweep()
  expect(await listed()).toHaveLength(1)
  await annaIs('enabled')
  await sweep()
  expect(await listed()).toEqual([])
  expect(audited('subscription.purchaserReturned')).toHaveLength(1)
  expect(at.all('leaver')).toEqual([])
  at.pass(minutes)
  await annaIs('disabled')
  await sweep()
  expect(await listed()).toHaveLength(1)
  expect(audited('subscription.orphaned')).toHaveLength(2)
})

test('B09 whoever comes back while their orphans are marked has none', async () => {
  await annasSubscription()
  await annaIs('disabled')
  at.documents.faults.beforeCommit = async () => {
    at.documents.faults.beforeCommit = undefined
    await annaIs('enabled')
  }
  await sweep()
  await sweep()
  expect(await listed()).toEqual([])
  expect(audited('subscription.orphaned')).toEqual([])
})

test('B09 what is given on at that moment is not marked', async () => {
  await annasSubscription()
  await annaIs('disabled')
  at.documents.faults.beforeCommit = async () => {
    at.documents.faults.beforeCommit = undefined
    const given: Write = { kind: 'patch', id, set: { purchaserId: otto.userId } }
    await at.services.documents.commit(tenantId, [given])
  }
  await sweep()
  expect(await listed()).toEqual([])
})

test('B09 what the organisation bought, and what is deleted, is no orphan', async () => {
  await annasSubscription(id, { channel: 'central' })
  await annasSubscription(subscriptionId(2), { state: 'deleted' } as object)
  await annasSubscription(subscriptionId(3), { channel: 'trial', unitPrice: { amount: 0, currency: 'EUR' } })
  await annasSubscription(subscriptionId(4), { autoRenew: false })
  await annaIs('disabled')
  await sweep()
  const all = await listed()
  expect(all.map((row) => [row['id'], row['nextCharge']])).toEqual([
    [subscriptionId(3), undefined],
    [subscriptionId(4), undefined],
  ])
})

test('B09 only administrators and readers are shown that it is an orphan', async () => {
  const lotte = await at.person('Lotte', { roles: ['4d6ac14f-3453-41d0-bef9-a3e0c569773a'] })
  await annasSubscription(id, { controlledBy: { id: gaia.userId, name: 'Gaia', tenantId, at: now() } })
  await annaIs('disabled')
  await sweep()
  const seenBy = async (person: Person) => (await person.ask('subscriptions-get', { params: { id } })).body
  expect(await seenBy(rita)).toHaveProperty('orphanedSince')
  expect(await seenBy(lotte)).toMatchObject({ id })
  expect(await seenBy(lotte)).not.toHaveProperty('orphanedSince')
})

test('B09 hundreds of one leaver are all marked, each once, and listed page by page', async () => {
  for (let n = 1; n <= 120; n += 1) await annasSubscription(subscriptionId(n))
  await annaIs('disabled')
  await sweep()
  expect(audited('subscription.orphaned')).toHaveLength(120)
  const first = await gaia.ask('renewals-orphans', { query: { maxpagesize: '50' } })
  const seen = new Set(rows(first).map((row) => row['id']))
  let { nextLink } = first.body as { nextLink?: string }
  while (nextLink) {
    const continuation = new URL(nextLink).searchParams.get('continuation') ?? ''
    const page = await gaia.ask('renewals-orphans', { query: { maxpagesize: '50', continuation } })
    for (const row of rows(page)) seen.add(row['id'])
    nextLink = (page.body as { nextLink?: string }).nextLink
  }
  expect(seen.size).toBe(120)
})

test('B09 a cancel that is taken back brings the orphan back, as its purchaser is by then', async () => {
  await annasSubscription(id, { controlledBy: { id: gaia.userId, name: 'Gaia', tenantId, at: now() } })
  const cancelled = await gaia.ask('take-over-cancel', {
    params: { id },
    headers: { 'if-match': stored<{ _etag: string }>()._etag },
    body: { reason: 'unused', confirm: true },
  })
  const message = at.messages.takeNext('cancel-with-email')?.message.body
  await cancelJob.handle(at.services, 'cancel-with-email', message, 1)
  expect(stored().state).toBe('deleted')
  await annaIs('disabled')
  at.pass(30 * minutes)
  await sweep()
  expect((await undone(at, gaia, cancelled.body['id'] as OperationId)).status).toBe(202)
  expect(stored().state).not.toBe('deleted')
  await sweep()
  expect(await listed()).toHaveLength(1)
})

describe('an import', () => {
  test('wakes whoever looks after leavers at once, and nobody where nobody left', async () => {
    await annasSubscription()
    await annaIs('enabled')
    expect(at.messages.takeNext('renew-subscriptions')).toBeUndefined()
    await annaIs('disabled')
    const delivery = at.messages.takeNext('renew-subscriptions')
    await dueJob.handle(at.services, 'renew-subscriptions', delivery?.message.body, 1)
    expect(await listed()).toHaveLength(1)
  })

  test('twice changes nothing more, and does not move the day on which somebody left', async () => {
    await annasSubscription()
    await annaIs('disabled')
    await sweep()
    const { leftAt } = stored<Leaver>(`leaver:${anna.userId}`)
    at.pass(60 * minutes)
    await annaIs('disabled')
    await annaIsGone()
    await annaIsGone()
    await sweep()
    expect(stored<Leaver>(`leaver:${anna.userId}`).leftAt).toBe(leftAt)
    expect((await listed())[0]).toMatchObject({ orphanedSince: leftAt })
    expect(stored(`user:${anna.userId}`)).toBeUndefined()
  })

  test('of people who were never here enabled leaves nothing behind', async () => {
    const stranger = accountOf({ ...otto, userId: subscriptionId(7) as never }, 'Sven', false)
    expect((await importing({ users: [stranger] })).status).toBe(200)
    expect((await importing({ removedUserIds: [subscriptionId(8)] })).jsonBody).toEqual({
      imported: 0,
      removed: 0,
    })
    expect(at.all('leaver')).toEqual([])
    expect((await importing({})).status).toBe(400)
  })

  test('of a thousand who all leave marks every one of them', async () => {
    const people = Array.from({ length: 250 }, (_, n) =>
      aUser({ tenantId, userId: subscriptionId(n) as never, id: `user:${subscriptionId(n)}` }),
    )
    for (const person of people) await at.store(person)
    const users = people.map((person) => accountOf({ ...otto, userId: person.userId }, 'Somebody', false))
    expect((await importing({ users })).jsonBody).toEqual({ imported: 250 })
    expect(at.all('leaver')).toHaveLength(250)
    const told = audited('users.imported').map(({ facts }) => facts['users'] as number)
    expect(told.reduce((sum, one) => sum + one, 0)).toBe(250)
  })

  test('beside another one that says otherwise leaves account and leaver in step', async () => {
    await annasSubscription()
    at.documents.faults.beforeCommit = async () => {
      at.documents.faults.beforeCommit = undefined
      await annaIs('disabled')
    }
    await annaIs('enabled')
    await sweep()
    expect(stored<{ accountEnabled: boolean }>(`user:${anna.userId}`).accountEnabled).toBe(true)
    expect(await listed()).toEqual([])
    expect(at.all('leaver')).toEqual([])
  })
})
