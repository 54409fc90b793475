import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerOf } from '#functions/http/caller.ts'
import { entraIssuers } from '#infra/identity/issuers.ts'
import facts from '#infra/identity/registration/facts.json' with { type: 'json' }
import { tokenVerifier } from '#infra/identity/token-verifier.ts'

/**
 * Version 2 access tokens of Entra for the registration of tools/register-entra.ts, claim by claim as these pages say:
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, and optional-claims-reference there.
 * No token of a real Entra has been tried.
 */
const clientId = '11112222-bbbb-4333-8444-5555cccc6666'
const customer = '0a0a0a0a-0000-4000-8000-000000000001'
const operators = '0a0a0a0a-0000-4000-8000-000000000009'
const guestsHome = '0a0a0a0a-0000-4000-8000-000000000002'
const kid = 'a1B2c3D4e5F6g7H8i9J0'
const globalAdmin = '62e90394-69f5-4237-9190-012177145e10'
const everyone = 'b79fbf4d-3ef9-4689-8143-76b194e85509'

let signingKey: KeyObject
let keysUrl: string
const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [published] })))
let published: object
beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  signingKey = privateKey
  published = {
    ...publicKey.export({ format: 'jwk' }),
    use: 'sig',
    kid,
    x5t: kid,
    cloud_instance_name: 'microsoftonline.com',
    issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/common/discovery/v2.0/keys`
})
afterAll(() => server.close())

/** A page of the portal asks for `api://{client id}/user_impersonation openid profile email`. */
function ofPerson(tenantId: string, more: object = {}) {
  return {
    aud: clientId,
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    ...lifetime(),
    acct: 0,
    aio: 'AWQAm/8bAAAA',
    azp: clientId,
    azpacr: '0',
    email: 'anna@contoso.example',
    name: 'Anna Admin',
    oid: '0b0b0b0b-0000-4000-8000-000000000001',
    preferred_username: 'anna@contoso.example',
    rh: '1.AXoA',
    scp: facts.scope.value,
    sid: '00aa00aa-0000-4000-8000-000000000001',
    sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    tid: tenantId,
    uti: 'zPXeA2tuckegoqgCmHkTAA',
    ver: '2.0',
    wids: [everyone],
    xms_ftd: 'x',
    ...more,
  }
}

function lifetime() {
  const now = Math.floor(Date.now() / 1000)
  return { iat: now, nbf: now, exp: now + 4_500 }
}

async function callerWith(claims: object) {
  const token = await new SignJWT({ ...claims })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid })
    .sign(signingKey)
  const issuers = { ...entraIssuers, keysUrl }
  const verdict = await tokenVerifier({ issuers, audiences: [clientId, `api://${clientId}`] }).verify(token)
  if ('invalid' in verdict) throw new Error(verdict.invalid)
  return callerOf(verdict, operators)
}

test('a member who administers is one', async () => {
  const caller = await callerWith(ofPerson(customer, { wids: [globalAdmin, everyone] }))
  expect([...(caller?.roles ?? [])].toSorted()).toEqual(['globalAdmin', 'member'])
  expect(caller).toMatchObject({
    tenantId: customer,
    claims: { kind: 'user', email: 'anna@contoso.example' },
  })
})

test('a guest is a guest, from whichever organisation or with a personal account', async () => {
  const from = (idp: string) =>
    ofPerson(customer, { acct: 1, idp, wids: ['10dae51f-b6af-4016-8d66-8c2a99b929b3'] })
  for (const idp of [`https://sts.windows.net/${guestsHome}/`, 'live.com']) {
    const caller = await callerWith(from(idp))
    expect([...(caller?.roles ?? [])]).toEqual(['guest'])
    expect(caller?.claims.personalAccount).toBe(idp === 'live.com')
  }
})

test('an operator counts in the operators’ organisation, and nowhere else', async () => {
  const roles = ['Ops.Manage']
  expect((await callerWith(ofPerson(operators, { roles })))?.roles).toContain('operatorManages')
  expect((await callerWith(ofPerson(customer, { roles })))?.roles).not.toContain('operatorManages')
})

test('a system of the operators needs no person', async () => {
  const id = '0c0c0c0c-0000-4000-8000-000000000001'
  const caller = await callerWith({
    aud: clientId,
    iss: `https://login.microsoftonline.com/${operators}/v2.0`,
    ...lifetime(),
    aio: 'k2RgYEhY',
    azp: '0d0d0d0d-0000-4000-8000-000000000001',
    azpacr: '2',
    idtyp: 'app',
    oid: id,
    rh: '1.AXoA',
    roles: ['Ops.Manage'],
    sub: id,
    tid: operators,
    uti: 'zPXeA2tuckegoqgCmHkTAA',
    ver: '2.0',
  })
  expect([...(caller?.roles ?? [])].toSorted()).toEqual(['operatorManages', 'operatorReads'])
})

test('a token without what the registration asks for leaves its bearer with less, not with more', async () => {
  const { acct: _, wids: __, email: ___, ...plain } = ofPerson(customer)
  expect([...((await callerWith(plain))?.roles ?? [])]).toEqual(['guest'])
})

test('a token for another application is not taken', async () => {
  const aud = '99992222-bbbb-4333-8444-5555cccc6666'
  await expect(callerWith(ofPerson(customer, { aud }))).rejects.toThrow('aud')
})
