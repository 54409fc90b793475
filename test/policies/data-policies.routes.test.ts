import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { allProducts } from '#core/catalogue/products.ts'
import { type DataPolicy, regions, sharings } from '#core/policies/data-policies.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { anOffice, type Office, rows, said } from '../billing/office.ts'
import { anActive, guid } from '../support/builders.ts'
import { type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

const monthly = 'CFQ7TTC0N8SS'
const strict: DataPolicy = {
  retentionDays: 90,
  externalSharing: 'Blocked',
  dataRegion: 'EuropeanUnion',
  sensitivityLabelRequired: true,
}
const asBegun: DataPolicy = {
  retentionDays: null,
  externalSharing: 'ExistingGuests',
  dataRegion: 'Country',
  sensitivityLabelRequired: false,
}

let office: Office
beforeEach(async () => {
  office = await anOffice()
})

async function put(person: Person, body: object, etag?: string) {
  const ifMatch = etag ?? (await office.gaia.ask('policies-data-get')).headers['etag'] ?? ''
  return person.ask('policies-data-put', { body, headers: { 'if-match': ifMatch } })
}

async function inForce(person: Person, id: string): Promise<unknown> {
  return (await person.ask('subscriptions-get', { params: { id } })).body['dataPolicy']
}

describe('data policies of an organisation', () => {
  test('a new purchase has what the organisation has decided, and what it decides later (R131)', async () => {
    const { anna, bill, gaia } = office
    const before = await office.buy(anna, await office.addCard(anna))
    expect(await inForce(anna, before)).toEqual(asBegun)

    expect((await put(bill, { default: strict })).status).toBe(200)

    const bought = await office.buy(anna, await office.addCard(anna))
    const central = await office.buyCentrally()
    for (const id of [before, bought, central]) expect(await inForce(gaia, id)).toEqual(strict)
    expect(await inForce(anna, bought)).toEqual(strict)

    const later = { productId: monthly, differences: { externalSharing: 'Allowed' } }
    expect((await put(gaia, { default: strict, products: [later] })).status).toBe(200)
    for (const id of [before, bought, central]) {
      expect(await inForce(gaia, id)).toEqual({ ...strict, externalSharing: 'Allowed' })
    }
  })

  test('a list of subscriptions does not repeat them on every row', async () => {
    await office.buyCentrally()
    const [row] = rows(await office.gaia.ask('subscriptions-list'))
    expect(row).toHaveProperty('dataOwner')
    expect(row).not.toHaveProperty('dataPolicy')
  })

  test('administrators change them, Global Readers read them, others neither', async () => {
    const { anna, bill, rita } = office
    expect(said(await rita.ask('policies-data-get'))).toBe('200')
    expect(said(await put(rita, { default: strict }))).toBe('403 Forbidden')
    expect(said(await put(anna, { default: strict }))).toBe('403 Forbidden')
    expect(said(await anna.ask('policies-data-get'))).toBe('403 Forbidden')
    const answer = await put(bill, { default: strict })
    const read = await rita.ask('policies-data-get')
    expect(read.body).toEqual(answer.body)
    expect(read.headers['etag']).toBe(answer.headers['etag'])
  })

  test('whoever has not seen the present ones changes nothing, also of two who begin at once', async () => {
    const { bill, gaia } = office
    const etag = (await gaia.ask('policies-data-get')).headers['etag']
    expect(said(await gaia.ask('policies-data-put', { body: { default: strict } }))).toBe(
      '428 PreconditionRequired',
    )
    const [one, two] = await Promise.all([
      put(gaia, { default: strict }, etag),
      put(bill, { default: { ...strict, retentionDays: 30 } }, etag),
    ])
    expect([said(one), said(two)].sort()).toEqual(['200', '412 PreconditionFailed'])
    expect(office.at.all('dataPolicies')).toHaveLength(1)
  })

  test('a change leaves one entry of what it was and is; the same again leaves none', async () => {
    const { gaia, at } = office
    const body = { default: strict, products: [{ productId: monthly, differences: { retentionDays: null } }] }
    let lost = 1
    at.documents.faults.afterCommit = async () => {
      if (lost-- > 0) throw new OutcomeUnknown('The answer was lost.')
    }
    const first = await put(gaia, body)
    expect(first.status).toBe(200)
    expect((await put(gaia, body)).body).toEqual(first.body)
    const entries = at.all<AuditEntry>('audit').filter(({ action }) => action.startsWith('dataPolicies.'))
    expect(entries).toMatchObject([
      {
        action: 'dataPolicies.changed',
        by: { id: gaia.userId },
        facts: { from: null, to: { default: strict, products: { [monthly]: { retentionDays: null } } } },
      },
    ])
  })

  test.each([
    ['a product that there is not', [{ productId: 'NOSUCH', differences: {} }], 'products.0.productId'],
    [
      'a product twice',
      [
        { productId: monthly, differences: { retentionDays: 1 } },
        { productId: monthly, differences: { retentionDays: 2 } },
      ],
      'products.1.productId',
    ],
  ])('%s is refused', async (_, products, target) => {
    const refused = await put(office.gaia, { default: strict, products })
    expect(said(refused)).toBe('400 InvalidRequest')
    expect(refused.body.error['target']).toBe(target)
    expect(office.at.all('dataPolicies')).toEqual([])
  })
})

test('what is in force for a product is the same for a self-service and a central subscription of it (R035)', async () => {
  const policy = fc.record({
    retentionDays: fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: null }),
    externalSharing: fc.constantFrom(...sharings),
    dataRegion: fc.constantFrom(...regions),
    sensitivityLabelRequired: fc.boolean(),
  })
  const products = allProducts().map(({ id }) => id)
  const different = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom(...products),
      policy.chain((whole) => fc.subarray(Object.entries(whole)).map((some) => Object.fromEntries(some))),
    ),
    { maxLength: 5, selector: ([id]) => id },
  )
  await fc.assert(
    fc.asyncProperty(policy, different, fc.constantFrom(...products), async (byDefault, some, other) => {
      const at = simulatedApp()
      await at.open()
      const gaia = await at.person('Gaia', { roles: ['62e90394-69f5-4237-9190-012177145e10'] })
      const etag = (await gaia.ask('policies-data-get')).headers['etag'] ?? ''
      const body = {
        default: byDefault,
        products: some.map(([productId, differences]) => ({ productId, differences })),
      }
      expect((await gaia.ask('policies-data-put', { body, headers: { 'if-match': etag } })).status).toBe(200)
      for (const [place, productId] of [...some.map(([id]) => id), other].entries()) {
        const seen: unknown[] = []
        for (const [way, channel] of (['selfService', 'central'] as const).entries()) {
          const id = guid<Subscription['id']>(3, place * 2 + way)
          await at.store(
            anActive({ id, tenantId, channel, productId: productId as Subscription['productId'] }),
          )
          seen.push((await gaia.ask('subscriptions-get', { params: { id } })).body['dataPolicy'])
        }
        expect(seen[0]).toEqual(seen[1])
        const own = some.find(([id]) => id === productId)?.[1] ?? {}
        expect(seen[0]).toEqual({ ...byDefault, ...own })
      }
    }),
    { numRuns: 40 },
  )
})

describe('the owner of the data (R159)', () => {
  const owner = { type: 'organization', id: tenantId }
  const seen = async (id: string) =>
    (await office.gaia.ask('subscriptions-get', { params: { id } })).body['dataOwner']

  test('is the organisation, whoever bought, is given or leaves the subscription, and after it is cancelled', async () => {
    const { anna, bob, gaia, at } = office
    const id = await office.buy(anna, await office.addCard(anna))
    const bought = await anna.ask('subscriptions-get', { params: { id } })
    expect(bought.body['dataOwner']).toEqual(owner)
    const product = await anna.ask('catalogue-products-get', { params: { id: monthly } })
    expect(product.body['dataOwner']).toEqual(owner)

    const transferred = await gaia.ask('renewals-transfer-ownership', {
      params: { id },
      body: { userId: bob.userId },
      headers: { 'if-match': bought.headers['etag'] ?? '' },
    })
    expect(transferred).toMatchObject({ status: 200, body: { dataOwner: owner } })

    await at.services.documents.commit(tenantId, [{ kind: 'delete', id: `user:${bob.userId}` }])
    expect(await seen(id)).toEqual(owner)

    const taken = await gaia.ask('take-over-take-control', { params: { id } })
    expect(taken.body).toMatchObject({ dataOwner: owner })
    const cancelled = await gaia.ask('take-over-cancel', {
      params: { id },
      body: { reason: 'unused', confirm: true },
      headers: { 'if-match': taken.headers['etag'] ?? '' },
    })
    expect(cancelled.status).toBe(202)
    expect(await seen(id)).toEqual(owner)
  })

  test('is no purchaser: they export nothing of others', async () => {
    const { anna, gaia } = office
    const id = await office.buy(anna, await office.addCard(anna))
    const body = { subscriptionIds: [id] }
    expect(said(await anna.ask('seats-licenses-export', { body }))).toBe('403 Forbidden')
    expect(said(await gaia.ask('seats-licenses-export', { body }))).toBe('202')
  })
})
