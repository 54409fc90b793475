import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { ProductId } from '#core/kernel/ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { aDeleted, aDisabled, anActive, anExpired, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, globalReader, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** What tools read at Microsoft's addresses, and how they are refused there. */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
})

const route = (name: string) => `policy-surface-${name}`
const policyId = 'AllowSelfServicePurchase'
const [powerBiPro, visioPlan2] = ['CFQ7TTC0H9MP', 'CFQ7TTC0HD32'] as ProductId[]
const ofPowerBi = { policyId, productId: powerBiPro as string }
const skus = { central: 'f8a1db68-be16-40ed-86d5-cb42ce701560', dept: '3a6a908c-09c5-406a-8170-8ebb63c42882' }

async function list(name: string, query: Record<string, string> = {}) {
  const { body } = await gaia.ask(route(name), { query })
  return body as unknown as { value: Record<string, unknown>[]; '@odata.nextLink'?: string }
}

describe('an error is in Graph’s shape (B08)', () => {
  test('with its ids and the time, and our own code inside', async () => {
    const headers = { 'client-request-id': 'abc-1', 'x-ms-correlation-id': 'def-2' }
    const answer = await gaia.ask(route('policies-get'), { params: { policyId: 'Other' }, headers })
    expect(answer.status).toBe(404)
    expect(answer.body).toEqual({
      error: {
        code: 'Request_ResourceNotFound',
        message: expect.any(String),
        innerError: {
          code: 'NotFound',
          date: '2026-11-21T10:00:00',
          'request-id': answer.headers['x-ms-request-id'],
          'client-request-id': 'abc-1',
        },
      },
    })
    expect(answer.headers).toMatchObject({
      'request-id': answer.headers['x-ms-request-id'],
      'client-request-id': 'abc-1',
      'x-ms-correlation-id': 'def-2',
      'x-ms-error-code': 'Request_ResourceNotFound',
    })
  })

  test('403 says 403 in its message, since a tool looks for that', async () => {
    const maud = await at.person('Maud')
    const answer = await maud.ask(route('products-list'), { params: { policyId } })
    expect(answer).toMatchObject({
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: expect.stringContaining('403') } },
    })
  })

  test.each(['$filter', '$select', '$orderby', '$expand', '$count', '$skip', '$search'])(
    'a list that cannot do %s says so instead of ignoring it',
    async (name) => {
      for (const list of ['subscriptions-list', 'subscribed-skus-list']) {
        const answer = await gaia.ask(route(list), { query: { [name]: 'id' } })
        expect(answer).toMatchObject({
          status: 400,
          body: { error: { code: 'Request_BadRequest', message: expect.stringContaining(name) } },
        })
      }
    },
  )

  test('in Dutch too, where the caller reads Dutch', async () => {
    const headers = { 'accept-language': 'nl' }
    const answer = await gaia.ask(route('policies-get'), { params: { policyId: 'Other' }, headers })
    expect(answer.headers['content-language']).toBe('nl')
  })
})

describe('what one address sets the other shows at once (R053, R055, R056, R057, B08):', () => {
  const own = async () =>
    (await gaia.ask('policies-products-get', { params: { id: powerBiPro as string } })).body
  const theirs = async (version = '') =>
    (await gaia.ask(route(`${version}products-get`), { params: ofPowerBi })).body

  test('a product set by the module, with one audit entry, and by our own route', async () => {
    const body = { policyValue: 'Disabled' }
    const set = await gaia.ask(route('products-put'), { params: ofPowerBi, body })
    expect(set).toMatchObject({
      status: 200,
      body: {
        policyId,
        policyValue: 'Disabled',
        scope: 'product',
        productId: powerBiPro,
        productName: 'Power BI Pro',
      },
    })
    expect(await own()).toMatchObject({ policyValue: 'Disabled' })
    expect(await theirs('v1-')).toEqual(set.body)
    await gaia.ask(route('products-put'), { params: ofPowerBi, body })
    expect(at.all<AuditEntry>('audit')).toMatchObject([
      {
        action: 'policy.changed',
        facts: { changes: [{ productId: powerBiPro, from: 'Enabled', to: 'Disabled' }] },
      },
    ])

    const etag = (await own())['etag'] as string
    const params = { id: powerBiPro as string }
    const enabled = { params, body: { policyValue: 'Enabled' }, headers: { 'if-match': etag } }
    expect((await gaia.ask('policies-products-put', enabled)).status).toBe(200)
    expect(await theirs()).toMatchObject({ policyValue: 'Enabled' })
  })

  test('offer types apart from products, each in its own list', async () => {
    const params = { policyId: 'allowselfservicepurchase', id: 'SaaS' }
    const set = await gaia.ask(route('v1-offer-types-put'), { params, body: { policyValue: 'Disabled' } })
    expect(set.body).toEqual({
      policyId,
      policyValue: 'Disabled',
      scope: 'OfferType',
      scopeId: 'SaaS',
      scopeValue: 'Software as a Service',
    })
    const items = async (query: Record<string, string>) =>
      (await gaia.ask(route('products-list'), { params: { policyId }, query })).body['items'] as {
        scope: string
        policyValue: string
      }[]
    const [products, same, offerTypes] = [
      await items({}),
      await items({ scope: 'product' }),
      await items({ scope: 'OfferType' }),
    ]
    expect(products).toEqual(same)
    expect(new Set(products.map(({ scope }) => scope))).toEqual(new Set(['product']))
    expect(offerTypes).toHaveLength(4)
    expect(offerTypes).toContainEqual(set.body)
    const asProduct = await gaia.ask(route('products-get'), { params: { policyId, productId: 'SaaS' } })
    expect(asProduct.status).toBe(404)
  })

  test('a value that a product cannot have is refused, and nothing written', async () => {
    const body = { policyValue: 'OnlyTrialsWithoutPaymentMethod' }
    const answer = await gaia.ask(route('products-put'), { params: ofPowerBi, body })
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'Request_BadRequest', message: expect.stringContaining('Enabled, Disabled') } },
    })
    expect(at.all('audit')).toEqual([])
  })

  test('sign-up by `authorizationPolicy`, by global administrators alone', async () => {
    const allow = (allowed: unknown) => ({ allowedToSignUpEmailBasedSubscriptions: allowed })
    const set = await gaia.ask(route('authorization-policy-update'), { body: allow(false) })
    expect([set.status, set.body]).toEqual([204, undefined])
    expect((await gaia.ask('organisation-get')).body).toMatchObject({ allowAdHocSubscriptions: false })
    const read = await gaia.ask(route('policies-get'), { params: { policyId: 'authorizationPolicy' } })
    expect(read.body).toMatchObject({ id: 'authorizationPolicy', ...allow(false) })
    await gaia.ask(route('authorization-policy-update'), { body: allow(false) })
    expect(at.all<AuditEntry>('audit')).toMatchObject([
      { action: 'tenant.changed', facts: { allowAdHocSubscriptions: false } },
    ])
    const guests = { ...allow(true), allowInvitesFrom: 'none' }
    expect((await gaia.ask(route('authorization-policy-update'), { body: guests })).status).toBe(400)
    expect(at.documents.peek<Tenant>(tenantId, 'tenant')).toMatchObject({ allowAdHocSubscriptions: false })
  })

  test('auto-claim, which is kept', async () => {
    const value = async () => (await gaia.ask(route('autoclaim-get'))).body
    expect(await value()).toEqual({
      policyId: 'Autoclaim',
      tenantPolicyValue: 'Disabled',
      policyValue: 'Disabled',
      tenantId,
    })
    await gaia.ask(route('autoclaim-set'), { body: { policyValue: 'Enabled' } })
    await gaia.ask(route('products-put'), { params: ofPowerBi, body: { policyValue: 'Disabled' } })
    expect(await value()).toMatchObject({ tenantPolicyValue: 'Enabled', policyValue: 'Enabled' })
    await gaia.ask(route('autoclaim-set'), { body: { policyValue: 'Enabled' } })
    expect(at.all<AuditEntry>('audit').map(({ facts }) => facts['autoclaim'])).toEqual([
      { from: 'Disabled', to: 'Enabled' },
      undefined,
    ])
  })
})

describe('Graph’s lists (B08)', () => {
  const bought = (number: number, over: object = {}) => ({
    ...anActive({
      id: subscriptionId(number),
      tenantId,
      productId: powerBiPro as ProductId,
      channel: 'central',
      controlledBy: null,
    }),
    seats: seatsOf({ total: 10, assigned: 4 }),
    ...over,
  })

  test('subscriptions have a page at a time, none is left out and none comes twice', async () => {
    await at.store(...Array.from({ length: 25 }, (_, index) => bought(index + 1)))
    const seen: unknown[] = []
    let pages = 0
    let query: Record<string, string> = { $top: '10' }
    for (;;) {
      const page = await list('subscriptions-list', query)
      seen.push(...page.value.map(({ id }) => id))
      pages += 1
      const next = page['@odata.nextLink']
      if (next === undefined) break
      expect(next).toMatch(/^https?:\/\/[^/]+\/v1\.0\/directory\/subscriptions\?/)
      query = Object.fromEntries(new URL(next).searchParams)
    }
    expect(pages).toBe(3)
    expect(new Set(seen).size).toBe(25)
    expect(seen).toHaveLength(25)
    for (const token of ['x', 'LTE', '***'])
      expect((await gaia.ask(route('subscriptions-list'), { query: { $skiptoken: token } })).status).toBe(400)
  })

  test('a subscription has the fields of Graph, in every state', async () => {
    const options = { tenantId, productId: powerBiPro as ProductId, seats: 3 }
    await at.store(
      bought(1),
      anActive({ ...options, id: subscriptionId(2), channel: 'trial' }),
      anExpired({ ...options, id: subscriptionId(3) }),
      aDisabled({ ...options, id: subscriptionId(4) }),
      aDeleted({ ...options, id: subscriptionId(5) }),
    )
    const { value } = await list('subscriptions-list')
    expect(value.map(({ status, isTrial }) => [status, isTrial])).toEqual([
      ['Enabled', false],
      ['Enabled', true],
      ['Warning', false],
      ['Suspended', false],
      ['Deleted', false],
    ])
    const params = { id: subscriptionId(1) as string }
    expect((await gaia.ask(route('subscriptions-get'), { params })).body).toEqual(value[0])
    expect(value[0]).toEqual({
      id: subscriptionId(1),
      commerceSubscriptionId: subscriptionId(1),
      skuId: skus.central,
      skuPartNumber: 'POWER_BI_PRO',
      status: 'Enabled',
      totalLicenses: 10,
      isTrial: false,
      createdDateTime: expect.any(String),
      nextLifecycleDateTime: '2026-02-05T00:00:00.000Z',
      ownerId: expect.any(String),
      ownerType: 'User',
      ownerTenantId: tenantId,
      serviceStatus: expect.arrayContaining([
        expect.objectContaining({
          servicePlanName: 'BI_AZURE_P2',
          provisioningStatus: 'Success',
          appliesTo: 'User',
        }),
      ]),
    })
    expect(value[4]).toMatchObject({ nextLifecycleDateTime: null })
  })

  test('each SKU comes once, with the units of all its subscriptions', async () => {
    await at.store(
      bought(1),
      bought(2, { seats: seatsOf({ total: 5, assigned: 5 }) }),
      { ...anExpired({ ...bought(3), seats: seatsOf({ total: 2, assigned: 1 }) }) },
      bought(4, { channel: 'selfService' }),
      bought(5, { productId: visioPlan2 }),
      aDeleted({ ...bought(6) }),
    )
    const { value } = await list('subscribed-skus-list')
    expect(value.map(({ skuPartNumber }) => skuPartNumber)).toEqual([
      'POWER_BI_PRO',
      'POWER_BI_PRO_DEPT',
      'VISIOCLIENT',
    ])
    expect(value[0]).toMatchObject({
      id: `${tenantId}_${skus.central}`,
      skuId: skus.central,
      appliesTo: 'User',
      capabilityStatus: 'Enabled',
      consumedUnits: 10,
      prepaidUnits: { enabled: 15, suspended: 0, warning: 2 },
      servicePlans: expect.arrayContaining([expect.objectContaining({ servicePlanName: 'BI_AZURE_P2' })]),
    })
    expect(value[1]).toMatchObject({ skuId: skus.dept, consumedUnits: 4, prepaidUnits: { enabled: 10 } })
    const first = await list('subscribed-skus-list', { $top: '2' })
    const token = new URL(first['@odata.nextLink'] ?? '').searchParams.get('$skiptoken') ?? ''
    const rest = await list('subscribed-skus-list', { $top: '2', $skiptoken: token })
    expect([...first.value, ...rest.value]).toEqual(value)
    expect(rest['@odata.nextLink']).toBeUndefined()
  })

  test('a member sees their own, readers what administrators see', async () => {
    const pim = await at.person('Pim')
    const rik = await at.person('Rik', { roles: [globalReader] })
    await at.store(bought(1), bought(2, { channel: 'selfService', purchaserId: pim.userId }))
    const seen = async (person: Person) =>
      ((await person.ask(route('subscriptions-list'))).body['value'] as { id: string }[]).map(({ id }) => id)
    expect(await seen(pim)).toEqual([subscriptionId(2)])
    expect(await seen(rik)).toEqual([subscriptionId(1), subscriptionId(2)])
    const params = { id: subscriptionId(1) as string }
    expect((await pim.ask(route('subscriptions-get'), { params })).status).toBe(404)
  })
})
