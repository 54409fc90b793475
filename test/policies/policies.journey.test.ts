import { expect, test } from 'vitest'
import { anOrganisation, type Organisation, type Person } from '../support/clients/journey.ts'
import {
  addCard,
  askTotal,
  assign,
  buy,
  buyCentrally,
  type ErrorBody,
  products,
  read,
  said,
} from '../support/clients/journey-verbs.ts'
import { auditEntries } from '../support/clients/stored-documents.ts'

const policy = 'policies/allowSelfServicePurchase'
const powerBi = `${policy}/products/${products.powerBiPro}`

interface ProductPolicy {
  readonly productId: string
  readonly productName: string
  readonly policyValue: string
  readonly allowedValues: readonly string[]
}

async function set(person: Person, path: string, policyValue: unknown) {
  const etag = (await person.get(path)).headers.get('etag') ?? '"none"'
  return person.put<ProductPolicy>(path, { policyValue }, { headers: { 'if-match': etag } })
}

async function tryToBuy({ purchaser }: Organisation, productId: string) {
  const order = { productId, channel: 'selfService', totalLicenses: 1 }
  return purchaser.post<ErrorBody>('subscriptions', {
    ...order,
    paymentMethodId: await addCard(purchaser),
  })
}

test('R034 R052 R057 R158: an administrator turns one product off and on again; others are untouched, and it is audited', async () => {
  const organisation = await anOrganisation()
  const { billingAdmin, id } = organisation

  const off = await set(billingAdmin, powerBi, 'Disabled')

  expect(off.status).toBe(200)
  expect(off.body).toMatchObject({ productId: products.powerBiPro, policyValue: 'Disabled' })
  expect((await billingAdmin.get(powerBi)).body).toEqual(off.body)
  expect(said(await tryToBuy(organisation, products.powerBiPro))).toBe('403 PurchaseDisabledByPolicy')
  expect(said(await tryToBuy(organisation, products.powerApps))).toBe('201')

  expect((await set(billingAdmin, powerBi, 'Enabled')).body.policyValue).toBe('Enabled')
  expect(said(await tryToBuy(organisation, products.powerBiPro))).toBe('201')
  const audit = (await auditEntries(id)).filter(({ action }) => action.startsWith('policy.'))
  expect(audit).toHaveLength(2)
  expect(audit[0]).toMatchObject({ by: { id: billingAdmin.id, name: 'Bert Okonjo' } })
})

test('R052: what was already bought goes on, in the purchaser’s hands', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  await set(globalAdmin, powerBi, 'Disabled')

  await assign(purchaser, bought, [members[0]])
  expect((await askTotal(purchaser, bought, 6)).status).toBe(200)
  expect((await read(purchaser, bought)).status).toBe('Active')
  expect((await buyCentrally(globalAdmin)).status).toBe('Active')
})

test('R054 R055 R056 R058: the policy with its default, its help and the value of every product', async () => {
  const { globalAdmin } = await anOrganisation()
  type Policy = { defaultForNewProducts: string; help: string; products: ProductPolicy[] }

  const { body } = await globalAdmin.get<Policy>(policy)

  expect(body.defaultForNewProducts).toBe('Enabled')
  expect(body.help).toContain('allowselfservicepurchase')
  expect(body.products.length).toBeGreaterThan(20)
  for (const row of body.products) {
    expect(row.productName).not.toBe('')
    expect(row.allowedValues).toContain(row.policyValue)
  }
  const one = body.products.find(({ productId }) => productId === products.powerBiPro)
  expect((await globalAdmin.get(powerBi)).body).toEqual(one)
  expect(said(await globalAdmin.get(`${policy}/products/CFQ7TTC00000`))).toBe('404 NotFound')
  expect(said(await globalAdmin.get(`${policy}/products/${products.fabricFree}`))).toBe('404 NotFound')
})

test('R057: values that the product cannot have are refused, and so are stale or missing ETags', async () => {
  const { globalAdmin } = await anOrganisation()
  const before = await globalAdmin.get(powerBi)
  for (const value of ['Sometimes', '', null, 1, 'OnlyTrialsWithoutPaymentMethod']) {
    expect(said(await set(globalAdmin, powerBi, value))).toBe('400 InvalidRequest')
  }
  const body = { policyValue: 'Disabled' }
  expect(said(await globalAdmin.put(powerBi, body))).toBe('428 PreconditionRequired')
  const stale = await globalAdmin.put(powerBi, body, { headers: { 'if-match': '"stale"' } })
  expect(said(stale)).toBe('412 PreconditionFailed')
  expect((await globalAdmin.get(powerBi)).body).toEqual(before.body)
})

test('R034 R036: trials only where there are trials: then nobody buys, but may try', async () => {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser } = organisation
  const visio = `${policy}/products/${products.visioPlan1}`
  expect((await set(globalAdmin, visio, 'OnlyTrialsWithoutPaymentMethod')).status).toBe(200)
  expect(said(await tryToBuy(organisation, products.visioPlan1))).toBe('403 TrialsOnlyByPolicy')
  const trial = { productId: products.visioPlan1, channel: 'trial' }
  expect((await purchaser.post('subscriptions', trial)).status).toBe(201)
})

test('R036: only Global and Billing Administrators change it; the reader reads it; of others it is nobody’s business', async () => {
  const organisation = await anOrganisation()
  const { globalAdmin, billingAdmin, purchaser, members, add, path } = organisation
  const [reader, licenses, users] = await add(
    { role: 'globalReader' },
    { role: 'licenseAdmin' },
    { role: 'userAdmin' },
  )
  const headers = { 'if-match': (await globalAdmin.get(powerBi)).headers.get('etag') ?? '' }
  for (const person of [purchaser, members[0], reader, licenses, users]) {
    for (const target of [policy, powerBi]) {
      const answer = await person.put(target, { policyValue: 'Disabled' }, { headers })
      expect(said(answer)).toBe('403 Forbidden')
    }
  }
  expect((await reader.get(policy)).status).toBe(200)
  expect(said(await purchaser.get(policy))).toBe('403 Forbidden')
  const elsewhere = await anOrganisation()
  const foreign = await elsewhere.globalAdmin.put(path(powerBi), { policyValue: 'Disabled' }, { headers })
  expect(said(foreign)).toBe('404 NotFound')
  expect((await set(billingAdmin, powerBi, 'Disabled')).status).toBe(200)
  expect((await elsewhere.globalAdmin.get<ProductPolicy>(powerBi)).body.policyValue).toBe('Enabled')
})

test('R123 B06: one switch sets every product and the default of later ones, also before a product is for sale', async () => {
  const organisation = await anOrganisation({ country: 'AQ' })
  const { globalAdmin } = organisation

  const off = await set(globalAdmin, policy, 'Disabled')

  expect(off.status).toBe(200)
  const all = off.body as unknown as { products: ProductPolicy[]; defaultForNewProducts: string }
  expect(new Set(all.products.map(({ policyValue }) => policyValue))).toEqual(new Set(['Disabled']))
  expect(all.defaultForNewProducts).toBe('Disabled')
  expect(said(await tryToBuy(organisation, products.visioPlan2))).toBe('403 PurchaseDisabledByPolicy')
  expect((await globalAdmin.get('')).body).toMatchObject({ defaultForNewProducts: 'Disabled' })
  // Not for sale in Antarctica before 2100, and yet decided.
  const python = `${policy}/products/${products.pythonInExcel}`
  expect((await set(globalAdmin, python, 'Enabled')).body.policyValue).toBe('Enabled')
  expect(said(await tryToBuy(organisation, products.pythonInExcel))).toBe('422 NotYetAvailable')
})
