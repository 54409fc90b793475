import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Policy } from '#core/policies/policy.ts'
import type { Documents } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { globalAdmin, globalReader, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** The policy as a file: exported, edited, compared, applied. */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
})

interface File {
  readonly policyId: string
  readonly defaultForNewProducts: string
  readonly products: readonly {
    readonly productId: string
    readonly productName?: string
    policyValue: string
  }[]
  readonly etag: string
}

const [powerBiPro, visioPlan1, copilot] = ['CFQ7TTC0H9MP', 'CFQ7TTC0HD33', 'CFQ7TTC0MM8R']
const exported = async () => (await gaia.ask('policies-export')).body as unknown as File
const preview = (file: unknown, person = gaia) => person.ask('policies-preview', { body: file })
const apply = (file: unknown, more: object = {}) => gaia.ask('policies-apply', { body: file, ...more })
const changesOfPolicy = () => at.all<AuditEntry>('audit').filter(({ action }) => action === 'policy.changed')
const edited = (file: File, values: Readonly<Record<string, string>>): File => ({
  ...file,
  products: file.products.map((row) => ({ ...row, policyValue: values[row.productId] ?? row.policyValue })),
})
const inForce = async (id: string) =>
  (await gaia.ask('policies-products-get', { params: { id } })).body['policyValue']

test('B07 what is exported and applied unedited changes nothing, and leaves no entry', async () => {
  const before = at.documents.peek(tenantId, 'policy:AllowSelfServicePurchase')
  const file = await exported()
  expect(file.products.length).toBeGreaterThan(20)
  expect(await preview(file)).toMatchObject({ status: 200, body: { changes: [], isCurrent: true } })
  expect(await apply(file)).toMatchObject({ status: 200, body: { changes: [] } })
  expect(at.documents.peek(tenantId, 'policy:AllowSelfServicePurchase')).toEqual(before)
  expect(changesOfPolicy()).toEqual([])
})

test('B07 the preview lists exactly the products that apply then changes, in one batch with one entry', async () => {
  const file = edited(await exported(), {
    [powerBiPro]: 'Disabled',
    [visioPlan1]: 'OnlyTrialsWithoutPaymentMethod',
  })
  const changes = [
    { productId: powerBiPro, productName: 'Power BI Pro', from: 'Enabled', to: 'Disabled' },
    {
      productId: visioPlan1,
      productName: 'Visio Plan 1',
      from: 'Enabled',
      to: 'OnlyTrialsWithoutPaymentMethod',
    },
  ]
  expect((await preview(file)).body).toEqual({ changes, isCurrent: true })
  expect(await inForce(powerBiPro)).toBe('Enabled')

  expect(await apply(file)).toMatchObject({ status: 200, body: { changes } })

  expect([await inForce(powerBiPro), await inForce(visioPlan1), await inForce(copilot)]).toEqual([
    'Disabled',
    'OnlyTrialsWithoutPaymentMethod',
    'Enabled',
  ])
  expect(changesOfPolicy()).toMatchObject([
    { by: { id: gaia.userId }, facts: { changes: changes.map(({ productName: _, ...change }) => change) } },
  ])
  const [policy] = at.all<Policy>('policy')
  expect(Object.keys(policy?.values ?? {})).toEqual([powerBiPro, visioPlan1])
})

test('B07 where the default changes, products that the file leaves as they are stay so, listed or not', async () => {
  const file = await exported()
  const listed = file.products.filter(({ productId }) => productId !== copilot)
  const wanted = {
    ...edited({ ...file, products: listed }, { [powerBiPro]: 'Disabled' }),
    defaultForNewProducts: 'Disabled',
  }
  expect(await apply(wanted)).toMatchObject({
    status: 200,
    body: {
      changes: [{ productId: powerBiPro, from: 'Enabled', to: 'Disabled' }],
      defaultForNewProducts: { from: 'Enabled', to: 'Disabled' },
    },
  })
  const now = await exported()
  expect(now.defaultForNewProducts).toBe('Disabled')
  for (const { productId, policyValue } of now.products)
    expect([productId, policyValue]).toEqual([productId, productId === powerBiPro ? 'Disabled' : 'Enabled'])
  expect(changesOfPolicy()).toMatchObject([
    { facts: { defaultForNewProducts: { from: 'Enabled', to: 'Disabled' } } },
  ])
})

test('B07 a bad file changes nothing, and says everything that is wrong with it', async () => {
  const file = await exported()
  const products = [
    { productId: powerBiPro, policyValue: 'Disabled' },
    { productId: 'CFQ7TTC00000', policyValue: 'Disabled' },
    { productId: visioPlan1, policyValue: 'Sometimes' },
    { productId: copilot, policyValue: 'OnlyTrialsWithoutPaymentMethod' },
    // The id that it had before.
    { productId: 'CFQ7TTC0L3PB', policyValue: 'Disabled' },
    { productId: 'FLOW_FREE', policyValue: 'Disabled' },
  ]
  for (const answer of [await preview({ ...file, products }), await apply({ ...file, products })]) {
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest' } } })
    expect(answer.body.error['details']).toMatchObject([
      { target: 'products.1.productId' },
      {
        target: 'products.2.policyValue',
        message: 'Expected one of Enabled, Disabled, OnlyTrialsWithoutPaymentMethod.',
      },
      { target: 'products.3.policyValue', message: 'Expected one of Enabled, Disabled.' },
      { target: 'products.4.productId', message: 'Expected once; it was given more than once.' },
      { target: 'products.5.productId' },
    ])
  }
  expect((await apply({ ...file, products: [{ productId: 1, policyValue: null, more: 1 }] })).status).toBe(
    400,
  )
  expect(await exported()).toEqual(file)
  expect(changesOfPolicy()).toEqual([])
})

test('B07 a policy that was edited since the export is not overwritten, by its values or its default', async () => {
  const file = edited(await exported(), { [powerBiPro]: 'Disabled' })
  const headers = {
    'if-match': (await gaia.ask('policies-products-get', { params: { id: copilot } })).headers['etag'] ?? '',
  }
  await gaia.ask('policies-products-put', {
    params: { id: copilot },
    body: { policyValue: 'Disabled' },
    headers,
  })

  expect((await preview(file)).body).toMatchObject({ isCurrent: false })
  expect(await apply(file)).toMatchObject({ status: 412, body: { error: { code: 'PreconditionFailed' } } })

  const newer = edited(await exported(), { [powerBiPro]: 'Disabled' })
  const tenant = (await gaia.ask('organisation-get')).headers['etag'] ?? ''
  const body = { defaultForNewProducts: 'Disabled' }
  expect((await gaia.ask('organisation-update', { body, headers: { 'if-match': tenant } })).status).toBe(200)
  expect(await apply(newer)).toMatchObject({ status: 412 })
  const stale = { headers: { 'if-match': '"an older version"' } }
  expect(await apply(await exported(), stale)).toMatchObject({ status: 412 })
  expect(await inForce(powerBiPro)).toBe('Disabled')
})

test('B07 an edit that comes while a file is applied wins: the file is stale by then', async () => {
  const file = edited(await exported(), { [powerBiPro]: 'Disabled' })
  meanwhile(async (documents) => {
    await documents.commit(tenantId, [
      { kind: 'patch', id: 'tenant', set: { defaultForNewProducts: 'Disabled' } },
    ])
  })
  expect(await apply(file)).toMatchObject({ status: 412 })
  expect(changesOfPolicy()).toEqual([])
})

test('B07 a file whose answer was lost is applied once, and a repeat is answered the same', async () => {
  const file = edited(await exported(), { [powerBiPro]: 'Disabled' })
  const { documents } = at.services
  let lost = false
  Object.assign(at.services, {
    documents: {
      ...documents,
      commit: async (...given: Parameters<Documents['commit']>) => {
        const commit = await documents.commit(...given)
        if (lost) return commit
        lost = true
        throw new OutcomeUnknown('The answer was lost.')
      },
    },
  })
  const repeat = randomUUID()
  const answer = await apply(file, { repeat })
  expect(answer).toMatchObject({ status: 200, body: { changes: [{ productId: powerBiPro }] } })
  expect((await apply(file, { repeat })).body).toEqual(answer.body)
  expect(changesOfPolicy()).toHaveLength(1)
})

test('R054 B07 the default by product is shown; readers export and preview, and apply nothing', async () => {
  const reader = await at.person('Rik', { roles: [globalReader] })
  const member = await at.person('Maud')
  const file = await exported()
  expect((await reader.ask('policies-export')).headers['content-disposition']).toContain('attachment')
  expect((await preview(file, reader)).status).toBe(200)
  expect((await reader.ask('policies-apply', { body: file })).status).toBe(403)
  expect((await member.ask('policies-export')).status).toBe(403)

  const policy = (await reader.ask('policies-get')).body['products'] as {
    productId: string
    defaultValue: string
  }[]
  expect(new Set(policy.map(({ defaultValue }) => defaultValue))).toEqual(new Set(['Enabled']))
  await apply({ ...file, defaultForNewProducts: 'OnlyTrialsWithoutPaymentMethod' })
  const product = async (id: string) => (await reader.ask('policies-products-get', { params: { id } })).body
  // Of a product without trials that default lets nobody buy.
  expect(await product(visioPlan1)).toMatchObject({
    defaultValue: 'OnlyTrialsWithoutPaymentMethod',
    policyValue: 'Enabled',
  })
  expect(await product(powerBiPro)).toMatchObject({ defaultValue: 'Disabled', policyValue: 'Enabled' })
})

/** Somebody is faster, between the reading and the batch of the next request. */
function meanwhile(act: (documents: Documents) => Promise<void>): void {
  const { documents } = at.services
  let done = false
  Object.assign(at.services, {
    documents: {
      ...documents,
      commit: async (...given: Parameters<Documents['commit']>) => {
        if (!done) {
          done = true
          await act(documents)
        }
        return documents.commit(...given)
      },
    },
  })
}
