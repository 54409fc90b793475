import { PageIterator } from '@microsoft/microsoft-graph-client'
import { expect, test } from 'vitest'
import { anOrganisation, type Person, shared } from '../support/clients/journey.ts'
import { addCard, buyCentrally, holders, products, said, signUp } from '../support/clients/journey-verbs.ts'
import { auditEntries } from '../support/clients/stored-documents.ts'
import { bearerOf } from '../system/bad-input/bearer.ts'
import { graphClient } from './graph-client.ts'
import { ModuleError, msCommerce } from './ms-commerce.ts'

/** Tools that were written for Microsoft's services, pointed at this one. */

const policyId = 'AllowSelfServicePurchase'
const own = 'policies/allowSelfServicePurchase'
const skus = {
  powerBiPro: 'f8a1db68-be16-40ed-86d5-cb42ce701560',
  powerApps: 'b30411f5-fea1-4a59-9ad9-3db7c7ead579',
}

async function tokenOf(person: Person, role: Parameters<typeof bearerOf>[1]): Promise<string> {
  return (await bearerOf(person, role)).authorization.replace('Bearer ', '')
}

async function tryToBuy(purchaser: Person, productId: string) {
  const paymentMethodId = await addCard(purchaser)
  return purchaser.post('subscriptions', {
    productId,
    channel: 'selfService',
    totalLicenses: 1,
    paymentMethodId,
  })
}

test('R053 R054 R055 R056 R057 R058 R158 B08: the MSCommerce module lists, reads and sets, and its own words come out', async () => {
  const { id, globalAdmin, billingAdmin, purchaser } = await anOrganisation()
  const module = msCommerce(shared().api, () => tokenOf(billingAdmin, 'billingAdmin'))

  const policies = await module.getPolicies()
  expect(policies).toEqual([
    {
      PolicyId: policyId,
      Description: expect.stringMatching(/https:\/\/\S+allowselfservicepurchase/),
      DefaultValue: 'Enabled',
    },
  ])
  expect(await module.getPolicy(policyId)).toEqual(policies[0])
  const rows = await module.getProductPolicies(policyId)
  expect(rows.length).toBeGreaterThan(20)
  for (const row of rows)
    expect(row).toEqual({
      PolicyId: policyId,
      PolicyValue: 'Enabled',
      ProductName: expect.stringMatching(/./),
      ProductId: expect.stringMatching(/./),
    })
  expect(await module.getProductPolicies(policyId, null)).toEqual(rows)

  const off = await module.updateProductPolicy(policyId, products.powerBiPro, 'Disabled')

  expect(off).toEqual({
    PolicyId: policyId,
    PolicyValue: 'Disabled',
    ProductName: 'Power BI Pro',
    ProductId: products.powerBiPro,
  })
  expect(await module.getProductPolicy(policyId, products.powerBiPro)).toEqual(off)
  expect(await module.getProductPolicies(policyId)).toContainEqual(off)
  expect((await globalAdmin.get(`${own}/products/${products.powerBiPro}`)).body).toMatchObject({
    policyValue: 'Disabled',
  })
  expect(said(await tryToBuy(purchaser, products.powerBiPro))).toBe('403 PurchaseDisabledByPolicy')
  expect(said(await tryToBuy(purchaser, products.powerApps))).toBe('201')
  const entries = (await auditEntries(id)).filter(({ action }) => action === 'policy.changed')
  expect(entries).toMatchObject([
    { by: { id: billingAdmin.id }, facts: { changes: [{ productId: products.powerBiPro, to: 'Disabled' }] } },
  ])

  const saas = await module.updateOfferTypePolicy(policyId, 'SaaS', 'Disabled')
  expect(saas).toEqual({
    PolicyId: policyId,
    PolicyValue: 'Disabled',
    Scope: 'OfferType',
    ScopeValue: 'Software as a Service',
    ScopeId: 'SaaS',
  })
  expect(await module.getOfferTypePolicy(policyId, 'SaaS')).toEqual(saas)
  expect(await module.getProductPolicies(policyId, 'OfferType')).toContainEqual(saas)

  const etag = (await globalAdmin.get(`${own}/products/${products.powerBiPro}`)).headers.get('etag') ?? ''
  await globalAdmin.put(
    `${own}/products/${products.powerBiPro}`,
    { policyValue: 'Enabled' },
    { headers: { 'if-match': etag } },
  )
  expect(await module.getProductPolicy(policyId, products.powerBiPro)).toEqual({
    ...off,
    PolicyValue: 'Enabled',
  })
  for (const [sent, back] of module.correlations) expect(back).toBe(sent)
})

test('B08: the module hears why not: credentials that expired, a role, a policy or product that there is not', async () => {
  const { globalAdmin, purchaser, add } = await anOrganisation()
  const [reader] = await add({ role: 'globalReader' })
  const as = (token: () => Promise<string>) => msCommerce(shared().api, token)

  await expect(as(async () => 'expired').getPolicies()).rejects.toThrow('Your credentials have expired')
  const member = as(() => tokenOf(purchaser, 'purchaser'))
  await expect(member.getProductPolicies(policyId)).rejects.toThrow(/"message":"403/)
  const reading = as(() => tokenOf(reader, 'globalReader'))
  expect(await reading.getPolicies()).toHaveLength(1)
  await expect(reading.updateProductPolicy(policyId, products.powerBiPro, 'Disabled')).rejects.toThrow(
    ModuleError,
  )
  const admin = as(() => tokenOf(globalAdmin, 'globalAdmin'))
  await expect(admin.getPolicy('AllowEverything')).rejects.toThrow(/- 404 .*Request_ResourceNotFound/)
  await expect(admin.getProductPolicy(policyId, 'CFQ7TTC00000')).rejects.toThrow(/- 404 /)
  await expect(admin.updateProductPolicy(policyId, products.powerBiPro, 'Sometimes')).rejects.toThrow(
    /- 400 /,
  )
  expect(await admin.getProductPolicy(policyId, products.powerBiPro)).toMatchObject({
    PolicyValue: 'Enabled',
  })
})

test('R014 B08: Microsoft’s Graph client reads subscriptions and SKUs, gives licences, and switches sign-up off', async () => {
  const { globalAdmin, billingAdmin, members } = await anOrganisation()
  const graph = graphClient(shared().api, await tokenOf(globalAdmin, 'globalAdmin'))
  const bought = [
    await buyCentrally(billingAdmin, { totalLicenses: 2 }),
    await buyCentrally(billingAdmin, { totalLicenses: 3 }),
    await buyCentrally(billingAdmin, { productId: products.powerApps, totalLicenses: 1 }),
  ]
  const [one, two] = members

  const seen: string[] = []
  const iterator = new PageIterator(
    graph,
    await graph.api('/directory/subscriptions').top(2).get(),
    (row) => {
      seen.push(row.id)
      return true
    },
  )
  await iterator.iterate()
  expect(seen).toEqual(bought.map(({ id }) => id))
  expect(await graph.api(`/directory/subscriptions/${seen[0]}`).get()).toMatchObject({
    skuId: skus.powerBiPro,
    skuPartNumber: 'POWER_BI_PRO',
    status: 'Enabled',
    totalLicenses: 2,
    ownerId: billingAdmin.id,
  })

  const give = (userId: string, addLicenses: readonly object[], removeLicenses: readonly string[] = []) =>
    graph.api(`/users/${userId}/assignLicense`).post({ addLicenses, removeLicenses })
  const both = [{ skuId: skus.powerBiPro, disabledPlans: [] }, { skuId: skus.powerApps }]
  expect(await give(one.id, both)).toMatchObject({
    id: one.id,
    assignedLicenses: [{ skuId: skus.powerApps }, { skuId: skus.powerBiPro }],
  })

  const details = await graph.api(`/users/${one.address}/licenseDetails`).get()
  expect(details.value.map((row: { skuPartNumber: string }) => row.skuPartNumber)).toEqual([
    'POWERAPPS_PER_USER',
    'POWER_BI_PRO',
  ])
  const { value } = await graph.api('/subscribedSkus').get()
  expect(value).toMatchObject([
    { skuId: skus.powerApps, consumedUnits: 1, prepaidUnits: { enabled: 1, suspended: 0, warning: 0 } },
    { skuId: skus.powerBiPro, consumedUnits: 1, prepaidUnits: { enabled: 5 }, capabilityStatus: 'Enabled' },
  ])
  expect(await holders(globalAdmin, bought[0] as { id: string })).toEqual([one.id])

  await expect(give(two.id, both)).rejects.toMatchObject({
    statusCode: 400,
    code: 'Request_BadRequest',
    message: `Subscription with SKU ${skus.powerApps} does not have any available licenses.`,
  })
  expect(await holders(globalAdmin, bought[0] as { id: string })).toEqual([one.id])
  await give(one.id, [], [skus.powerApps])
  await give(two.id, both)
  expect(await holders(globalAdmin, bought[2] as { id: string })).toEqual([two.id])

  await graph.api('/policies/authorizationPolicy').patch({ allowedToSignUpEmailBasedSubscriptions: false })
  expect(await graph.api('/policies/authorizationPolicy').get()).toMatchObject({
    allowedToSignUpEmailBasedSubscriptions: false,
  })
  await expect(signUp(one)).rejects.toThrow('SignUpDisabled')
  await expect(graph.api('/subscribedSkus').filter('consumedUnits gt 0').get()).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('$filter'),
  })
  await expect(graph.api('/users/nobody@windmolen.example/licenseDetails').get()).rejects.toMatchObject({
    statusCode: 404,
    code: 'Request_ResourceNotFound',
  })
})

test('R053 R055 R057 B08: a plain script turns everything off, as it does at Microsoft, and reads it back', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const authorization = `Bearer ${await tokenOf(globalAdmin, 'globalAdmin')}`
  const script = async (method: string, path: string, body?: object) => {
    const response = await fetch(shared().api + path, {
      method,
      headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const list = async () =>
    (await script('GET', `/v1/policies/${policyId}/products`)).body.items as {
      productId: string
      policyValue: string
    }[]

  for (const { productId, policyValue } of await list()) {
    if (policyValue === 'Disabled') continue
    const path = `/v1/policies/${policyId}/products/${productId}`
    expect((await script('PUT', path, { policyValue: 'Disabled' })).body).toMatchObject({
      policyValue: 'Disabled',
    })
  }
  expect(new Set((await list()).map(({ policyValue }) => policyValue))).toEqual(new Set(['Disabled']))
  expect(said(await tryToBuy(purchaser, products.visioPlan2))).toBe('403 PurchaseDisabledByPolicy')

  const autoclaim = '/fd/m365licensing/v1/policies/autoclaim'
  expect((await script('POST', autoclaim, { policyValue: 'Enabled' })).status).toBe(200)
  expect((await script('GET', autoclaim)).body).toMatchObject({
    policyId: 'Autoclaim',
    tenantPolicyValue: 'Enabled',
  })

  // What is not there is refused in the same shape, whether a route, a method or an organisation's own address.
  for (const [method, path, status] of [
    ['GET', '/v1.0/me/drive', 404],
    ['POST', '/v1.0/subscribedSkus', 405],
  ] as const) {
    const answer = await script(method, path)
    expect([path, answer.status]).toEqual([path, status])
    expect(answer.body.error.innerError['request-id']).toMatch(/^[0-9a-f-]{36}$/)
  }
})
