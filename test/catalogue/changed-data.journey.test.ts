import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '#local/system/state-folder.ts'
import { said } from '../support/clients/journey-verbs.ts'
import { type System, startSystem } from '../support/clients/system.ts'

/**
 * The same organisations before and after an update of the product that changes data alone: Cuba, where Palmares is, is
 * a market from then on, one product leaves it out, and the catalogue has a product more.
 */

const duinwater = '/tenants/0a000000-0000-4000-8000-000000000001'
const blaufels = '/tenants/0a000000-0000-4000-8000-000000000002'
const palmares = '/tenants/0a000000-0000-4000-8000-000000000003'
const policy = 'policies/allowSelfServicePurchase'
const [added, excluding] = ['CFQ7TTC0ADD1', 'CFQ7TTC0LH2H']

const folder = mkdtempSync(join(tmpdir(), 'seatwarden-data-'))
const state = join(folder, 'state')
const changed = join(folder, 'changed')
let system: System | undefined

/** A build and two starts of a whole system, on a machine that may have other things to do. */
const withinMs = 240_000
beforeAll(() => copyWithOtherData(), withinMs)
afterAll(async () => {
  await system?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Offered {
  readonly id: string
  readonly availableFrom: string
  readonly channels: readonly { readonly channel: string; readonly eligible?: boolean }[]
}

test('R126 B06: an update of data opens a country to every product that does not leave it out, and a new product keeps to what the organisation decided', {
  timeout: withinMs,
}, async () => {
  system = await startSystem({ state })
  expect(await toBuyInPalmares(system)).toEqual([])
  const anna = system.as('anna-admin')
  const headers = { 'if-match': (await anna.get(`${duinwater}/${policy}`)).headers.get('etag') ?? '' }
  expect(said(await anna.put(`${duinwater}/${policy}`, { policyValue: 'Disabled' }, { headers }))).toBe('200')
  expect(said(await anna.get(`${duinwater}/${policy}/products/${added}`))).toBe('404 NotFound')
  await system.stop()

  system = await startSystem({ state, dist: join(changed, 'dist') })

  const today = new Date().toISOString().slice(0, 10)
  const offered = (await productsOf(system))
    .filter(({ channels }) => channels.some(({ channel }) => channel === 'selfService'))
    .filter(({ availableFrom }) => availableFrom <= today)
    .map(({ id }) => id)
  expect(offered.length).toBeGreaterThan(10)
  expect(await toBuyInPalmares(system)).toEqual(offered.filter((id) => id !== excluding).sort())
  expect(said(await buy(system, 'lina-unlisted', palmares, 'CFQ7TTC0H9MP'))).toBe('201')
  expect(said(await buy(system, 'lina-unlisted', palmares, excluding))).toBe('403 MarketNotEligible')
  const { body: countries } = await system
    .as()
    .get<{ value: { code: string }[] }>('/reference/countries?maxpagesize=1000')
  expect(countries.value.map(({ code }) => code)).toContain('CU')

  // Where everything was switched off the new product is, too; where nothing was decided people buy it.
  const admin = system.as('anna-admin')
  const value = async (product: string) =>
    (await admin.get<{ policyValue: string }>(`${duinwater}/${policy}/products/${product}`)).body
  expect(await value(added)).toMatchObject({ policyValue: 'Disabled', defaultValue: 'Disabled' })
  const { body } = await admin.get<{ products: { policyValue: string }[] }>(`${duinwater}/${policy}`)
  expect(new Set(body.products.map(({ policyValue }) => policyValue))).toEqual(new Set(['Disabled']))
  expect(said(await buy(system, 'sanne-buys', duinwater, added))).toBe('403 PurchaseDisabledByPolicy')
  expect(said(await buy(system, 'petra-buys', blaufels, added))).toBe('201')
  const one = `${duinwater}/${policy}/products/${added}`
  const present = { 'if-match': (await admin.get(one)).headers.get('etag') ?? '' }
  expect(said(await admin.put(one, { policyValue: 'Enabled' }, { headers: present }))).toBe('200')
  expect(said(await buy(system, 'sanne-buys', duinwater, added))).toBe('201')
})

async function productsOf(of: System): Promise<readonly Offered[]> {
  const path = `${palmares}/products?maxpagesize=1000`
  return (await of.as('lina-unlisted').get<{ value: Offered[] }>(path)).body.value
}

/** What somebody in Palmares may buy for themselves. */
async function toBuyInPalmares(of: System): Promise<readonly string[]> {
  return (await productsOf(of))
    .filter(({ channels }) => channels.some(({ channel, eligible }) => channel === 'selfService' && eligible))
    .map(({ id }) => id)
    .sort()
}

async function buy(of: System, persona: string, tenant: string, productId: string) {
  const person = of.as(persona)
  const card = await person.post<{ id: string }>(`${tenant}/paymentMethods`, {
    type: 'card',
    token: 'tok_ok',
  })
  const order = { productId, channel: 'selfService', totalLicenses: 1, paymentMethodId: card.body.id }
  return person.post(`${tenant}/subscriptions`, order)
}

/** A copy of what is built, with other facts in its data files and not a line of code changed. */
async function copyWithOtherData(): Promise<void> {
  for (const part of ['core', 'functions', 'infra', 'local', 'tools', 'package.json', 'host.json'])
    cpSync(join(projectRoot, part), join(changed, part), { recursive: true })
  symlinkSync(join(projectRoot, 'node_modules'), join(changed, 'node_modules'), 'junction')
  edit<{ code: string }[]>('kernel/data/countries.json', (countries) => [
    ...countries,
    { code: 'CU', en: 'Cuba', nl: 'Cuba' },
  ])
  edit<string[]>('kernel/data/countries-without-purchases.json', (codes) =>
    codes.filter((code) => code !== 'CU'),
  )
  edit<{ id: string; excludedCountries: string[] }[]>('catalogue/data/products.json', (products) => {
    const like = products.find(({ id }) => id === 'CFQ7TTC0H9MP')
    return [
      ...products.map((product) =>
        product.id === excluding
          ? { ...product, excludedCountries: [...product.excludedCountries, 'CU'] }
          : product,
      ),
      { ...like, id: added, previousIds: [], name: 'Added Later' },
    ]
  })
  edit<Record<string, { central: object }>>('catalogue/data/skus.json', (skus) => ({
    ...skus,
    [added]: {
      central: {
        ...skus['CFQ7TTC0H9MP']?.central,
        skuId: '5e5c6f4e-7a0e-4f7e-9d3f-0b9f1f1c1a01',
        skuPartNumber: 'ADDED_LATER',
      },
    },
  }))
  edit<{ minorUnitsPerSeatAndTerm: Record<string, object> }>('catalogue/data/prices.json', (prices) => {
    const { minorUnitsPerSeatAndTerm: lists } = prices
    return { ...prices, minorUnitsPerSeatAndTerm: { ...lists, [added]: lists['CFQ7TTC0H9MP'] } }
  })
  const out = join(changed, 'dist')
  await promisify(execFile)(process.execPath, [join(changed, 'tools/build.ts'), '--out', out])
}

function edit<Facts>(file: string, change: (facts: Facts) => unknown): void {
  const path = join(changed, 'core', file)
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Facts)))
}
