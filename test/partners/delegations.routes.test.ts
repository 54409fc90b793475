import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { Delegation } from '#core/partners/delegation.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { anActive, aTenant, tenantId as aTenantId, subscriptionId } from '../support/builders.ts'
import { billingAdmin, globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

const northline = aTenantId(2)
const dayMs = 24 * 3_600_000

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let bill: Person
let paula: Person

beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  await at.store(
    aTenant({ tenantId: northline, displayName: 'Northline', domains: ['northline.example'] }),
    newPolicy(northline),
  )
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  bill = await at.person('Bill', { roles: [billingAdmin] })
  // What somebody is at home counts for nothing elsewhere.
  paula = await at.person('Paula', { home: northline, roles: [globalAdmin] })
})

const inDays = (days: number) => addMilliseconds(at.services.clock.now(), days * dayMs)
const delegate = (person: Person, body: object = {}) =>
  person.ask('partners-delegations-create', {
    body: { partnerTenantId: northline, roles: ['billingAdmin'], expires: inDays(30), ...body },
  })
const listing = (person: Person) => person.ask('subscriptions-list')
const code = ({ body }: { body: { error?: Record<string, unknown> } }) => body.error?.['code']
const entries = (action: string) => at.all<AuditEntry>('audit').filter((entry) => entry.action === action)
const aSelfService = () =>
  anActive({ id: subscriptionId(1), tenantId, purchaserId: gaia.userId, controlledBy: null })

describe('a partner', () => {
  test('sees purchases just like an administrator, from the delegation to its end (R169)', async () => {
    await at.store(aSelfService())
    expect((await listing(paula)).status).toBe(404)
    expect((await delegate(gaia)).status).toBe(201)

    const seen = await listing(paula)
    expect(seen.status).toBe(200)
    expect(seen.body['value']).toMatchObject([{ id: subscriptionId(1) }])

    at.moveClock(30 * dayMs)
    expect((await listing(paula)).status).toBe(403)
    expect(code(await listing(paula))).toBe('DelegationExpired')
  })

  test('does what its role allows and no more, and the audit trail names its organisation (R169, R170)', async () => {
    const subscription = aSelfService()
    await at.store(subscription)
    await delegate(gaia, { roles: ['globalReader'] })
    const takeControl = () =>
      paula.ask('take-over-take-control', { params: { id: subscription.id }, body: {} })
    expect((await takeControl()).status).toBe(403)

    const delegation = at.documents.peek(tenantId, `delegation:${northline}`) as Delegation & {
      _etag: string
    }
    const roles = ['globalReader', 'billingAdmin']
    const changed = await gaia.ask('partners-delegations-update', {
      params: { id: northline },
      body: { roles },
      headers: { 'if-match': delegation._etag },
    })
    expect(changed.body).toMatchObject({ roles, partner: { displayName: 'Northline' } })
    expect((await takeControl()).status).toBe(200)
    expect(entries('subscription.controlTaken')).toMatchObject([
      { by: { id: paula.userId, name: 'Paula', tenantId: northline, tenantName: 'Northline' } },
    ])
    expect(entries('delegation.changed')).toHaveLength(1)
  })

  test('buys centrally for the organisation, and nothing for themselves (R170)', async () => {
    await delegate(gaia)
    const buy = (body: object) => paula.ask('purchasing-buy', { body })
    const central = await buy({ productId: 'CFQ7TTC0H9MP', channel: 'central', totalLicenses: 3 })
    expect(central.status).toBe(201)
    const trial = await buy({ productId: 'CFQ7TTC0H9MP', channel: 'trial' })
    expect([trial.status, code(trial)]).toEqual([403, 'GuestNotAllowed'])
    expect((await paula.ask('billing-payment-methods-list')).status).toBe(403)
  })

  test('with the object id of somebody here owns nothing of theirs', async () => {
    await at.store({ ...aSelfService(), purchaserId: paula.userId })
    await delegate(gaia, { roles: ['licenseAdmin'] })
    expect((await listing(paula)).body['value']).toEqual([])
    const one = await paula.ask('subscriptions-get', { params: { id: subscriptionId(1) } })
    expect(one.status).toBe(404)
  })

  test('neither delegates on nor lengthens what it was given', async () => {
    await delegate(gaia, { roles: ['globalAdmin'] })
    const more = await paula.ask('partners-delegations-create', {
      body: { partnerTenantId: aTenantId(3), roles: ['globalAdmin'], expires: inDays(5) },
    })
    expect(more.status).toBe(403)
    const longer = await paula.ask('partners-delegations-update', {
      params: { id: northline },
      body: { expires: inDays(300) },
      headers: { 'if-match': '"any"' },
    })
    expect(longer.status).toBe(403)
    expect(entries('delegation.created')).toHaveLength(1)
    expect(entries('delegation.changed')).toEqual([])
  })

  test('acts only by the people who are named, members whose account is enabled', async () => {
    const named = await at.person('Nadia', { home: northline })
    const guest = await at.person('Gus', { home: northline, accountType: 1, user: { userType: 'guest' } })
    const left = await at.person('Leo', { home: northline, user: { accountEnabled: false } })
    await delegate(gaia, { userIds: [named.userId, guest.userId, left.userId] })
    expect((await listing(named)).status).toBe(200)
    expect((await listing(paula)).status).toBe(404)
    expect((await listing(guest)).status).toBe(404)
    expect([(await listing(left)).status, code(await listing(left))]).toEqual([403, 'AccountDisabled'])
  })

  test('finds its customers, and nobody else does (R169)', async () => {
    await delegate(gaia)
    const me = await paula.ask('organisation-me')
    expect(me.body).toMatchObject({
      displayName: 'Paula',
      organization: { displayName: 'Northline' },
      roles: ['member', 'globalAdmin'],
      customers: [{ tenantId, displayName: 'Tulp', roles: ['billingAdmin'], expires: inDays(30) }],
    })
    const customers = await paula.ask('organisation-customers-list')
    expect(customers.body['value']).toMatchObject([{ tenantId }])
    expect((await gaia.ask('organisation-me')).body).not.toHaveProperty('customers')
    expect((await gaia.ask('organisation-customers-list')).body['value']).toEqual([])
    at.moveClock(30 * dayMs)
    expect((await paula.ask('organisation-me')).body).not.toHaveProperty('customers')
  })

  test('reads no more than a hundred of its customers at once, and all of them page by page (R169)', async () => {
    await delegate(gaia)
    for (let number = 0; number < 120; number += 1) {
      const customer = aTenantId(0x100 + number)
      const given = at.documents.peek(tenantId, `delegation:${northline}`) as unknown as Delegation
      await at.store(aTenant({ tenantId: customer, domains: [] }), { ...given, tenantId: customer })
    }
    const first = await paula.ask('organisation-customers-list', { query: { maxpagesize: '1000' } })
    expect(first.body['value']).toHaveLength(100)
    const query = Object.fromEntries(new URL(first.body['nextLink'] as string).searchParams)
    const { 'api-version': _, ...rest } = query
    expect((await paula.ask('organisation-customers-list', { query: rest })).body['value']).toHaveLength(21)
  })

  test('is gone with its delegation from the next call on', async () => {
    const created = await delegate(gaia)
    const end = (ifMatch: string) =>
      gaia.ask('partners-delegations-delete', { params: { id: northline }, headers: { 'if-match': ifMatch } })
    expect((await end('"older"')).status).toBe(412)
    expect((await end(created.headers['etag'] ?? '')).status).toBe(204)
    expect((await listing(paula)).status).toBe(404)
    expect((await end('"older"')).status).toBe(404)
    expect(entries('delegation.deleted')).toHaveLength(1)
  })
})

describe('whoever delegates', () => {
  test('gives no more than they are: only a Global Administrator gives or takes that role', async () => {
    expect((await delegate(bill, { roles: ['billingAdmin', 'globalAdmin'] })).status).toBe(403)
    const created = await delegate(gaia, { roles: ['globalAdmin'] })
    const headers = { 'if-match': created.headers['etag'] ?? '' }
    const params = { id: northline }
    expect((await bill.ask('partners-delegations-delete', { params, headers })).status).toBe(403)
    const less = { params, headers, body: { roles: ['globalReader'] } }
    expect((await bill.ask('partners-delegations-update', less)).status).toBe(403)
  })

  test('names an organisation that is here and another one, an end that lies ahead, and gives it once', async () => {
    const refused = async (body: object) => code(await delegate(bill, body))
    expect(await refused({ partnerTenantId: aTenantId(9) })).toBe('PartnerNotKnown')
    expect(await refused({ partnerTenantId: tenantId })).toBe('PartnerNotKnown')
    expect(await refused({ expires: inDays(-1) })).toBe('InvalidRequest')
    expect(await refused({ expires: inDays(731) })).toBe('InvalidRequest')
    expect(await refused({ roles: ['member'] })).toBe('InvalidRequest')
    expect(await refused({ roles: [] })).toBe('InvalidRequest')
    expect(at.all<Delegation>('delegation')).toEqual([])
    expect((await delegate(bill)).status).toBe(201)
    expect(await refused({})).toBe('DelegationExists')
    const list = await bill.ask('partners-delegations-list')
    expect(list.body['value']).toMatchObject([{ id: northline, roles: ['billingAdmin'] }])
  })

  test('is answered again when they repeat it', async () => {
    const repeat = '5a1f0a0e-0000-4000-8000-000000000001'
    const body = { partnerTenantId: northline, roles: ['billingAdmin'], expires: inDays(30) }
    const once = await bill.ask('partners-delegations-create', { body, repeat })
    const twice = await bill.ask('partners-delegations-create', { body, repeat })
    expect([once.status, twice.status]).toEqual([201, 201])
    expect(twice.body).toEqual(once.body)
    expect(entries('delegation.created')).toHaveLength(1)
  })
})

test('a repeat of a partner is kept where its effect is (B14, R170)', async () => {
  await delegate(gaia)
  const repeat = '5a1f0a0e-0000-4000-8000-000000000002'
  const body = { productId: 'CFQ7TTC0H9MP', channel: 'central', totalLicenses: 2 }
  const once = await paula.ask('purchasing-buy', { body, repeat })
  const twice = await paula.ask('purchasing-buy', { body, repeat })
  expect([once.status, twice.status]).toEqual([201, 201])
  expect(twice.body['id']).toBe(once.body['id'])
  expect(at.all('keptAnswer')).toHaveLength(1)
})
