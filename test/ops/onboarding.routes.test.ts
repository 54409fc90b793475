import { beforeEach, expect, test } from 'vitest'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { tenantId, userId } from '../support/builders.ts'
import { callRoute } from '../support/simulated/ask.ts'
import { type SimulatedServices, simulatedServices } from '../support/simulated/services.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

/** What operators may say of an organisation, and that a domain belongs to one of all. */

let cloud: SimulatedServices
beforeEach(() => {
  cloud = simulatedServices()
})

const token = tokenOf({
  tenantId: operatorsTenantId,
  objectId: userId(9),
  name: 'Olga',
  appRoles: ['Ops.Manage'],
})

const known = {
  displayName: 'Tulp',
  domains: ['tulp.example'],
  country: 'NL',
  tenantType: 'commercial',
  managed: true,
  cloud: 'worldwide',
  language: 'nl',
  agreementId: 'A-1',
}

async function put(t: string, over: object = {}, ifMatch?: string) {
  const { status, jsonBody, headers } = await callRoute(cloud.services, 'ops-tenants-put', {
    token,
    params: { t },
    body: { ...known, ...over },
    ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
  })
  const { error } = jsonBody as { error?: { code: string; target?: string } }
  return {
    status,
    code: error?.code,
    target: error?.target,
    etag: (headers as Record<string, string>)['etag'],
  }
}

const domainsOf = (t: TenantId) => cloud.documents.peek<Tenant>(t, 'tenant')?.domains

test.each([
  ['a country that there is not', { country: 'XX' }, 'country'],
  ['a country in full', { country: 'Netherlands' }, 'country'],
  ['no domain', { domains: [] }, 'domains'],
  ['a domain of one label', { domains: ['localhost'] }, 'domains.0'],
  ['an address instead of a domain', { domains: ['tulp.example', 'https://tulp.example'] }, 'domains.1'],
  ['a domain that ends with a dot', { domains: ['tulp.example.'] }, 'domains.0'],
  ['a name of blanks', { displayName: '  ' }, 'displayName'],
  ['a name of two lines', { displayName: 'Tulp\nBcc: x' }, 'displayName'],
])('%s is refused, and it says where', async (_, over, target) => {
  expect(await put(tenantId(1), over)).toMatchObject({ status: 400, code: 'InvalidRequest', target })
  expect(domainsOf(tenantId(1))).toBeUndefined()
})

test.each([
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '9188040d-6c67-4c5b-b112-36a304b66dad',
])('%s is nobody’s organisation', async (id) => {
  expect(await put(id)).toMatchObject({ status: 400, target: 't' })
})

test('a domain belongs to one organisation of all, however it is written, until that gives it up', async () => {
  const first = await put(tenantId(1))
  expect(first.status).toBe(201)
  cloud.advance(2 * 60_000)
  const taken = { status: 409, code: 'DomainInUse', target: 'domains' }
  expect(await put(tenantId(2), { domains: ['iris.example', 'TULP.example'] })).toMatchObject(taken)
  expect(await put(tenantId(2), { domains: ['iris.example', 'iris.example'] })).toMatchObject({ status: 201 })
  expect(domainsOf(tenantId(2))).toEqual(['iris.example'])

  expect(await put(tenantId(1), { domains: ['roos.example'] }, first.etag)).toMatchObject({ status: 200 })
  expect(await put(tenantId(3))).toMatchObject({ status: 201 })
})

test('B15 the audit trail says what of an organisation was changed, and nothing where nothing was', async () => {
  const { etag } = await put(tenantId(1))
  const entries = () =>
    cloud.documents
      .all(tenantId(1))
      .filter((document) => document.type === 'audit')
      .map(({ action, facts }) => ({ action, facts }))
  const onboarded = { action: 'tenant.onboarded', facts: known }
  expect(entries()).toEqual([onboarded])
  expect(await put(tenantId(1), {}, etag)).toMatchObject({ status: 200, etag })
  expect(entries()).toEqual([onboarded])
  expect(await put(tenantId(1), { country: 'BE' }, etag)).toMatchObject({ status: 200 })
  expect(entries()).toEqual([onboarded, { action: 'tenant.changed', facts: { country: 'BE' } }])
})

test('of two who onboard with one domain at once, one gets it', async () => {
  const answers = await Promise.all([put(tenantId(1)), put(tenantId(2)), put(tenantId(3))])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
})

test('whoever comes back to a claim of long ago does not share the domain with who takes it now', async () => {
  const { faults } = cloud.documents
  // The claim is stored, the organisation is not.
  faults.beforeCommit = async (tenant) => {
    if (tenant === tenantId(1)) throw new Error('The process died.')
  }
  expect((await put(tenantId(1))).status).toBe(500)
  cloud.advance(2 * 60_000)
  let other: Awaited<ReturnType<typeof put>> | undefined
  faults.beforeCommit = async (tenant) => {
    if (tenant !== tenantId(1)) return
    faults.beforeCommit = undefined
    other = await put(tenantId(2))
  }
  const back = await put(tenantId(1))
  expect([back.status, other?.status]).toEqual([201, 409])
  expect([domainsOf(tenantId(1)), domainsOf(tenantId(2))]).toEqual([['tulp.example'], undefined])
})
