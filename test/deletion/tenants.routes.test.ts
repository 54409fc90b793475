import { beforeEach, expect, test } from 'vitest'
import { type AuditEntry, auditEntry } from '#core/audit/audit-entry.ts'
import { type Spend, spendWrites } from '#core/billing/spend.ts'
import { stragglersMs } from '#core/deletion/delete-tenant.ts'
import type { Document } from '#core/documents.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { newDelegation } from '#core/partners/delegation.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { dueJob } from '#functions/renewals/jobs.ts'
import {
  aDeleted,
  aDisabled,
  aMove,
  anActive,
  anAdmin,
  anInvoice,
  aTenant,
  aUser,
  early,
  guid,
  subscriptionId,
  userId,
} from '../support/builders.ts'
import { globalAdmin, tenantId } from '../support/simulated/app.ts'
import { tokenOf } from '../support/simulated/tokens.ts'
import { aStage, codeOf } from './stage.ts'

/** What blocks the deletion of an organisation, and what becomes of one that is deleted. */

let at: Awaited<ReturnType<typeof aStage>>
beforeEach(async () => {
  at = await aStage()
})

const blockersOf = async () => (await at.check()).body['blockers'] as Record<string, unknown>[]
const lease = guid<string>(8, 1)
const theItem = () =>
  at.items().find(({ kind, state }) => kind === 'tenant.purge' && state !== 'withdrawn')?.id as string

test('R023 R024: what people signed up for blocks it until the data is purged, then nothing does', async () => {
  const id = await at.signUp()
  const blocked = { reason: 'DataLossProtection', subscriptionId: id }
  expect((await at.check()).body).toMatchObject({ allowed: false, blockerCount: 1, blockers: [blocked] })
  const refused = await at.removeAll()
  expect(codeOf(refused)).toBe('409 TenantDeletionBlocked')
  expect(refused.body.error['innererror']).toMatchObject({ blockers: await blockersOf(), blockerCount: 1 })

  await at.remove(id)
  const [item] = at.items()
  const stillBlocked = [{ ...blocked, workItemId: item?.id }]
  expect(await blockersOf()).toEqual(stillBlocked)
  expect(codeOf(await at.removeAll())).toBe('409 TenantDeletionBlocked')
  await at.take(item?.id as string, lease)
  expect(await blockersOf()).toEqual(stillBlocked)
  await at.complete(item?.id as string, lease)

  expect((await at.check()).body).toMatchObject({ allowed: true, blockerCount: 0, blockers: [] })
  expect((await at.removeAll()).status).toBe(204)
})

test('R025: only a global administrator deletes the organisation, and looks what blocks it', async () => {
  for (const person of [at.bas, at.ria, at.mia]) {
    expect(codeOf(await at.removeAll(person))).toBe('403 Forbidden')
    expect(codeOf(await at.check(person))).toBe('403 Forbidden')
  }
  expect((await at.removeAll()).status).toBe(204)
})

test('R025: nor does a partner who was given the role of a global administrator', async () => {
  const partner = await aPartner()
  expect((await partner('deletion-check')).status).toBe(200)
  expect(codeOf(await partner('deletion-tenants-delete', { 'if-match': at.etagOf('tenant') }))).toBe(
    '403 Forbidden',
  )
  await at.removeAll()
  expect(codeOf(await partner('deletion-check'))).toBe('404 NotFound')
})

test('R026: whoever is refused is told where to read on', async () => {
  await at.signUp()
  expect((await at.removeAll()).body.error['help']).toContain('directory-delete-howto')
  expect((await at.check()).body['help']).toContain('directory-delete-howto')
})

test.each<[string, () => Document, object | undefined]>([
  ['a purchase', () => anActive({ tenantId }), { reason: 'SubscriptionNotDeleted' }],
  [
    'one on the agreement',
    () => anActive({ tenantId, channel: 'central' }),
    { reason: 'SubscriptionNotDeleted' },
  ],
  ['a trial', () => anActive({ tenantId, channel: 'trial' }), { reason: 'SubscriptionNotDeleted' }],
  ['a disabled subscription', () => aDisabled({ tenantId }), { reason: 'SubscriptionNotDeleted' }],
  ['a paused operation', () => aMove({ tenantId, state: 'Paused' }), { reason: 'OperationInProgress' }],
  ['a charge whose outcome is unknown', () => money('purchase', 'pending'), { reason: 'PaymentUnderWay' }],
  ['money that goes back', () => money('refund', 'pending'), { reason: 'RefundUnderWay' }],
  ['a deleted subscription', () => aDeleted({ tenantId }), undefined],
  ['an operation that is over', () => aMove({ tenantId, state: 'Succeeded' }), undefined],
  ['a settled charge', () => money('purchase', 'settled'), undefined],
  ['an unpaid invoice, which is kept', () => anInvoice({ tenantId, state: 'declined' }), undefined],
])('R023: %s: what is in the way is told, and nothing else is', async (_, document, blocker) => {
  await at.store(document())
  expect(await blockersOf()).toMatchObject(blocker ? [blocker] : [])
  expect((await at.removeAll()).status).toBe(blocker ? 409 : 204)
})

test('R023: however many there are, all are counted, and all are on the pages of the check', async () => {
  for (const from of [0, 100, 200]) {
    const numbers = Array.from({ length: from === 200 ? 50 : 100 }, (_, place) => from + place)
    const signedUp = { tenantId, channel: 'signUp' } as const
    await at.store(...numbers.map((number) => anActive({ ...signedUp, id: subscriptionId(number) })))
  }
  const refused = await at.removeAll()
  const told = refused.body.error['innererror'] as { blockers: unknown[]; blockerCount: number }
  expect([told.blockers.length, told.blockerCount]).toEqual([100, 250])
  expect(refused.body.error['message']).toContain('250')
  const found = new Set<unknown>()
  for (let query: Record<string, string> | undefined = { maxpagesize: '90', count: 'true' }; query; ) {
    const { body } = await at.gaia.ask('deletion-check', { query })
    expect([body['allowed'], body['blockerCount']]).toEqual([false, 250])
    for (const { subscriptionId } of body['blockers'] as { subscriptionId: string }[])
      found.add(subscriptionId)
    const link = body['nextLink'] as string | undefined
    query = link ? Object.fromEntries(new URL(link).searchParams) : undefined
  }
  expect(found.size).toBe(250)

  const { body } = await at.gaia.ask('deletion-check', { query: { maxpagesize: '90' } })
  expect(body).toMatchObject({ allowed: false, nextLink: expect.any(String) })
  expect(body).not.toHaveProperty('blockerCount')
})

test('R023: a page that has nothing any more does not say that nothing is in the way', async () => {
  const signedUp = { tenantId, channel: 'signUp' } as const
  await at.store(...[1, 2, 3].map((number) => anActive({ ...signedUp, id: subscriptionId(number) })))
  const { body } = await at.gaia.ask('deletion-check', { query: { maxpagesize: '2' } })
  const query = Object.fromEntries(new URL(body['nextLink'] as string).searchParams)
  const next = async () => (await at.gaia.ask('deletion-check', { query })).body
  expect(await next()).toMatchObject({ allowed: false, blockers: [{ subscriptionId: subscriptionId(3) }] })
  const deleted = [{ kind: 'delete', id: subscriptionId(3) }] as const
  await at.services.documents.commit(tenantId, deleted)
  expect(await next()).toMatchObject({ allowed: false, blockers: [] })
})

test('it needs the present ETag', async () => {
  expect(codeOf(await at.removeAll(at.gaia, {}))).toBe('428 PreconditionRequired')
  expect(codeOf(await at.removeAll(at.gaia, { 'if-match': '"stale"' }))).toBe('412 PreconditionFailed')
  const { headers } = await at.check()
  expect((await at.removeAll(at.gaia, { 'if-match': headers['etag'] ?? '' })).status).toBe(204)
})

test('nobody of a deleted organisation gets in, nothing of it is removed yet, and operators see it', async () => {
  const before = at.documents.all(tenantId).length
  await at.removeAll()
  for (const person of [at.gaia, at.mia])
    expect(codeOf(await person.ask('subscriptions-list'))).toBe('403 TenantNotOnboarded')
  const order = { productId: 'POWER_BI_STANDARD', channel: 'signUp' }
  expect(codeOf(await at.mia.ask('purchasing-buy', { body: order }))).toBe('403 TenantNotOnboarded')
  expect(codeOf(await at.removeAll())).toBe('403 TenantNotOnboarded')
  const precheck = await at.mia.ask('catalogue-precheck', { body: { email: 'x@tulp.example' } })
  expect(precheck.body['eligible']).toBe(false)
  expect(at.documents.all(tenantId)).toHaveLength(before + 2)
  const shown = await at.operator('ops-tenants-get', { params: { t: tenantId } }, 'Ops.Read')
  expect(shown.body['deletedDateTime']).toBeTypeOf('string')
  expect((await at.operator('ops-tenants-list', {}, 'Ops.Read')).body['value']).toMatchObject([
    { id: tenantId, deletedDateTime: shown.body['deletedDateTime'] },
  ])
})

test('nor do they hear of the customers that gave it roles', async () => {
  const customer = guid<TenantId>(1, 8)
  const given = newDelegation({
    ...{ partnerTenantId: tenantId, partnerName: 'Tulp', roles: ['globalReader'], userIds: null },
    ...{ at: early, expires: '2027-11-01T00:00:00.000Z' as Instant, tenantId: customer, by: anAdmin },
  })
  await at.store(aTenant({ tenantId: customer }), given)
  const customers = async () => (await at.mia.ask('organisation-customers-list')).body['value']
  expect(await customers()).toHaveLength(1)
  await at.removeAll()
  expect(await customers()).toEqual([])
})

test('two administrators at once delete it once', async () => {
  const guido = await at.person('Guido', { roles: [globalAdmin] })
  const answers = await Promise.all([at.removeAll(), at.removeAll(guido)])
  expect(answers.map(({ status }) => status)).toEqual([204, 204])
  expect(at.items()).toHaveLength(1)
})

test('a lost answer deletes it once', async () => {
  at.documents.faults.afterCommit = async () => {
    at.documents.faults.afterCommit = undefined
    throw new OutcomeUnknown('lost')
  }
  expect((await at.removeAll()).status).toBe(204)
  expect(at.items()).toHaveLength(1)
  expect(at.all<AuditEntry>('audit').filter(({ action }) => action === 'tenant.deleted')).toHaveLength(1)
})

test('R024: a sign-up that had begun before is found by the second look, and the organisation is back', async () => {
  const { faults } = at.documents
  let inBetween: { status: number } | undefined
  faults.beforeCommit = async () => {
    // The sign-up has passed all checks: now the organisation is deleted.
    faults.beforeCommit = undefined
    inBetween = await at.removeAll()
  }
  const id = await at.signUp()
  expect(inBetween?.status).toBe(204)
  const item = theItem()
  expect(codeOf(await at.take(item, lease))).toBe('409 WorkItemNotReady')
  at.pass(stragglersMs)
  const refused = await at.take(item, lease)
  expect(codeOf(refused)).toBe('409 TenantDeletionBlocked')
  expect(refused.body.error['innererror']).toMatchObject({ blockers: [{ subscriptionId: id }] })

  expect((await at.mia.ask('subscriptions-get', { params: { id } })).body['status']).toBe('Active')
  expect(codeOf(await at.take(item, lease))).toBe('409 WorkItemFinished')
  expect(codeOf(await at.complete(item, lease))).toBe('409 WorkItemFinished')
  expect(at.all<AuditEntry>('audit').at(-1)?.action).toBe('tenant.deletionWithdrawn')
})

test('when its data is removed nothing is left but what is kept, and it can be onboarded anew', async () => {
  for (let count = 0; count < 230; count += 1)
    await at.store(aUser({ tenantId, id: `user:${userId(count)}` }))
  await at.store(anInvoice({ tenantId }), aDeleted({ tenantId }))
  await at.remove(await at.signUp())
  await at.purgeAll()
  await at.removeAll()
  const onboard = () =>
    at.operator('ops-tenants-put', { params: { t: tenantId }, body: known, headers: ifMatch() })
  const ifMatch = () => ({ 'if-match': at.etagOf('tenant') })
  expect(codeOf(await onboard())).toBe('409 TenantDeleted')
  const users = { users: [imported] }
  const asked = { params: { t: tenantId }, body: users }
  expect(codeOf(await at.operator('ops-users-import', asked))).toBe('409 TenantDeleted')

  at.pass(stragglersMs)
  const item = theItem()
  expect((await at.take(item, lease)).status).toBe(200)
  // The first time the store goes away half way.
  let commits = 0
  at.documents.faults.beforeCommit = async () => {
    if (++commits === 2) throw new OutcomeUnknown('away')
  }
  const cut = await at.complete(item, lease)
  at.documents.faults.beforeCommit = undefined
  expect([cut.status, at.items().at(-1)?.state]).toEqual([503, 'taken'])
  expect(at.all<User>('user').length).toBeGreaterThan(100)
  expect((await at.complete(item, lease)).body['status']).toBe('done')

  const types = new Set(at.documents.all(tenantId).map(({ type }) => type))
  expect([...types].sort()).toEqual(['audit', 'invoice', 'workItem'])
  const gone = await at.operator('ops-tenants-get', { params: { t: tenantId } })
  expect(codeOf(gone)).toBe('404 NotFound')
  expect((await at.complete(item, lease)).body['status']).toBe('done')
  at.pass(120_000)
  const put = { params: { t: tenantId }, body: known }
  expect((await at.operator('ops-tenants-put', put)).status).toBe(201)
  expect(at.documents.peek<Tenant>(tenantId, 'tenant')?.deletedAt).toBeUndefined()
})

test('whoever is late in removing its data leaves alone what was onboarded anew in between', async () => {
  await at.removeAll()
  at.pass(stragglersMs)
  const item = theItem()
  await at.take(item, lease)
  const { faults } = at.documents
  faults.beforeCommit = async () => {
    // The same call once more, and then the organisation is back, with its people: this one still removes.
    faults.beforeCommit = undefined
    expect((await at.complete(item, lease)).status).toBe(200)
    const params = { t: tenantId }
    expect((await at.operator('ops-tenants-put', { params, body: known })).status).toBe(201)
    const body = { users: [imported] }
    expect((await at.operator('ops-users-import', { params, body })).status).toBe(200)
  }
  await at.complete(item, lease)
  expect(at.all<User>('user').map((user) => user.displayName)).toEqual(['Una'])
  expect((await at.complete(item, lease)).body['status']).toBe('done')
})

test('B19: what was spent stays with the invoices that add up to it', async () => {
  const { id, createdAt } = anInvoice({ tenantId })
  await at.store(anInvoice({ tenantId }))
  await at.services.documents.commit(tenantId, [...spendWrites([anInvoice({ tenantId })])])
  await at.removeAll()
  at.pass(stragglersMs)
  const item = theItem()
  await at.take(item, lease)
  await at.complete(item, lease)
  expect(at.documents.peek(tenantId, id)).toBeDefined()
  expect(at.all<Spend>('spend').map(({ month }) => month)).toEqual([createdAt.slice(0, 7)])
})

test('time changes nothing in an organisation that is deleted: no charge, no mail', async () => {
  const due = anActive({ tenantId, purchaserId: at.mia.userId, dueAt: early })
  const { faults } = at.documents
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined
    // Bought by somebody who had passed all checks before.
    await at.removeAll()
  }
  await at.store(due)
  const { _etag, dueAt, ...before } = at.subscription(due.id) as Stored<Subscription>
  await dueJob.handle(at.services, 'due', { kind: 'due', tenantId }, 1)
  // Put off, so that nobody who waits until nothing is due waits for ever.
  expect(at.subscription(due.id)).toMatchObject({ ...before, dueAt: '2026-11-22T10:00:00.000Z' })
  expect([at.all('mail'), at.all('purchase'), at.all('invoice')]).toEqual([[], [], []])
  at.pass(stragglersMs)
  await at.take(theItem(), lease)
  at.pass(24 * 3_600_000)
  await dueJob.handle(at.services, 'due', { kind: 'due', tenantId }, 1)
  expect(at.all('mail')).not.toEqual([])
})

test('B15 B19 whoever is onboarded anew reads the audit trail and the spend of before, without the people who are gone', async () => {
  const source = aDeleted({ tenantId })
  const none = { month: '2026-11', channel: 'selfService', productId: source.productId, currency: 'EUR' }
  const spent = { type: 'spend', id: 'spend:1', tenantId, schemaVersion: 1, net: 100, tax: 21, total: 121 }
  await at.store(source, { ...spent, ...none } as Spend)
  const revoked = { of: 'all', sequence: source.seatSequence } as const
  const about = { subscription: source, revoked }
  await at.store(auditEntry('audit:ended', 'subscription.cancelled', anAdmin, early, about))
  await at.removeAll()
  at.pass(stragglersMs)
  const item = theItem()
  await at.take(item, lease)
  await at.complete(item, lease)
  await at.operator('ops-tenants-put', { params: { t: tenantId }, body: known })
  const guido = await at.person('Guido', { roles: [globalAdmin] })
  for (const query of [{}, { action: 'access.revoked' }]) {
    const listed = await guido.ask('audit-list', { query })
    expect(listed.status).toBe(200)
    const events = listed.body['value'] as { readonly id: string }[]
    expect(events.some(({ id }) => id === 'ended')).toBe(!('action' in query))
    expect((await guido.ask('audit-export', { query })).status).toBe(200)
  }
  expect((await guido.ask('billing-spend-list')).body['value']).toMatchObject([
    { month: '2026-11', total: { amount: expect.anything() } },
  ])
})

test('the domains of an organisation are free when its data is gone, and not before', async () => {
  const put = (t: string, headers = {}) =>
    at.operator('ops-tenants-put', { params: { t }, body: known, headers })
  expect((await put(tenantId, { 'if-match': at.etagOf('tenant') })).status).toBe(200)
  const other = guid<string>(1, 7)
  await at.removeAll()
  at.pass(stragglersMs)
  expect(codeOf(await put(other))).toBe('409 DomainInUse')
  const item = theItem()
  await at.take(item, lease)
  expect(codeOf(await put(other))).toBe('409 DomainInUse')
  await at.complete(item, lease)
  expect((await put(other)).status).toBe(201)
})

test('the organisation of the operators keeps the claims of all others, when it is deleted itself', async () => {
  const claim = { type: 'domainClaim', id: 'domain:iris.example', tenantId, schemaVersion: 1 }
  await at.store({ ...claim, owner: guid(1, 8), claimedAt: early } as Document)
  await at.removeAll()
  at.pass(stragglersMs)
  const item = theItem()
  await at.take(item, lease)
  expect((await at.complete(item, lease)).status).toBe(200)
  expect(at.documents.peek(tenantId, claim.id)).toBeDefined()
})

/** Somebody of another organisation, in which they are nothing but a member, and what they are here by delegation. */
async function aPartner() {
  const home = guid<TenantId>(1, 9)
  const pia = guid<UserId>(2, 9)
  await at.services.documents.commit(home, [
    { kind: 'create', document: aTenant({ tenantId: home }) },
    { kind: 'create', document: aUser({ tenantId: home, userId: pia }) },
  ])
  const given = {
    partnerTenantId: home,
    partnerName: 'Partner',
    roles: ['globalAdmin'],
    userIds: null,
  } as const
  const when = { at: early, expires: '2027-11-01T00:00:00.000Z' as Instant }
  await at.store(newDelegation({ ...given, ...when, tenantId, by: anAdmin }))
  const token = tokenOf({ tenantId: home, objectId: pia })
  return (route: string, headers = {}) => at.askAs(token, route, { params: { t: tenantId }, headers })
}

function money(type: 'purchase' | 'refund', state: string): Document {
  const facts = { type, id: 'money', tenantId, schemaVersion: 1, state, subscriptionId: subscriptionId(1) }
  return facts as unknown as Document
}

const known = {
  displayName: 'Roos',
  domains: ['roos.example'],
  country: 'NL',
  tenantType: 'commercial',
  managed: true,
  cloud: 'worldwide',
  language: 'nl',
  agreementId: 'A-2',
}
const imported = {
  userId: userId(1),
  displayName: 'Una',
  userPrincipalName: 'una@tulp.example',
  mail: 'una@tulp.example',
  userType: 'member',
  accountEnabled: true,
  onPremisesSyncEnabled: false,
  language: 'nl',
}
