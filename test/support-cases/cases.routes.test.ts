import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import { newPolicy } from '#core/policies/policy.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import type { SupportCase } from '#core/support/support-case.ts'
import { cancelJob } from '#functions/take-over/jobs.ts'
import { rows, said } from '../billing/office.ts'
import { anActive, aTenant, aUser, seatsOf, subscriptionId, userId } from '../support/builders.ts'
import {
  type Answered,
  answered,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'
import { type Asked, callRoute } from '../support/simulated/ask.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

/** What people ask customer support, and what that may do. (R162, R163, R167, R184) */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let anna: Person
let otto: Person
beforeEach(async () => {
  at = simulatedApp({ premierIncidentsUsed: 3 })
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  anna = await at.person('Anna')
  otto = await at.person('Otto')
})

const id = subscriptionId(1)
const stored = <D = Subscription>(of: string = id) => at.documents.peek(tenantId, of) as unknown as D

async function annasSubscription(over: Partial<ActiveSubscription> = {}) {
  const bought = anActive({
    id,
    tenantId,
    purchaserId: anna.userId,
    purchaserName: 'Anna',
    controlledBy: null,
    seats: seatsOf({ total: 3 }),
    ...over,
  })
  await at.store(bought)
}

const sam = tokenOf({
  tenantId: operatorsTenantId,
  objectId: userId(0x5a),
  name: 'Sam',
  appRoles: ['Support.Cancel'],
})

async function support(route: string, asked: Omit<Asked, 'token'> = {}, token = sam): Promise<Answered> {
  return answered(await callRoute(at.services, route, { token, ...asked }))
}

const about = { subscriptionId: id, subject: 'Help', description: 'I cannot see it.' }
const open = (person: Person, over: object = {}, repeat?: string) =>
  person.ask('support-cases-open', {
    body: { kind: 'question', ...about, ...over },
    ...(repeat === undefined ? {} : { repeat }),
  })

async function opened(person: Person, over: object = {}): Promise<string> {
  const answer = await open(person, over)
  expect(said(answer)).toBe('201')
  return answer.body['id'] as string
}
const askedToCancel = (person = gaia) => opened(person, { kind: 'cancelSubscription' })
const cancel = (caseId: string, asked: Omit<Asked, 'token'> = {}, token = sam) =>
  support('support-desk-cancel', { params: { id: caseId }, ...asked }, token)
const audited = () =>
  at.all<AuditEntry>('audit').map(({ action, by, facts }) => ({ action, by: by.name, facts }))

async function work(): Promise<void> {
  const queue = 'cancel-with-email'
  await cancelJob.handle(at.services, queue, at.messages.takeNext(queue)?.message.body, 1)
}

describe('a case', () => {
  test('R184 is opened by the purchaser on an own row; a foreign row is not there', async () => {
    await annasSubscription()
    const answer = await open(anna)
    expect(answer.status).toBe(201)
    expect(answer.headers['Location']).toContain(`/supportCases/${answer.body['id']}?`)
    expect(said(await open(otto))).toBe('404 NotFound')
    expect(said(await open(otto, { subscriptionId: randomUUID() }))).toBe('404 NotFound')
    expect(at.all<SupportCase>('supportCase')).toHaveLength(1)
    expect(audited()).toMatchObject([{ action: 'supportCase.opened', by: 'Anna' }])
  })

  test('R162 goes to the standard queue, and is for the purchaser, also where an administrator opens it', async () => {
    await annasSubscription()
    for (const person of [anna, gaia]) {
      const { body } = await open(person)
      expect(body).toMatchObject({
        status: 'open',
        queue: 'standard',
        requester: { id: anna.userId, displayName: 'Anna' },
        openedBy: { id: person.userId },
        openedByAdministrator: person === gaia,
      })
    }
  })

  test('R163 uses the standard entitlement: the premier incidents of the organisation stay as they are', async () => {
    await annasSubscription()
    const used = async () => (await gaia.ask('organisation-get')).body['premierIncidentsUsed']
    expect(await used()).toBe(3)
    const caseId = await askedToCancel()
    expect((await open(anna)).body).toMatchObject({ entitlement: 'standard' })
    await cancel(caseId)
    await work()
    await support('support-desk-resolve', { params: { id: caseId }, body: { note: 'Done.' } })
    expect(at.all<SupportCase>('supportCase').map(({ entitlement }) => entitlement)).toEqual([
      'standard',
      'standard',
    ])
    expect(await used()).toBe(3)
  })

  test('R160 is seen by its purchaser and administrators, by nobody else', async () => {
    await annasSubscription()
    const caseId = await opened(gaia)
    const rita = await at.person('Rita', { roles: [globalReader] })
    for (const person of [anna, gaia, rita]) {
      expect(rows(await person.ask('support-cases-list')).map((row) => row['id'])).toEqual([caseId])
      const { status, body } = await person.ask('support-cases-get', { params: { id: caseId } })
      expect([status, body['subject']]).toEqual([200, 'Help'])
    }
    expect(rows(await otto.ask('support-cases-list'))).toEqual([])
    expect(said(await otto.ask('support-cases-get', { params: { id: caseId } }))).toBe('404 NotFound')
    expect(said(await gaia.ask('support-cases-get', { params: { id } }))).toBe('404 NotFound')
    // Who only reads asks nothing of anybody.
    expect(said(await open(rita))).toBe('403 Forbidden')
  })

  test('is about what was bought by self-service, and asks to cancel only what can be cancelled', async () => {
    await annasSubscription({ channel: 'central' })
    const central = await open(gaia)
    expect(said(central)).toBe('409 NotSelfService')
    expect(central.body.error['message']).toContain('Standard support')
    const deleted = { state: 'deleted', deletedAt: at.services.clock.now(), channel: 'selfService' } as const
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id, set: deleted }])
    expect(said(await open(gaia, { kind: 'cancelSubscription' }))).toBe('409 SubscriptionDeleted')
    expect(said(await open(anna))).toBe('201')
  })

  test('is opened once however often the request is repeated, and is listed newest first', async () => {
    await annasSubscription()
    const repeat = randomUUID()
    const [one, two] = [await open(anna, {}, repeat), await open(anna, {}, repeat)]
    expect(one.body['id']).toBe(two.body['id'])
    at.pass(1_000)
    const later = await opened(anna, { subject: 'Again' })
    const listed = rows(await anna.ask('support-cases-list')).map((row) => row['id'])
    expect(listed).toEqual([later, one.body['id']])
    const query = { kind: 'cancelSubscription' }
    expect(rows(await anna.ask('support-cases-list', { query }))).toEqual([])
  })
})

describe('support', () => {
  test('R167 lists the case in which an administrator asks to cancel, and carries it out: the audit trail has both names', async () => {
    await annasSubscription()
    const caseId = await askedToCancel()
    await opened(anna)
    const query = { kind: 'cancelSubscription', status: 'open' }
    expect(rows(await support('support-desk-list', { query }))).toMatchObject([
      { id: caseId, tenantId, organisation: 'Tulp', openedBy: { displayName: 'Gaia' } },
    ])

    const answer = await cancel(caseId)
    expect(said(answer)).toBe('202')
    expect(answer.body).toMatchObject({ kind: 'cancel' })
    await work()

    expect(stored()).toMatchObject({ state: 'deleted', deletedBecause: 'cancelled', controlledBy: null })
    const both = { askedBy: { id: gaia.userId, name: 'Gaia' }, supportCaseId: caseId }
    expect(audited().slice(2)).toMatchObject([
      { action: 'subscription.cancelStarted', by: 'Sam', facts: both },
      { action: 'subscription.cancelled', by: 'Sam', facts: both },
    ])
    const inFull = await support('support-desk-get', { params: { id: caseId } })
    expect(inFull.body).toMatchObject({ subscriptionStatus: 'Deleted', operationStatus: 'Succeeded' })
  })

  test('R167 the purchaser gets one mail, which says that the administrator decided it', async () => {
    await annasSubscription()
    await cancel(await askedToCancel())
    await work()
    const mails = at.all<Mail>('mail')
    expect(mails).toMatchObject([
      { kind: 'cancelled', to: { userId: anna.userId }, facts: { decidedBy: 'Gaia' } },
    ])
  })

  test.each([
    ['an administrator only asks a question', () => opened(gaia)],
    ['the purchaser asks', () => askedToCancel(anna)],
  ])('R167 cancels nothing where %s', async (_, open) => {
    await annasSubscription()
    const caseId = await open()
    expect(said(await cancel(caseId))).toBe('409 CancellationNotAsked')
    expect(stored()).toMatchObject({ state: 'active', operationId: null })
    expect(at.all('operation')).toEqual([])
  })

  test('R167 is offered to cancel where an administrator asked for it, and to resolve what is open', async () => {
    await annasSubscription()
    const offered = async (caseId: string) => {
      const { body } = await support('support-desk-get', { params: { id: caseId } })
      return body['actions']
    }
    const asked = await askedToCancel()
    expect(await offered(asked)).toEqual(['cancelSubscription', 'resolve'])
    for (const other of [await opened(gaia), await askedToCancel(anna)])
      expect(await offered(other)).toEqual(['resolve'])
    const { body } = await support('support-desk-resolve', { params: { id: asked }, body: { note: 'No.' } })
    expect(body['actions']).toEqual([])
    expect(rows(await support('support-desk-list')).map(({ actions }) => actions)).toEqual([
      [],
      ['resolve'],
      ['resolve'],
    ])
  })

  test('R167 cancels once, however often and by whomever it is asked', async () => {
    await annasSubscription()
    const caseId = await askedToCancel()
    const repeat = randomUUID()
    const first = await cancel(caseId, { repeat })
    expect(said(first)).toBe('202')
    expect(said(await cancel(caseId))).toBe('409 OperationInProgress')
    expect((await cancel(caseId, { repeat })).body).toEqual(first.body)
    await work()
    expect((await cancel(caseId, { repeat })).body).toEqual(first.body)
    expect(said(await cancel(caseId))).toBe('409 SubscriptionDeleted')
    expect(at.all('operation')).toHaveLength(1)
    expect(at.all('mail')).toHaveLength(1)
  })

  test('of two support persons at once one cancels', async () => {
    await annasSubscription()
    const caseId = await askedToCancel()
    const answers = await Promise.all([cancel(caseId), cancel(caseId)])
    expect(answers.map(said).sort()).toEqual(['202', '409 OperationInProgress'])
    expect(at.all('operation')).toHaveLength(1)
  })

  test('resolves a case with a note that the purchaser reads; after that it is closed', async () => {
    await annasSubscription()
    const caseId = await askedToCancel()
    const resolve = (repeat?: string) =>
      support('support-desk-resolve', {
        params: { id: caseId },
        body: { note: 'Please take control first.' },
        ...(repeat === undefined ? {} : { repeat }),
      })
    const repeat = randomUUID()
    const answers = [await resolve(repeat), await resolve(repeat)]
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { status: 'resolved' } })
    expect(said(await resolve())).toBe('409 SupportCaseClosed')
    expect(said(await cancel(caseId))).toBe('409 SupportCaseClosed')
    const { body } = await anna.ask('support-cases-get', { params: { id: caseId } })
    expect(body['resolution']).toMatchObject({
      note: 'Please take control first.',
      by: { displayName: 'Sam' },
    })
    expect(audited().filter(({ action }) => action === 'supportCase.resolved')).toHaveLength(1)
  })

  test('a case that is resolved at that moment is not cancelled', async () => {
    await annasSubscription()
    const caseId = await askedToCancel()
    at.documents.faults.beforeCommit = async () => {
      at.documents.faults.beforeCommit = undefined
      await support('support-desk-resolve', { params: { id: caseId }, body: { note: 'No.' } })
    }
    expect(said(await cancel(caseId))).toBe('409 SupportCaseClosed')
    expect(stored()).toMatchObject({ state: 'active', operationId: null })
  })

  test('R167 cancels nothing of somebody else: what was given to another person since is asked for anew', async () => {
    await annasSubscription()
    const caseId = await askedToCancel()
    const given = await gaia.ask('renewals-transfer-ownership', {
      params: { id },
      body: { userId: otto.userId },
      headers: { 'if-match': at.documents.peek(tenantId, id)?._etag ?? '' },
    })
    expect(said(given)).toBe('200')
    const refused = await cancel(caseId)
    expect(said(refused)).toBe('409 CancellationNotAsked')
    expect(stored()).toMatchObject({ state: 'active', operationId: null })
    expect(said(await cancel(await askedToCancel()))).toBe('202')
  })

  test.each([
    ['a support person of a customer', { tenantId, objectId: userId(7), appRoles: ['Support.Cancel'] }],
    ['an operator', { tenantId: operatorsTenantId, objectId: userId(8), appRoles: ['Ops.Manage'] }],
    ['an administrator', { tenantId, objectId: userId(9), directoryRoles: [globalAdmin] }],
  ])('R167 is nobody else: %s is refused', async (_, claims) => {
    await annasSubscription()
    const params = { id: await askedToCancel() }
    const token = tokenOf(claims)
    const note = { body: { note: 'Done.' } }
    expect(said(await support('support-desk-list', {}, token))).toBe('403 Forbidden')
    expect(said(await support('support-desk-get', { params }, token))).toBe('403 Forbidden')
    expect(said(await support('support-desk-cancel', { params }, token))).toBe('403 Forbidden')
    expect(said(await support('support-desk-resolve', { params, ...note }, token))).toBe('403 Forbidden')
    expect(stored()).toMatchObject({ state: 'active', operationId: null })
  })

  test('finds the organisation by the case alone; what is no case is not there', async () => {
    await annasSubscription()
    for (const noCase of [id, randomUUID(), anna.userId])
      expect(said(await cancel(noCase))).toBe('404 NotFound')
    const other = '22222222-2222-4222-8222-222222222222' as TenantId
    const theirs = { tenantId: other, userId: userId(5), id: `user:${userId(5)}` }
    const bought = anActive({ id: subscriptionId(5), tenantId: other, purchaserId: userId(5) })
    const all = [aTenant({ tenantId: other }), newPolicy(other), aUser(theirs), bought]
    await at.services.documents.commit(
      other,
      all.map((document) => ({ kind: 'create', document })),
    )
    const token = tokenOf({ tenantId: other, objectId: userId(5), directoryRoles: [globalAdmin] })
    const body = { ...about, kind: 'cancelSubscription', subscriptionId: bought.id }
    const case1 = await support('support-cases-open', { params: { t: other }, body }, token)
    const case2 = await askedToCancel()
    const listed = async (query = {}) =>
      rows(await support('support-desk-list', { query })).map((row) => row['id'])
    expect(new Set(await listed())).toEqual(new Set([case1.body['id'], case2]))
    expect(await listed({ tenantId: other })).toEqual([case1.body['id']])
    expect(said(await cancel(case1.body['id'] as string))).toBe('202')
    expect(stored()).toMatchObject({ operationId: null })
    expect(said(await gaia.ask('support-cases-get', { params: { id: case1.body['id'] as string } }))).toBe(
      '404 NotFound',
    )
  })
})
