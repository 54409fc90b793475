import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpRequest } from '@azure/functions'
import { afterAll, expect, test } from 'vitest'
import { receive } from '#functions/http/receive.ts'
import type { Page } from '#functions/http/route-table.ts'
import type { Services } from '#functions/jobs/job.ts'
import { portalPage } from '#functions/portal/get.ts'
import { page as home } from '#functions/portal/home.ts'
import { aBuiltPortal, indexHtml } from '../support/a-built-portal.ts'
import { simulatedServices } from '../support/simulated/services.ts'

const parent = mkdtempSync(join(tmpdir(), 'seatwarden-served-'))
const folder = aBuiltPortal(join(parent, 'dist'))
const portal = portalPage(folder)
const { services } = simulatedServices()

afterAll(() => rmSync(parent, { recursive: true, force: true }))

interface Asking {
  readonly headers?: Readonly<Record<string, string>>
  readonly of?: Page
  readonly settings?: Partial<Services['settings']>
}

/** As a browser gets it, with the headers that every answer has. */
async function get(path: string, { headers = {}, of = portal, settings = {} }: Asking = {}) {
  const request = new HttpRequest({ method: 'GET', url: `https://api.example${path}`, headers })
  const response = await receive(
    { ...services, settings: { ...services.settings, ...settings } },
    request,
    { name: 'portal-get', method: 'GET', path: '/app/{*path}', waitMs: () => 1_000 },
    (incoming) => of.answer(incoming),
  )
  const sent = response.headers as Readonly<Record<string, string>>
  const text = response.body === undefined ? '' : Buffer.from(response.body as Uint8Array).toString()
  return { status: response.status, headers: sent, text, body: response.jsonBody }
}

const ownPage = '/app/'

test('whoever opens the bare address, or /app, is led to the portal, with what they asked', async () => {
  expect(await get('/', { of: home })).toMatchObject({ status: 302, headers: { location: '/app/' } })
  const { status, headers } = await get('/app?lang=nl')
  expect([status, headers['location']]).toEqual([302, '/app/?lang=nl'])
})

test.each([
  ownPage,
  '/app/index.html',
  '/app/products?status=Active&status=Expired&card=4111111111111111',
  '/app/subscriptions/22222222-2222-4222-8222-222222222222',
  '/app/licenses/v1.2/take-over/3',
  '/app/people/anna%40tulp.example',
  '/app/people/anna@tulp.nl',
  '/app/%ff',
])('%s is a page of the portal, whatever its query says and however often somebody asks', async (path) => {
  const { status, headers, text } = await get(path)
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(headers['cache-control']).toBe('no-cache')
  expect(text).toContain('<title>Seatwarden</title>')
})

test('no path leads out of the folder: what looks as if it did is a page', async () => {
  writeFileSync(join(folder, '../outside.html'), 'outside')
  for (const path of ['..%2foutside.html', '..%5coutside.html', '%2e%2e%2foutside.html', '//outside']) {
    const { status, text } = await get(`/app/${path}`)
    expect([path, status, text]).toEqual([path, 200, expect.stringContaining('Seatwarden')])
  }
})

test('the page says who it is for, and nothing in a setting ends the element that says it', async () => {
  const hostile = '</script><script>alert(1)//$&'
  const config = async (settings: Partial<Services['settings']>) => {
    const { text } = await get(ownPage, { settings })
    const [, json = ''] = /<script type="application\/json" id="config">(.*?)<\/script>$/.exec(text) ?? []
    return JSON.parse(json)
  }
  const { portal: about } = services.settings
  expect(await config({})).toEqual({ ...about, version: '1.2.3' })
  expect(await config({ portal: { ...about, scope: hostile } })).toMatchObject({ scope: hostile })
})

test('a page that somebody has is not sent again, until what it says changes', async () => {
  const { headers } = await get(ownPage)
  const etag = headers['etag'] ?? ''
  expect(etag).toMatch(/^"[\w-]{43}"$/)
  for (const known of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
    const again = await get(ownPage, { headers: { 'if-none-match': known } })
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag])
    expect(again.headers['cache-control']).toBe('no-cache')
  }
  expect(await get(ownPage, { headers: { 'if-none-match': '"another"' } })).toMatchObject({ status: 200 })
  const release = { version: '1.2.4' }
  const next = await get(ownPage, { headers: { 'if-none-match': etag }, settings: { release } })
  expect(next.status).toBe(200)
})

test.each([
  ['', undefined, 'as it is'],
  ['gzip, deflate, br, zstd', 'br', 'by Brotli'],
  ['gzip;q=1.0, br;q=0', 'gzip', 'by gzip'],
  ['GZIP', 'gzip', 'by gzip'],
  ['*', 'br', 'by Brotli'],
  ['br ; q=0.000, *;q=0', undefined, 'as it is'],
  ['identity', undefined, 'as it is'],
])('who takes "%s" gets a script by %s', async (accepted, coding, content) => {
  const { status, headers, text } = await get('/app/assets/index-C0ffee12.js', {
    headers: accepted ? { 'accept-encoding': accepted } : {},
  })
  expect([status, headers['content-encoding'], text]).toEqual([200, coding, content])
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
  })
})

test('what lies there in one form only is sent in that one', async () => {
  const { headers, text } = await get('/app/assets/plain-C0ffee12.css', {
    headers: { 'accept-encoding': 'br' },
  })
  expect([headers['content-encoding'], headers['content-type'], text]).toEqual([
    undefined,
    'text/css; charset=utf-8',
    'a{}',
  ])
  expect((await get('/app/favicon.svg')).headers['content-type']).toBe('image/svg+xml')
})

test.each([
  '/app/assets/index-Gone1234.js',
  '/app/assets/',
  '/app/assets/products',
  '/app/assets/index-C0ffee12.js.br',
  '/app/robots.php',
  '/app/.built-of',
  '/app/.modules.json',
  '/app/.env',
  '/app/products/x.map',
  '/app/__proto__.js',
  '/app/assets/..%2findex.html',
  '/app/assets/..%5c..%5c..%5cpackage.json',
  '/app/assets//etc/passwd',
  '/app/assets/index-C0ffee12.js%00.css',
])('there is no %s', async (path) => {
  const { status, body, text } = await get(path)
  expect([status, text]).toEqual([404, ''])
  expect(body).toMatchObject({ error: { code: 'NotFound' } })
})

const policy = (framed: string) =>
  [
    "default-src 'none'; script-src 'self'",
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "img-src 'self' data:; font-src 'self'; connect-src 'self' https://login.microsoftonline.com",
    "frame-src 'self' https://login.microsoftonline.com https://cards.example",
    `form-action 'none'; base-uri 'none'; frame-ancestors ${framed}`,
    "require-trusted-types-for 'script'",
  ].join('; ')

test('a page may load and call nobody but this origin, who signs in and who takes cards; nobody frames it', async () => {
  const { headers } = await get('/app/products')
  expect(headers).toMatchObject({
    'content-security-policy': policy("'none'"),
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
  })
})

test('the page that people come back to may stand in a frame of the portal, and is seen by who opened it', async () => {
  const { headers, text } = await get('/app/signed-in.html?code=0.4111111111111111&state=x&state=y')
  expect(text).toContain('<title>Signed in</title>')
  expect(headers['content-security-policy']).toBe(policy("'self'"))
  expect(headers).not.toHaveProperty('cross-origin-opener-policy')
})

test('an address without TLS promises none', async () => {
  const { headers } = await get(ownPage, { settings: { publicBaseUrl: 'http://127.0.0.1:7071' } })
  expect(headers).not.toHaveProperty('strict-transport-security')
})

test('a portal that is built again is served as it is now; while there is none, the page says what to do', async () => {
  const other = aBuiltPortal(join(parent, 'other'))
  const page = portalPage(other)
  expect((await get('/app/', { of: page })).text).toContain('Seatwarden')
  writeFileSync(join(other, 'index.html'), indexHtml.replace('Seatwarden', 'Again'))
  writeFileSync(join(other, 'assets/new-C0ffee12.js'), 'new')
  utimesSync(join(other, 'index.html'), 1, 1)
  expect((await get('/app/', { of: page })).text).toContain('Again')
  expect((await get('/app/assets/new-C0ffee12.js', { of: page })).text).toBe('new')
  rmSync(other, { recursive: true })
  for (const path of ['/app/', '/app/assets/new-C0ffee12.js']) {
    const { status, headers, text } = await get(path, { of: page })
    expect([status, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
    expect(text).toContain('"npm run portal:build"')
  }
})
