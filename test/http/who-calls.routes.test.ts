import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { allProducts, isOffered } from '#core/catalogue/products.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { routes } from '#functions/routes.ts'
import { aTenant, tenantId as aTenantId } from '../support/builders.ts'
import { type Answered, globalAdmin, type Person, simulatedApp } from '../support/simulated/app.ts'
import { operatorsTenantId } from '../support/simulated/tokens.ts'

const elsewhere = aTenantId(2)
/** Can be had as a trial too. */
const product =
  allProducts().find((one) => isOffered(one, 'trial') && isOffered(one, 'selfService'))?.id ?? ''

/** They are loaded with their first call, which is no part of what is looked at. */
beforeAll(() => Promise.all(routes.map(({ load }) => load())))

let at: ReturnType<typeof simulatedApp>
let gaia: Person

beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
})

const said = ({ status, body }: Answered) => [status, body.error?.['code'], body.error?.['message']]
const refusedCalls = () => at.all<AuditEntry>('audit').filter(({ action }) => action === 'call.refused')

describe('where people come to buy', () => {
  const contact = 'This is not available to you here. Please contact your IT admin.'
  const card = { body: { type: 'card', token: 'tok_ok' } }
  const order = { body: { productId: product, channel: 'trial' } }
  const quote = { body: { productId: product, channel: 'selfService', totalLicenses: 1 } }

  test.each([
    ['a guest', { accountType: 1, user: { userType: 'guest' } }],
    ['somebody whose token does not say whether they are a guest', { accountType: 'unsaid' }],
  ] as const)('%s hears the same everywhere, and never of a role (R148, R149)', async (_, options) => {
    const guest = await at.person('Gus', options)
    const asked = [
      await guest.ask('catalogue-products-list'),
      await guest.ask('catalogue-products-get', { params: { id: product } }),
      await guest.ask('catalogue-eligibility', { query: { productId: product } }),
      await guest.ask('purchasing-quote', quote),
      await guest.ask('billing-payment-methods-list'),
      await guest.ask('billing-payment-methods-create', card),
      await guest.ask('purchasing-buy', order),
    ]
    for (const answer of asked) {
      expect(said(answer)).toEqual([403, 'GuestNotAllowed', contact])
      expect(answer.body.error['details']).toMatchObject([{ code: 'GuestNotAllowed', message: contact }])
      expect(answer.body.error['help']).toMatch(/^https:/)
    }
  })

  test('a member of an organisation that cannot buy hears why at each of them (R128, R148)', async () => {
    at = simulatedApp({ tenantType: 'education' })
    await at.open()
    const mia = await at.person('Mia')
    const refused = [403, 'TenantNotEligible', contact]
    expect(said(await mia.ask('purchasing-quote', quote))).toEqual(refused)
    expect(said(await mia.ask('billing-payment-methods-create', card))).toEqual(refused)
    expect(said(await mia.ask('purchasing-buy', order))).toEqual(refused)
    const eligibility = await mia.ask('catalogue-eligibility', { query: { productId: product } })
    expect(eligibility.body).toMatchObject({ reasons: [{ code: 'TenantNotEligible', message: contact }] })
    const one = await mia.ask('catalogue-products-get', { params: { id: product } })
    const reasons = [{ code: 'TenantNotEligible', message: contact }]
    expect(one.body['channels']).toEqual(
      expect.arrayContaining([expect.objectContaining({ channel: 'selfService', eligible: false, reasons })]),
    )
  })
})

describe('an account that is disabled', () => {
  test('can do nothing within its organisation, whatever the route (B23)', async () => {
    const dee = await at.person('Dee', { roles: [globalAdmin], user: { accountEnabled: false } })
    const within = routes.filter(({ path }) => path.startsWith('/tenants/{t}'))
    expect(within.length).toBeGreaterThan(50)
    const queries: Record<string, Record<string, string>> = {
      'catalogue-eligibility': { productId: product },
      'seats-preview-bulk': { action: 'assign' },
    }
    const params = { id: aTenantId(7), userId: aTenantId(8), productId: product, deliveryId: 'test-1' }
    for (const { name } of within) {
      const query = queries[name] ?? {}
      const [status, code] = said(await dee.ask(name, { params, query }))
      expect([name, status, code]).toEqual([name, 403, 'AccountDisabled'])
    }
    expect(said(await dee.ask('organisation-me'))[1]).toBe('AccountDisabled')
  })

  test('is no operator either (B23)', async () => {
    await at.store(aTenant({ tenantId: operatorsTenantId }), newPolicy(operatorsTenantId))
    const operator = (name: string, accountEnabled: boolean) =>
      at.person(name, { home: operatorsTenantId, appRoles: ['Ops.Read'], user: { accountEnabled } })
    expect((await (await operator('Olga', true)).ask('ops-refunds-list')).status).toBe(200)
    expect(said(await (await operator('Otto', false)).ask('ops-refunds-list'))[1]).toBe('AccountDisabled')
  })
})

describe('a refused call that matters is in the audit trail of the caller’s own organisation (B15):', () => {
  test('for a role, once an hour for the same person, route and reason', async () => {
    const mia = await at.person('Mia')
    for (let times = 0; times < 3; times += 1) await mia.ask('organisation-get')
    await mia.ask('policies-get')
    expect(refusedCalls()).toMatchObject([
      { by: { id: mia.userId }, facts: { route: 'organisation-get', code: 'Forbidden' } },
      { by: { id: mia.userId }, facts: { route: 'policies-get', code: 'Forbidden' } },
    ])
    at.pass(3_600_000)
    await mia.ask('organisation-get')
    expect(refusedCalls()).toHaveLength(3)
  })

  test('for another organisation, at home and not there, and the answer does not change by it', async () => {
    await at.store(aTenant({ tenantId: elsewhere, domains: ['else.example'] }), newPolicy(elsewhere))
    const there = await gaia.ask('organisation-get', { params: { t: elsewhere } })
    const nowhere = await gaia.ask('policies-get', { params: { t: aTenantId(8) } })
    expect(said(there)).toEqual(said(nowhere))
    expect(refusedCalls()).toMatchObject([
      { facts: { route: 'organisation-get', code: 'NotFound' } },
      { facts: { route: 'policies-get', code: 'NotFound' } },
    ])
    expect(at.documents.all(elsewhere).filter(({ type }) => type === 'audit')).toEqual([])
  })

  test('and not for what is not there in a customer of a partner, or in one that an operator asks for', async () => {
    await at.store(
      aTenant({ tenantId: elsewhere, domains: ['else.example'] }),
      newPolicy(elsewhere),
      aTenant({ tenantId: operatorsTenantId, domains: ['operators.example'] }),
      newPolicy(operatorsTenantId),
    )
    const expires = addMilliseconds(at.services.clock.now(), 86_400_000)
    const body = { partnerTenantId: elsewhere, roles: ['globalReader'], expires }
    expect((await gaia.ask('partners-delegations-create', { body })).status).toBe(201)
    const paula = await at.person('Paula', { home: elsewhere })
    const olga = await at.person('Olga', { home: operatorsTenantId, appRoles: ['Ops.Read'] })
    const nothing = await paula.ask('subscriptions-get', { params: { id: aTenantId(7) } })
    const nobody = await olga.ask('ops-tenants-get', { params: { t: aTenantId(8) } })
    expect([nothing.status, nobody.status]).toEqual([404, 404])
    const refusedAt = (home: TenantId) => at.documents.all(home).filter(({ type }) => type === 'audit')
    expect([...refusedAt(elsewhere), ...refusedAt(operatorsTenantId)]).toEqual([])
    expect((await paula.ask('policies-put', { body: { policyValue: 'Disabled' } })).status).toBe(403)
    expect(refusedAt(elsewhere)).toMatchObject([{ facts: { code: 'Forbidden' } }])
  })

  test('for the policy, and not for what is only in another state or not there', async () => {
    await at.person('Mia')
    const put = await gaia.ask('policies-get')
    await gaia.ask('policies-put', {
      body: { policyValue: 'Disabled' },
      headers: { 'if-match': put.headers['etag'] ?? '' },
    })
    const mia = await at.person('Max')
    const refused = await mia.ask('purchasing-buy', { body: { productId: product, channel: 'trial' } })
    expect(said(refused)[1]).toBe('PurchaseDisabledByPolicy')
    expect((await mia.ask('subscriptions-get', { params: { id: aTenantId(7) } })).status).toBe(404)
    expect(refusedCalls()).toMatchObject([{ facts: { code: 'PurchaseDisabledByPolicy' } }])
  })

  test('for what an organisation has settled in its own way', async () => {
    at = simulatedApp({ ownRequestMessage: 'Ask Vera.' })
    await at.open()
    const mia = await at.person('Mia')
    const refused = await mia.ask('requests-create', { body: { productId: product } })
    expect(said(refused)[1]).toBe('OwnRequestProcess')
    expect(refusedCalls()).toMatchObject([{ facts: { route: 'requests-create', code: 'OwnRequestProcess' } }])
  })

  test('nowhere, where the caller’s organisation is not known here', async () => {
    const stranger = await at.person('Stan', { home: aTenantId(5) })
    expect((await stranger.ask('organisation-get')).status).toBe(404)
    expect(at.documents.all(aTenantId(5)).filter(({ type }) => type === 'audit')).toEqual([])
  })

  test('and where it cannot be written, the call is refused all the same', async () => {
    const mia = await at.person('Mia')
    Object.assign(at.services.documents, {
      commit: () => Promise.reject(new Unavailable('The store is away.')),
    })
    expect((await mia.ask('organisation-get')).status).toBe(403)
  })
})
