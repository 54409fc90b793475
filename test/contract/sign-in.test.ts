import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TokenAnswer } from '#local/stand-ins/sign-in/minting.ts'
import { startSignIn } from '#local/stand-ins/sign-in/start-sign-in.ts'
import { jsonOf } from './json-of.ts'
import { emptyFolder, startedChild } from './started-child.ts'

type Discovery = { issuer: string; jwks_uri: string }
type Refusal = { error: string; error_description: string }

const tenantId = '0a0a0a0a-0000-4000-8000-000000000001'
const audience = 'api://seatwarden'
const anna = {
  id: 'anna',
  displayName: 'Anna <Admin>',
  userPrincipalName: 'anna@contoso.example',
  tenantId,
  objectId: '0b0b0b0b-0000-4000-8000-000000000001',
  role: 'globalAdmin',
  wids: ['62e90394-69f5-4237-9190-012177145e10'],
}
const gert = {
  ...anna,
  id: 'gert',
  displayName: 'Gert Guest',
  objectId: '0b0b0b0b-0000-4000-8000-000000000002',
  role: 'guest',
  wids: [],
  roles: ['Ops.Read'],
  acct: 1 as const,
  homeTenantId: '0a0a0a0a-0000-4000-8000-000000000002',
}

describe('the local sign-in', () => {
  const stateFolder = emptyFolder()
  const personasFile = join(stateFolder, 'personas.json')
  let signIn: Awaited<ReturnType<typeof startSignIn>>
  let origin: string
  beforeAll(async () => {
    writeFileSync(personasFile, JSON.stringify([anna, gert]))
    signIn = await startSignIn({ port: 0, stateFolder, audience, personas: personasFile })
    origin = new URL(signIn.ready.issuer).origin
  })
  afterAll(() => signIn.close())

  const get = (path: string) => fetch(`${origin}${path}`, { redirect: 'manual' })
  const tokenOf = async (id: string): Promise<string> =>
    (await jsonOf<TokenAnswer>(get(`/token?persona=${id}`))).access_token
  const keys = () => createRemoteJWKSet(new URL(`${origin}/common/discovery/v2.0/keys`))

  test('gives access tokens that look like those of Entra', async () => {
    const { payload, protectedHeader } = await jwtVerify(await tokenOf('anna'), keys(), {
      issuer: signIn.ready.issuer.replace('{tid}', tenantId),
      audience,
    })
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) })
    expect(payload).toMatchObject({
      tid: tenantId,
      oid: anna.objectId,
      sub: expect.any(String),
      ver: '2.0',
      name: 'Anna <Admin>',
      preferred_username: 'anna@contoso.example',
      acct: 0,
      scp: 'user_impersonation',
      azp: expect.any(String),
      uti: expect.any(String),
    })
    expect(payload['wids']).toContain('62e90394-69f5-4237-9190-012177145e10')
    expect(payload['roles']).toBeUndefined()
    expect(payload.sub).not.toBe(anna.objectId)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  })

  test('says that a guest is one, where they are from, and their app roles', async () => {
    expect(decodeJwt(await tokenOf('gert'))).toMatchObject({
      acct: 1,
      roles: ['Ops.Read'],
      idp: `${origin}/${gert.homeTenantId}/`,
    })
  })

  test('has a discovery document for each tenant, with one set of keys for all', async () => {
    const own = await jsonOf<Discovery>(get(`/${tenantId}/v2.0/.well-known/openid-configuration`))
    expect(own.issuer).toBe(`${origin}/${tenantId}/v2.0`)
    const { keys: published } = await jsonOf<{ keys: object[] }>(fetch(own.jwks_uri))
    expect(published).toEqual([expect.objectContaining({ kty: 'RSA', use: 'sig' })])
    expect(published[0]).not.toHaveProperty('d')
    const common = await jsonOf<Discovery>(get('/common/v2.0/.well-known/openid-configuration'))
    expect(common.issuer).toBe(`${origin}/{tenantid}/v2.0`)
    const unknown = await get('/0a0a0a0a-0000-4000-8000-00000000dead/v2.0/.well-known/openid-configuration')
    expect(unknown.status).toBe(400)
  })

  test('knows a persona as soon as the file does', async () => {
    expect((await get('/token?persona=nina')).status).toBe(404)
    writeFileSync(personasFile, JSON.stringify([anna, gert, { ...anna, id: 'nina', displayName: 'Nina' }]))
    expect(decodeJwt(await tokenOf('nina'))['name']).toBe('Nina')
    expect(await (await get('/personas')).json()).toHaveLength(3)
  })

  test('shows a page with everybody on it, names made harmless', async () => {
    const response = await get('/')
    const page = await response.text()
    expect(page).toContain('Copy token')
    expect(page).toContain('Anna &#60;Admin&#62;')
    expect(page).toContain(`<code>${tenantId}</code>`)
    expect(page).not.toContain('<Admin>')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  const verifier = 'v'.repeat(43)
  const redirectUri = 'http://localhost:5173/'
  const authorize = (changes: Record<string, string> = {}) =>
    get(
      `/${tenantId}/oauth2/v2.0/authorize?${new URLSearchParams({
        client_id: 'portal',
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'openid api://seatwarden/.default',
        state: 's1',
        nonce: 'n1',
        login_hint: 'anna',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...changes,
      })}`,
    )
  const redeem = (form: Record<string, string>) =>
    fetch(`${origin}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { origin: 'http://localhost:5173' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'portal',
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...form,
      }),
    })
  const codeFrom = (response: Response) =>
    new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''

  test('signs a browser in by code and PKCE, once a code', async () => {
    const sent = await authorize()
    expect(new URL(sent.headers.get('location') ?? '').searchParams.get('state')).toBe('s1')
    const code = codeFrom(sent)
    const response = await redeem({ code })
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
    const tokens = await jsonOf<TokenAnswer & { id_token: string }>(response)
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: audience, azp: 'portal', oid: anna.objectId })
    expect(decodeJwt(tokens.id_token)).toMatchObject({ aud: 'portal', nonce: 'n1', oid: anna.objectId })
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty('scp')
    expect(await (await redeem({ code })).json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('refuses a code with another verifier, client or address', async () => {
    for (const wrong of [
      { code_verifier: 'w'.repeat(43) },
      { client_id: 'another' },
      { redirect_uri: 'http://localhost:9/' },
    ]) {
      const response = await redeem({ code: codeFrom(await authorize()), ...wrong })
      expect([response.status, (await jsonOf<Refusal>(response)).error]).toEqual([400, 'invalid_grant'])
    }
  })

  test('asks who it is when nobody is named, and never sends a code off this machine', async () => {
    const query = new URLSearchParams({
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: redirectUri,
      code_challenge: 'c',
      code_challenge_method: 'S256',
    })
    expect(await (await get(`/common/oauth2/v2.0/authorize?${query}`)).text()).toContain('Gert Guest')
    expect((await authorize({ redirect_uri: 'https://example.com/' })).status).toBe(400)
    const elsewhere = await authorize({ login_hint: 'nobody' })
    expect(elsewhere.headers.get('location')).toContain('error=access_denied')
  })

  const query = (changes: Record<string, string>) =>
    new URLSearchParams({
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: redirectUri,
      code_challenge: 'c',
      code_challenge_method: 'S256',
      ...changes,
    })
  const asked = (cookie: string, changes: Record<string, string> = {}) =>
    fetch(`${origin}/organizations/oauth2/v2.0/authorize?${query(changes)}`, {
      redirect: 'manual',
      headers: { cookie },
    })
  const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''
  const said = (response: Response, name: string) =>
    new URL(response.headers.get('location') ?? 'http://nowhere').searchParams.get(name)

  test('answers without asking only for somebody who has signed in by this browser', async () => {
    expect(said(await asked('', { prompt: 'none', login_hint: 'anna' }), 'error')).toBe('login_required')
    expect(said(await asked('', { prompt: 'none' }), 'error')).toBe('login_required')
    const anna = cookieOf(await asked('', { login_hint: 'anna' }))
    expect(
      said(await asked(anna, { prompt: 'none', login_hint: 'anna@contoso.example' }), 'code'),
    ).toBeTruthy()
    expect(said(await asked(anna, { prompt: 'none' }), 'code')).toBeTruthy()
    expect(said(await asked(anna, { prompt: 'none', login_hint: 'gert' }), 'error')).toBe('login_required')
    expect(said(await asked(anna), 'code')).toBeTruthy()
    const both = cookieOf(await asked(anna, { login_hint: 'gert' }))
    expect(said(await asked(both, { prompt: 'none' }), 'error')).toBe('interaction_required')
    expect(said(await asked(both, { prompt: 'none', login_hint: 'anna' }), 'code')).toBeTruthy()
    expect(await (await asked(both)).text()).toContain('Signed in by this browser')
  })

  test('asks again who it is when the application wants a choice', async () => {
    const anna = cookieOf(await asked('', { login_hint: 'anna' }))
    const page = await (await asked(anna, { prompt: 'select_account', login_hint: 'anna' })).text()
    expect(page).toContain('Gert Guest')
    expect(page).toContain('login_hint=gert')
    expect(page).not.toContain('prompt=')
    expect(page).toContain('error=access_denied')
    const other = await asked(anna, { prompt: 'create' })
    expect([other.status, (await jsonOf<Refusal>(other)).error_description]).toEqual([
      501,
      'prompt create is not done here; none or select_account is.',
    ])
  })

  test('nobody is signed in any more after a sign-out, which goes back to this machine only', async () => {
    const logout = (back: string) =>
      get(
        `/common/oauth2/v2.0/logout?${new URLSearchParams({ post_logout_redirect_uri: back, state: 's2' })}`,
      )
    const sent = await logout('http://localhost:5173/out')
    expect(sent.headers.get('location')).toBe('http://localhost:5173/out?state=s2')
    expect(sent.headers.get('set-cookie')).toMatch(/^sign-in-\d+=;.*Max-Age=0$/)
    expect((await logout('https://example.com/')).status).toBe(400)
  })

  test('shows its pages in nobody’s frame', async () => {
    const policy = (await asked('')).headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test.each([
    'client_credentials',
    'password',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ])('refuses the grant %s by name', async (grant) => {
    const response = await redeem({ grant_type: grant })
    expect(response.status).toBe(501)
    expect((await jsonOf<Refusal>(response)).error_description).toContain(grant)
  })

  test('refuses what it does not do by name', async () => {
    const response = await get(`/${tenantId}/oauth2/v2.0/devicecode`)
    expect(response.status).toBe(501)
    expect((await jsonOf<Refusal>(response)).error_description).toContain(
      'GET /{tenant}/oauth2/v2.0/devicecode',
    )
  })

  test('makes wrong tokens to order', async () => {
    const order = async (body: object) => {
      const response = await fetch(`${origin}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, token: (await jsonOf<TokenAnswer>(response)).access_token }
    }
    const changed = await order({ persona: 'anna', claims: { aud: 'x', scp: null }, header: { kid: null } })
    expect(decodeJwt(changed.token)).toMatchObject({ aud: 'x', oid: anna.objectId })
    expect(decodeJwt(changed.token)).not.toHaveProperty('scp')
    expect(decodeProtectedHeader(changed.token)).not.toHaveProperty('kid')
    expect(decodeJwt((await order({ persona: 'anna', shape: 'app' })).token)).toMatchObject({ idtyp: 'app' })
    const exact = await order({ persona: 'anna', payloadText: '{"a":1,"a":2}' })
    expect(Buffer.from(exact.token.split('.')[1] ?? '', 'base64url').toString()).toBe('{"a":1,"a":2}')
    expect((await order({ persona: 'anna', lifetime: 5 })).status).toBe(501)
  })

  test('names the port that is taken', async () => {
    const again = startSignIn({ port: signIn.ready.port, stateFolder, audience, personas: [anna] })
    await expect(again).rejects.toThrow(`port ${signIn.ready.port} is taken`)
  })
})

test('a token is still good after a kill and a restart, and after one rotation', async () => {
  const stateFolder = emptyFolder()
  const options = { port: 0, stateFolder, audience, personas: [anna] }
  const first = await startedChild<{ port: number; issuer: string }>('sign-in/main.ts', options)
  const asked = fetch(`http://127.0.0.1:${first.ready.port}/token?persona=anna`)
  const { access_token } = await jsonOf<TokenAnswer>(asked)
  await first.end('SIGKILL')
  const second = await startedChild<{ port: number; issuer: string }>('sign-in/main.ts', {
    ...options,
    port: first.ready.port,
  })
  const origin = new URL(second.ready.issuer).origin
  const verified = () =>
    jwtVerify(access_token, createRemoteJWKSet(new URL(`${origin}/common/discovery/v2.0/keys`)))
  await verified()
  await fetch(`${origin}/keys/rotate`, { method: 'POST' })
  await verified()
  await fetch(`${origin}/keys/rotate?retireOthers=true`, { method: 'POST' })
  await expect(verified()).rejects.toThrow('no applicable key')
  expect(await second.end('SIGTERM')).toBe(0)
})
