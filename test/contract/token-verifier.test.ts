import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportSPKI, importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import { entraIssuers, localIssuers } from '#infra/identity/issuers.ts'
import { tokenVerifier } from '#infra/identity/token-verifier.ts'
import type { TokenAnswer } from '#local/stand-ins/sign-in/minting.ts'
import { startSignIn } from '#local/stand-ins/sign-in/start-sign-in.ts'
import { jsonOf } from './json-of.ts'
import { emptyFolder } from './started-child.ts'

const audience = 'api://seatwarden'
const tenantId = '0a0a0a0a-0000-4000-8000-000000000001'
const otherTenantId = '0a0a0a0a-0000-4000-8000-000000000002'
const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad'
const globalAdmin = '62e90394-69f5-4237-9190-012177145e10'
const anna = {
  id: 'anna',
  displayName: 'Anna Admin',
  userPrincipalName: 'anna@contoso.example',
  tenantId,
  objectId: '0b0b0b0b-0000-4000-8000-000000000001',
  role: 'globalAdmin',
  wids: [globalAdmin],
}
const olga = { ...anna, id: 'olga', role: 'operator', wids: [], roles: ['Ops.Manage'] }
const pete = { ...anna, id: 'pete', role: 'guest', acct: 1 as const, homeTenantId: personalAccounts }

type Order = {
  readonly persona?: string
  readonly shape?: 'access' | 'app' | 'id'
  readonly claims?: object
  readonly header?: object
  readonly payloadText?: string
}

let signIn: Awaited<ReturnType<typeof startSignIn>>
let origin: string
beforeAll(async () => {
  const personas = [anna, olga, pete]
  signIn = await startSignIn({ port: 0, stateFolder: emptyFolder(), audience, personas })
  origin = new URL(signIn.ready.issuer).origin
})
afterAll(() => signIn.close())

async function mint(order: Order = {}): Promise<string> {
  const minting = fetch(`${origin}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona: 'anna', ...order }),
  })
  return (await jsonOf<TokenAnswer>(minting)).access_token
}

function verifier(changes: Partial<Parameters<typeof tokenVerifier>[0]> = {}) {
  return tokenVerifier({ issuers: localIssuers(signIn.ready.issuer), audiences: [audience], ...changes })
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

describe('a good token', () => {
  test('says who it is and what they are', async () => {
    expect(await verifier().verify(await mint())).toEqual({
      tenantId,
      objectId: anna.objectId,
      kind: 'user',
      name: 'Anna Admin',
      userPrincipalName: 'anna@contoso.example',
      accountType: 0,
      appRoles: [],
      directoryRoles: expect.arrayContaining([globalAdmin]),
      personalAccount: false,
    })
  })

  test('carries app roles, guests and personal accounts', async () => {
    expect(await verifier().verify(await mint({ persona: 'olga' }))).toMatchObject({
      appRoles: ['Ops.Manage'],
    })
    expect(await verifier().verify(await mint({ persona: 'pete' }))).toMatchObject({
      accountType: 1,
      personalAccount: true,
    })
    const silent = await verifier().verify(await mint({ claims: { acct: null, email: 'a@b.example' } }))
    expect(silent).not.toHaveProperty('accountType')
    expect(silent).toMatchObject({ email: 'a@b.example' })
  })

  test('of an app without a person is of the kind app', async () => {
    const app = await mint({ shape: 'app', persona: 'olga' })
    expect(await verifier().verify(app)).toMatchObject({ kind: 'app', appRoles: ['Ops.Manage'] })
    // `idtyp` is an optional claim; without it the subject is the app itself.
    const plain = await mint({ shape: 'app', persona: 'olga', claims: { idtyp: null } })
    expect(await verifier().verify(plain)).toMatchObject({ kind: 'app' })
  })

  test('of either version of Entra is accepted', async () => {
    const entra = { ...entraIssuers, keysUrl: `${origin}/common/discovery/v2.0/keys` }
    const second = { iss: `https://login.microsoftonline.com/${tenantId}/v2.0` }
    const first = {
      iss: `https://sts.windows.net/${tenantId}/`,
      ver: '1.0',
      azp: null,
      appid: 'a-client',
      preferred_username: null,
      upn: 'anna@contoso.example',
    }
    for (const claims of [first, second])
      expect(await verifier({ issuers: entra }).verify(await mint({ claims }))).toMatchObject({
        kind: 'user',
        userPrincipalName: 'anna@contoso.example',
      })
    expect(await verifier({ issuers: entra }).verify(await mint())).toHaveProperty('invalid')
  })

  test('may be a minute off', async () => {
    expect(await verifier().verify(await mint({ claims: { exp: nowSeconds() - 30 } }))).toHaveProperty('kind')
    expect(await verifier().verify(await mint({ claims: { nbf: nowSeconds() + 30 } }))).toHaveProperty('kind')
  })
})

describe('a token is refused', () => {
  const wrongClaims: [string, object | (() => object)][] = [
    ['of another issuer', { iss: `https://evil.example/${tenantId}/v2.0` }],
    ['of an issuer that only begins like ours', () => ({ iss: `${origin}.evil.example/${tenantId}/v2.0` })],
    ['whose issuer is of another tenant', () => ({ iss: `${origin}/${otherTenantId}/v2.0` })],
    ['whose issuer is the template itself', () => ({ iss: `${origin}/{tid}/v2.0` })],
    ['whose tenant is another', { tid: otherTenantId }],
    ['without an issuer', { iss: null }],
    ['for another audience', { aud: 'api://another' }],
    ['for several audiences', { aud: [audience, 'api://another'] }],
    ['without an audience', { aud: null }],
    ['that has expired', { exp: 1_700_000_000 }],
    ['that never expires', { exp: null }],
    ['that is not valid yet', () => ({ nbf: nowSeconds() + 600 })],
    ['without nbf', { nbf: null }],
    ['without iat', { iat: null }],
    ['whose times are texts', () => ({ exp: String(nowSeconds() + 600) })],
    ['whose tenant is no GUID', () => ({ tid: 'contoso', iss: `${origin}/contoso/v2.0` })],
    ['that names no client', { azp: null }],
    ['whose tenant is a list', { tid: [tenantId] }],
    ['whose object id is a number', { oid: 42 }],
    ['whose object id is missing', { oid: null }],
    ['whose object id is an object', { oid: { toString: 'x' } }],
    ['whose subject is a number', { sub: 1 }],
    ['whose name is a list', { name: ['Anna'] }],
    ['whose roles are one text', { roles: 'Ops.Manage' }],
    ['whose roles are not all texts', { roles: ['Ops.Read', { a: 1 }] }],
    ['whose directory roles are one text', { wids: globalAdmin }],
    ['whose scope is a list', { scp: ['user_impersonation'] }],
    ['whose scope is empty', { scp: '' }],
    ['whose account type is a text', { acct: '0' }],
    ['whose account type is true', { acct: true }],
    ['whose version is unknown', { ver: '3.0' }],
    ['that is for an app and for a person', { idtyp: 'app' }],
    ['with neither scope nor roles', { scp: null }],
    ['with roles but no scope, of a person', { scp: null, roles: ['Ops.Manage'] }],
  ]
  test.each(wrongClaims)('%s', async (_name, claims) => {
    const token = await mint({ claims: typeof claims === 'function' ? claims() : claims })
    expect(await verifier().verify(token)).toEqual({ invalid: expect.any(String) })
  })

  test('that is an ID token, also when we are its client and it has roles', async () => {
    for (const persona of ['anna', 'olga']) {
      const token = await mint({ shape: 'id', persona, claims: { aud: audience } })
      expect(await verifier().verify(token)).toEqual({
        invalid: expect.stringContaining('not an access token'),
      })
    }
  })

  test('without a signature, however "none" is spelt', async () => {
    const [, payload, signature] = (await mint()).split('.')
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined, ['RS256'], 'rs256']) {
      const header = encoded({ alg, typ: 'JWT', kid: await publishedKid() })
      for (const last of ['', 'AA', signature])
        expect(await verifier().verify(`${header}.${payload}.${last}`)).toEqual({
          invalid: expect.any(String),
        })
    }
  })

  test('signed by HMAC with our public key as its secret', async () => {
    const [jwk] = await publishedKeys()
    const key = (await importJWK(jwk ?? {}, 'RS256', { extractable: true })) as CryptoKey
    const [, payload] = (await mint()).split('.')
    const secrets = [await exportSPKI(key), (await exportSPKI(key)).trim(), JSON.stringify(jwk), jwk?.n ?? '']
    for (const alg of ['HS256', 'RS256'])
      for (const secret of secrets) {
        const signed = `${encoded({ alg, typ: 'JWT', kid: jwk?.kid })}.${payload}`
        const signature = createHmac('sha256', secret).update(signed).digest('base64url')
        expect(await verifier().verify(`${signed}.${signature}`)).toEqual({ invalid: expect.any(String) })
      }
  })

  test('signed with a key of somebody else, named or brought along', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = publicKey.export({ format: 'jwk' })
    const kid = await publishedKid()
    const payload = JSON.parse(Buffer.from((await mint()).split('.')[1] ?? '', 'base64url').toString())
    for (const header of [
      { kid },
      { kid: 'mine', jwk },
      { kid: 'mine', jku: 'http://127.0.0.1:1/keys' },
      { kid, jwk },
    ]) {
      const token = await new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', ...header } as never)
        .sign(privateKey)
      expect(await verifier().verify(token)).toEqual({ invalid: expect.any(String) })
    }
    const pss = await new SignJWT(payload).setProtectedHeader({ alg: 'PS256', kid }).sign(privateKey)
    expect(await verifier().verify(pss)).toEqual({ invalid: expect.stringContaining('RS256') })
  })

  test('that names no key, or an unknown one', async () => {
    for (const kid of [null, '', 5, 'unknown'])
      expect(await verifier().verify(await mint({ header: { kid } }))).toEqual({
        invalid: expect.any(String),
      })
  })

  test('with extensions that we do not understand', async () => {
    const token = await mint()
    const [, payload, signature] = token.split('.')
    const header = encoded({ alg: 'RS256', kid: await publishedKid(), crit: ['x'], x: 1 })
    expect(await verifier().verify(`${header}.${payload}.${signature}`)).toEqual({
      invalid: expect.any(String),
    })
  })

  test('whose payload was changed after signing', async () => {
    const [header, payload, signature] = (await mint()).split('.')
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
    const changed = encoded({ ...claims, wids: [globalAdmin, 'more'] })
    expect(await verifier().verify(`${header}.${changed}.${signature}`)).toEqual({
      invalid: 'The signature is not valid.',
    })
  })

  test('that says a claim twice, in whatever spelling and depth', async () => {
    const claims = Buffer.from((await mint()).split('.')[1] ?? '', 'base64url').toString()
    const additions = [
      `"tid":"${otherTenantId}"`,
      `"tid":"${tenantId}"`,
      `"\\u0074id":"${otherTenantId}"`,
      '"roles":["Ops.Manage"],"roles":[]',
      '"x":{"a":1,"b":[{"c":"}{"},2],"a":2}',
    ]
    for (const addition of additions) {
      const token = await mint({ payloadText: `{${addition},${claims.slice(1)}` })
      expect(await verifier().verify(token)).toEqual({ invalid: 'A name stands in the token twice.' })
    }
    const harmless = `{"x":{"tid":1,"y":["tid","tid",{"tid":":\\"tid\\":"}]},${claims.slice(1)}`
    expect(await verifier().verify(await mint({ payloadText: harmless }))).toHaveProperty('kind')
  })

  test('that is not UTF-8', async () => {
    const [, payload, signature] = (await mint()).split('.')
    const text = Buffer.from(`{"alg":"RS256","kid":"${await publishedKid()}","x":"?"}`)
    text[text.length - 3] = 0xff
    expect(await verifier().verify(`${text.toString('base64url')}.${payload}.${signature}`)).toEqual({
      invalid: 'The token does not hold JSON objects.',
    })
  })

  test('that says a name twice in its header', async () => {
    const [, payload, signature] = (await mint()).split('.')
    const header = Buffer.from(`{"alg":"none","alg":"RS256","kid":"${await publishedKid()}"}`).toString(
      'base64url',
    )
    expect(await verifier().verify(`${header}.${payload}.${signature}`)).toEqual({
      invalid: 'A name stands in the token twice.',
    })
  })

  test('that is rubbish, or not quite three parts', async () => {
    const token = await mint()
    const [header, payload, signature] = token.split('.')
    const rubbish = [
      '',
      '.',
      '..',
      'a.b.c',
      ` ${token}`,
      `${token}\n`,
      `${token}.x`,
      `${header}.${payload}`,
      `${header}..${signature}`,
      `${encoded([])}.${payload}.${signature}`,
      `${header}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`,
      `${header}=.${payload}.${signature}`,
    ]
    for (const text of rubbish) expect(await verifier().verify(text)).toEqual({ invalid: expect.any(String) })
    for (const payloadText of ['null', '[]', '"x"', '{', ''])
      expect(await verifier().verify(await mint({ payloadText }))).toEqual({ invalid: expect.any(String) })
  })

  test('of 100 KB before anything in it is read', async () => {
    const unreachable = verifier({
      issuers: { templates: ['http://127.0.0.1:1/{tid}/v2.0'], keysUrl: 'http://127.0.0.1:1/keys' },
    })
    const token = await mint({ claims: { padding: 'x'.repeat(100 * 1024) } })
    expect(await unreachable.verify(token)).toEqual({ invalid: expect.stringContaining('longer') })
  })
})

describe('the keys', () => {
  test('are asked for again when a new one signs, and a retired one is no longer taken', async () => {
    const patient = verifier()
    const eager = verifier({ keyCooldownMs: 0 })
    const before = await mint()
    for (const each of [patient, eager]) expect(await each.verify(before)).toHaveProperty('kind')
    await fetch(`${origin}/keys/rotate`, { method: 'POST' })
    const after = await mint()
    expect(await eager.verify(after)).toHaveProperty('kind')
    expect(await eager.verify(before)).toHaveProperty('kind')
    // Within the cooldown an unknown key id costs no call, or anybody could flood the key server through us.
    expect(await patient.verify(after)).toEqual({ invalid: 'The key that signed the token is unknown.' })
    await fetch(`${origin}/keys/rotate?retireOthers=true`, { method: 'POST' })
    expect(await verifier().verify(after)).toEqual({ invalid: 'The key that signed the token is unknown.' })
  })

  test('that are published for one tenant sign for no other', async () => {
    const verdictOf = async (tenantOfKey: string) => {
      const published = (await publishedKeys()).map((key) => ({
        ...key,
        issuer: `${origin}/${tenantOfKey}/v2.0`,
      }))
      const server = createServer((_request, response) => response.end(JSON.stringify({ keys: published })))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
      const verdict = await verifier({ issuers: { templates: [signIn.ready.issuer], keysUrl } }).verify(
        await mint(),
      )
      server.close()
      return verdict
    }
    expect(await verdictOf(tenantId)).toHaveProperty('kind')
    expect(await verdictOf(personalAccounts)).toEqual({
      invalid: expect.stringContaining('not for this tenant'),
    })
  })

  test('that cannot be had make a failure, not a refusal', async () => {
    for (const keysUrl of ['http://127.0.0.1:1/keys', `${origin}/nothing-here`, `${origin}/`]) {
      const issuers = { templates: [signIn.ready.issuer], keysUrl }
      await expect(verifier({ issuers }).verify(await mint())).rejects.toThrow(Unavailable)
    }
  })

  test('once had, are good while the key server is away', async () => {
    const personas = [anna]
    const short = await startSignIn({ port: 0, stateFolder: emptyFolder(), audience, personas })
    const known = tokenVerifier({
      issuers: localIssuers(short.ready.issuer),
      audiences: [audience],
      keyCooldownMs: 0,
    })
    const asked = fetch(new URL('/token?persona=anna', short.ready.issuer))
    const token = (await jsonOf<TokenAnswer>(asked)).access_token
    expect(await known.verify(token)).toHaveProperty('kind')
    await short.close()
    expect(await known.verify(token)).toHaveProperty('kind')
    // A key id that nobody knows, and nobody to ask: that is not the caller's fault.
    await expect(known.verify(await mint())).rejects.toThrow(Unavailable)
  })
})

describe('in Azure', () => {
  test('a local issuer stops the start', () => {
    expect(() => verifier({ websiteSiteName: 'seatwarden-prod' })).toThrow('seatwarden-prod')
    expect(() => verifier({ websiteSiteName: '' })).toThrow("not Microsoft's")
    const mixed = { ...entraIssuers, keysUrl: `${origin}/common/discovery/v2.0/keys` }
    expect(() => verifier({ issuers: mixed, websiteSiteName: 'x' })).toThrow("not Microsoft's")
    const close = {
      ...entraIssuers,
      templates: ['https://login.microsoftonline.com.evil.example/{tid}/v2.0'],
    }
    expect(() => verifier({ issuers: close, websiteSiteName: 'x' })).toThrow("not Microsoft's")
    const plain = { ...entraIssuers, templates: ['http://login.microsoftonline.com/{tid}/v2.0'] }
    expect(() => verifier({ issuers: plain, websiteSiteName: 'x' })).toThrow("not Microsoft's")
  })

  test("Microsoft's issuers are taken", () => {
    expect(() => verifier({ issuers: entraIssuers, websiteSiteName: 'seatwarden-prod' })).not.toThrow()
  })

  test('an issuer for any tenant at once, or no audience, stops the start everywhere', () => {
    const issuers = { ...entraIssuers, templates: ['https://login.microsoftonline.com/common/v2.0'] }
    expect(() => verifier({ issuers })).toThrow('{tid}')
    expect(() => verifier({ audiences: [] })).toThrow('audience')
  })
})

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

async function publishedKeys(): Promise<readonly JWK[]> {
  return (await jsonOf<{ keys: JWK[] }>(fetch(`${origin}/common/discovery/v2.0/keys`))).keys
}

async function publishedKid(): Promise<string> {
  return (await publishedKeys()).at(-1)?.kid ?? ''
}
