import { beforeAll, describe, expect, test } from 'vitest'
import { anOrganisation, type Organisation, shared } from '../support/clients/journey.ts'
import { products, said } from '../support/clients/journey-verbs.ts'
import { eventually } from '../support/clients/system.ts'
import { type Endpoint, named, readEndpoints } from './bad-input/api.ts'
import { type Bearer, bearer, bearerOf, operatorBearer } from './bad-input/bearer.ts'
import { judge } from './bad-input/documented.ts'
import { goodRequests } from './bad-input/good.ts'
import { type Request, send } from './bad-input/request.ts'

let organisation: Organisation
let endpoints: readonly Endpoint[]
let admin: Bearer

beforeAll(async () => {
  organisation = await anOrganisation()
  endpoints = await readEndpoints()
  admin = await bearerOf(organisation.globalAdmin, 'globalAdmin')
})

test('a new signing key is taken as soon as keys are asked for, and tokens of the old one stay good', async () => {
  const rotated = await fetch(`${shared().signIn}/keys/rotate`, { method: 'POST' })
  const { kid } = (await rotated.json()) as { kid: string }
  const fresh = await bearerOf(organisation.globalAdmin, 'globalAdmin')
  expect(headerOf(fresh)).toMatchObject({ kid, alg: 'RS256' })
  expect(await told(admin)).toBe('200')
  // A running process asks at most twice a minute; that it does is shown with the verifier itself.
  await restartHttp()
  expect(await told(fresh)).toBe('200')
  expect(await told(admin)).toBe('200')
})

describe('a token is refused everywhere', () => {
  const now = Math.floor(Date.now() / 1_000)
  const wrongClaims: readonly (readonly [string, Record<string, unknown>])[] = [
    ['that has expired', { exp: now - 3_600 }],
    ['that is not valid yet', { nbf: now + 3_600 }],
    ['that is for another API', { aud: 'api://somebody-else' }],
    ['of an issuer that is not trusted', { iss: 'https://login.example/common/v2.0' }],
    ['that says another tenant than its issuer', { tid: '99999999-9999-4999-8999-999999999999' }],
    ['that names no person', { oid: null }],
    ['that never ends', { exp: null }],
  ]
  test.each(wrongClaims)('%s', async (_, claims) => {
    await isRefused(await bearerOf(organisation.globalAdmin, 'globalAdmin', claims))
  })

  test('that is not signed, or signed otherwise', async () => {
    const [, payload, signature] = partsOf(admin)
    for (const alg of ['none', 'None', 'HS256']) {
      const header = Buffer.from(JSON.stringify({ ...headerOf(admin), alg })).toString('base64url')
      await isRefused({ authorization: `Bearer ${header}.${payload}.` })
      await isRefused({ authorization: `Bearer ${header}.${payload}.${signature}` })
    }
  })

  test('whose payload was changed after signing', async () => {
    const [header, payload = '', signature] = partsOf(admin)
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const changed = Buffer.from(JSON.stringify({ ...claims, roles: ['Ops.Manage'] })).toString('base64url')
    await isRefused({ authorization: `Bearer ${header}.${changed}.${signature}` })
  })

  test('that is an ID token', async () => {
    await isRefused(await bearer({ shape: 'id', claims: { roles: ['Ops.Manage'] } }))
  })

  test('that names a key which nobody has', async () => {
    await isRefused(await bearer({ header: { kid: 'no-such-key' } }))
  })

  test('that says a claim twice', async () => {
    const payload = Buffer.from(partsOf(admin)[1] ?? '', 'base64url').toString()
    await isRefused(await bearer({ payloadText: payload.replace('{', '{"oid":"x",') }))
  })
})

test('a token of 100 KB is refused before anything reads it, and the next caller is served', async () => {
  for (const authorization of [
    `Bearer ${'x'.repeat(100_000)}`,
    `Bearer ${partsOf(admin).join('x'.repeat(33_000))}`,
  ]) {
    const answer = await send({ ...request('organisation-get'), headers: { authorization } })
    expect([401, 431]).toContain(answer.status)
  }
  expect(await told(admin)).toBe('200')
})

test('people of an organisation that is not onboarded are told so on every route, and so are unknown people', async () => {
  const elsewhere = '99999999-9999-4999-8999-999999999999'
  const person = { ...organisation.globalAdmin, tenantId: elsewhere }
  await everyTenantRoute(elsewhere, await bearerOf(person, 'globalAdmin'), 'TenantNotOnboarded')
  const stranger = await bearerOf(organisation.globalAdmin, 'globalAdmin', { oid: elsewhere })
  await everyTenantRoute(organisation.id, stranger, 'PersonNotKnown')
})

test('a token of an app without a person opens no route of people, whatever roles it has', async () => {
  const roles = ['Ops.Read', 'Ops.Manage', 'Support.Cancel']
  const appOf = ({ tid, iss, wids }: Record<string, unknown>) =>
    bearer({ shape: 'app', claims: { tid, iss, wids, roles } })
  const ours = await appOf(claimsOf(admin))
  await everyTenantRoute(organisation.id, ours, 'Forbidden')
  const asked = request('ops-queues-list')
  expect(said(await send({ ...asked, headers: { ...ours } }))).toBe('403 Forbidden')
  const operators = await appOf(claimsOf(await operatorBearer('Ops.Read')))
  expect((await send({ ...asked, headers: { ...operators } })).status).toBe(200)
})

test('what a proxy may say of the caller counts for nothing', async () => {
  const member = await bearerOf(organisation.members[0], 'member')
  const principal = Buffer.from(JSON.stringify(claimsOf(admin))).toString('base64')
  const claimed = {
    'x-ms-client-principal': principal,
    'x-ms-client-principal-id': organisation.globalAdmin.id,
    'x-ms-token-aad-access-token': admin.authorization.slice('Bearer '.length),
    'x-original-url': `/tenants/${organisation.id}`,
  }
  expect(said(await send({ ...request('organisation-get'), headers: { ...claimed } }))).toBe(
    '401 Unauthorized',
  )
  expect(said(await send({ ...request('organisation-get'), headers: { ...member, ...claimed } }))).toBe(
    '403 Forbidden',
  )
})

test('whose token does not say that they are a member may not buy (R128)', async () => {
  const unsaid = await bearerOf(organisation.members[0], 'member', { acct: null })
  const body = { productId: products.fabricFree, channel: 'signUp' }
  const answer = await send({ ...request('purchasing-buy'), headers: { ...unsaid }, body })
  expect(said(answer)).toBe('403 GuestNotAllowed')
})

async function restartHttp(): Promise<void> {
  const pid = () => shared().processes.find(({ name }) => name === 'http')?.pid
  const before = pid()
  if (before === undefined) throw new Error('The shared system has no process http.')
  process.kill(before, 'SIGKILL')
  await eventually(async () => pid() !== before && (await fetch(`${shared().api}/health/ready`)).ok)
}

async function isRefused(token: Bearer): Promise<void> {
  for (const name of ['organisation-get', 'subscriptions-list', 'take-over-move-users', 'ops-queues-list']) {
    const asked = request(name)
    const answer = await send({ ...asked, headers: { ...token } })
    expect(said(answer)).toBe('401 Unauthorized')
    expect(judge(asked.endpoint, answer)).toBeUndefined()
    expect(answer.text).not.toContain(token.authorization.slice(20, 60))
  }
}

async function everyTenantRoute(tenantId: string, token: Bearer, code: string): Promise<void> {
  for (const endpoint of endpoints.filter(({ scope }) => scope === 'tenant')) {
    const asked = request(endpoint.name)
    const params = { ...asked.params, t: tenantId }
    const answer = await send({ ...asked, params, headers: { ...token } })
    expect(`${endpoint.name}: ${said(answer)}`).toBe(`${endpoint.name}: 403 ${code}`)
    expect(judge(endpoint, answer)).toBeUndefined()
  }
}

async function told(token: Bearer): Promise<string> {
  return said(await send({ ...request('organisation-get'), headers: { ...token } }))
}

function request(name: string): Request {
  const [good] = goodRequests(named(endpoints, name), {
    known: {},
    places: { tenants: organisation.id },
    callers: { tenant: admin, ops: admin, own: admin, public: {} },
  })
  if (!good) throw new Error(`There is no route ${name}.`)
  return good
}

function partsOf({ authorization }: Bearer): string[] {
  return authorization.slice('Bearer '.length).split('.')
}

function headerOf(token: Bearer): Record<string, unknown> {
  return JSON.parse(Buffer.from(partsOf(token)[0] ?? '', 'base64url').toString())
}

function claimsOf(token: Bearer): Record<string, unknown> {
  return JSON.parse(Buffer.from(partsOf(token)[1] ?? '', 'base64url').toString())
}
