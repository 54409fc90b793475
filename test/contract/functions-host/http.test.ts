import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, killAllHosts, type RunningHost, runHost } from './run-host.ts'

let host: RunningHost

beforeAll(async () => {
  host = await runHost('http-app', {
    settings: { GREETING: 'hello', FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '2000000' },
  })
})
afterAll(killAllHosts)

interface Seen {
  readonly function: string
  readonly method: string
  readonly url: string
  readonly params: Record<string, string>
  readonly query: Record<string, string>
  readonly headers: Record<string, string>
  readonly body: string
  readonly trace: { readonly traceParent: string; readonly traceState: string }
}

async function seen(path: string, init?: RequestInit): Promise<Seen> {
  const response = await fetch(`${host.url}${path}`, init)
  expect(response.status).toBe(200)
  return (await response.json()) as Seen
}

/** What fetch does not let us send: chunked bodies, repeated headers, odd paths. */
function send(
  path: string,
  options: { method?: string; headers?: string[]; chunks?: string[] } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = [], chunks = [] } = options
    const request = httpRequest({
      port: host.port,
      host: '127.0.0.1',
      path,
      method,
      headers: ['host', 'h.test', ...headers],
    })
    request.on('error', reject)
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    for (const chunk of chunks) request.write(chunk)
    request.end()
  })
}

describe('a request', () => {
  test('arrives with its method, address, parameters, query and headers', async () => {
    const echo = await seen('/echo/42?a=1&b=two%20words&flag', { headers: { 'x-mine': 'yes' } })
    expect(echo).toMatchObject({
      function: 'echo-number',
      method: 'GET',
      url: `${host.url}/echo/42?a=1&b=two%20words&flag`,
      params: { id: '42' },
      query: { a: '1', b: 'two words', flag: '' },
    })
    expect(echo.headers).toMatchObject({ 'x-mine': 'yes', host: `127.0.0.1:${host.port}` })
  })

  test('joins repeated query keys and headers with a comma, as the real host does', async () => {
    const { body } = await send('/echo?a=1&A=2', { headers: ['x-twice', 'one', 'X-Twice', 'two'] })
    const echo = JSON.parse(body) as Seen
    expect(echo.query).toEqual({ a: '1,2' })
    expect(echo.headers['x-twice']).toBe('one,two')
  })

  test('survives names that mean something to JavaScript', async () => {
    const { status, body } = await send('/echo?__proto__=1&constructor=2', { headers: ['__proto__', 'x'] })
    expect(status).toBe(200)
    expect((JSON.parse(body) as Seen).query['constructor']).toBe('2')
    expect((await seen('/echo')).query).toEqual({})
  })

  test('brings its body as bytes', async () => {
    const bytes = new Uint8Array([0, 1, 254, 255])
    const echo = await seen('/echo', { method: 'PUT', body: bytes })
    expect(Buffer.from(echo.body, 'base64')).toEqual(Buffer.from(bytes))
  })

  test('with a chunked body and no length arrives empty, as in the real host without streaming', async () => {
    const { body } = await send('/echo', { method: 'POST', chunks: ['one', 'two'] })
    expect((JSON.parse(body) as Seen).body).toBe('')
  })

  test('loses the body of a GET', async () => {
    const { body } = await send('/echo', { headers: ['content-length', '3'], chunks: ['abc'] })
    expect((JSON.parse(body) as Seen).body).toBe('')
  })

  test('continues the trace of its sender, or starts one', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const echo = await seen('/echo', { headers: { traceparent, tracestate: 'a=b' } })
    expect(echo.trace).toMatchObject({ traceParent: traceparent, traceState: 'a=b' })
    expect((await seen('/echo')).trace.traceParent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/)
  })
})

describe('a route', () => {
  test.each([
    ['/echo', 'echo', {}],
    ['/echo/', 'echo', {}],
    ['/ECHO/Me', 'echo-literal', {}],
    ['/echo/7', 'echo-number', { id: '7' }],
    ['/echo/+7', 'echo-number', { id: '+7' }],
    ['/echo/99999999999', 'echo-text', { name: '99999999999' }],
    ['/echo/an%20na', 'echo-text', { name: 'an na' }],
    ['/echo/a%2Fb', 'echo-text', { name: 'a%2Fb' }],
    ['/echo/%C5%82%ff%20', 'echo-text', { name: 'ł%ff ' }],
    ['/echo/me/parts/2', 'echo-deep', { name: 'me', part: '2' }],
    ['/files/a/b%20c/d', 'echo-rest', { rest: 'a/b c/d' }],
    ['/files/a//b/', 'echo-rest', { rest: 'a//b/' }],
    ['/files', 'echo-rest', {}],
    ['/files/', 'echo-rest', {}],
    ['/optional', 'optional', {}],
    ['/optional/8', 'optional', { id: '8' }],
    ['/short/nl', 'short', { code: 'nl' }],
    ['/byName', 'byName', {}],
  ])('%s leads to %s', async (path, name, params) => {
    const { status, body } = await send(path)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ function: name, params })
  })

  test('is tried in the order of the function names, whatever the case: a literal has no precedence', async () => {
    expect(await seen('/order/me')).toMatchObject({ function: 'order-any', params: { name: 'me' } })
    expect(await seen('/case/1')).toMatchObject({ function: 'case-a', params: { a: '1' } })
  })

  test('that lacks the method leaves the request to the next one', async () => {
    expect(await seen('/echo/me', { method: 'POST' })).toMatchObject({ function: 'echo-text' })
  })

  test.each([
    ['/unused/../echo/7', '/echo/7'],
    ['/unused/%2e%2e/echo/./7', '/echo/7'],
    ['/../../echo/7', '/echo/7'],
    ['/echo/7/unused/..', '/echo/7/'],
    ['/echo/.hidden', '/echo/.hidden'],
    ['/echo/%C5%82%25%3F%2f', '/echo/%C5%82%25%3F%2f'],
  ])('is looked for after the dot segments of %s are resolved', async (path, resolved) => {
    const { status, body } = await send(path)
    expect([status, (JSON.parse(body) as Seen).url]).toEqual([200, `http://h.test${resolved}`])
  })

  test.each([
    ['GET', '/unknown'],
    ['GET', '/echo/a/b'],
    ['GET', '/echo//x'],
    ['GET', '/files//x'],
    ['GET', '//'],
    ['GET', '/optional/x'],
    ['GET', '/short/nld'],
    ['PATCH', '/echo/x'],
    ['GET', '/admin/host/status'],
    ['GET', '/runtime'],
  ])('%s %s is not found, with nothing else said', async (method, path) => {
    const { status, headers, body } = await send(path, { method })
    expect([status, headers.allow, headers['content-length'], body]).toEqual([404, undefined, '0', ''])
  })
})

describe('the root', () => {
  test('shows the page of the host, whatever the method', async () => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, body } = await send('/', { method })
      expect([status, headers['content-type']]).toEqual([200, 'text/html'])
      expect(body).toContain('AzureWebJobsDisableHomepage')
    }
  })

  test('has nothing on it when the app has switched that page off', async () => {
    const own = await runHost('http-app', { settings: { AzureWebJobsDisableHomepage: 'True' } })
    const response = await fetch(own.url)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test('is answered by a function that takes an empty path, and a catch-all takes the rest', async () => {
    const own = await runHost('http-app', { settings: { CATCH_ALL: 'yes' } })
    const functionAt = async (path: string, method = 'GET') =>
      ((await (await fetch(`${own.url}${path}`, { method })).json()) as Seen).function
    expect(await functionAt('/')).toBe('root')
    expect(await functionAt('/unknown/path')).toBe('zz-anything')
    expect(await functionAt('/echo/me', 'PATCH')).toBe('zz-anything')
    expect((await fetch(own.url, { method: 'PATCH' })).status).toBe(200)
    for (const path of ['/admin', '/admin/x', '/Runtime/x'])
      expect((await fetch(`${own.url}${path}`)).status).toBe(404)
    expect(await functionAt('/administrators')).toBe('zz-anything')
  })
})

describe('a request that the server does not take', () => {
  test.each([
    ['without a Host', ''],
    ['with two of them', 'host: a\r\nhost: b\r\n'],
    ['with a space in it', 'host: a b\r\n'],
    ['with an open bracket', 'host: [::1\r\n'],
    ['with only a port', 'host: :80\r\n'],
    ['with a port that is none', 'host: a:b\r\n'],
    ['with a user', 'host: a@b\r\n'],
    ['with a percent sign', 'host: a%41\r\n'],
  ])('%s is a bad request', async (_what, lines) => {
    expect((await raw(`GET /echo HTTP/1.1\r\n${lines}\r\n`)).status).toBe(400)
  })

  test.each([
    'GET /echo HTTP/1.1\r\nhost: \r\n\r\n',
    'GET /echo HTTP/1.1\r\nhost: [::1]:7071\r\n\r\n',
    'GET /echo HTTP/1.0\r\n\r\n',
  ])('is not this one: %j', async (text) => {
    expect((await raw(text)).status).toBe(200)
  })

  test.each(['/echo/%00', '/echo/\u00e9', 'http://h.test/echo', '*'])(
    'for %s is a bad request',
    async (path) => {
      expect((await raw(`OPTIONS ${path} HTTP/1.1\r\nhost: h\r\n\r\n`)).status).toBe(400)
    },
  )
})

describe('an answer', () => {
  test('carries UTF-8 text, and what a post-invocation hook changed', async () => {
    const response = await fetch(`${host.url}/utf8`, { method: 'POST', body: 'Łukasz 😀' })
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
    expect(response.headers.get('x-kind')).toBe('text')
    expect(await response.text()).toBe('Grüße, Łukasz 😀 – ✓')
  })

  test('carries bytes without a content type', async () => {
    const response = await fetch(`${host.url}/bytes`)
    expect(response.headers.get('content-type')).toBeNull()
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 128, 10]))
  })

  test.each([
    [204, undefined],
    [304, undefined],
    [200, '4'],
  ])('with status %i has content-length %s', async (code, length) => {
    const { status, headers, body } = await send(`/status?code=${code}`)
    expect([status, headers['content-length'], body]).toEqual([
      code,
      length,
      length === undefined ? '' : 'said',
    ])
  })

  test('to HEAD has the length and no body', async () => {
    const { status, headers, body } = await send('/status?code=200', { method: 'HEAD' })
    expect([status, headers['content-length'], body]).toEqual([200, '4', ''])
  })

  test('of a function that returns nothing is 204', async () => {
    expect((await send('/nothing')).status).toBe(204)
  })

  test('keeps the last set-cookie header, and every cookie of its own list', async () => {
    const { headers } = await send('/cookies')
    expect(headers['set-cookie']).toEqual([
      'last=2',
      'plain=a%20b; path=/',
      'full=v; expires=Tue, 01 Jan 2030 00:00:00 GMT; max-age=60; domain=example.test; path=/x; secure; samesite=lax; httponly',
    ])
  })

  test.each(['/throws', '/answers-text', '/status?code=99'])('%s is 500 with an empty body', async (path) => {
    const { status, body } = await send(path)
    expect([status, body]).toEqual([500, ''])
  })
})

describe('a limit', () => {
  test('refuses a body that is too long with 413', async () => {
    const { status } = await raw('POST /echo HTTP/1.1\r\nhost: h\r\ncontent-length: 2000001\r\n\r\n')
    expect(status).toBe(413)
  })

  test('refuses headers that are too long, or too many, with 431', async () => {
    expect((await raw(`GET /echo HTTP/1.1\r\nhost: h\r\nx: ${'y'.repeat(33_000)}\r\n\r\n`)).status).toBe(431)
    const many = Array.from({ length: 101 }, (_, index) => `x-${index}: 1\r\n`).join('')
    expect((await raw(`GET /echo HTTP/1.1\r\nhost: h\r\n${many}\r\n`)).status).toBe(431)
  })

  test('refuses a request line that is too long with 414', async () => {
    expect((await send(`/echo?x=${'y'.repeat(9_000)}`)).status).toBe(414)
  })
})

describe('the process', () => {
  test('tells of each failed invocation in one line, with its function', async () => {
    await send('/throws')
    await eventually(() => host.stderr().includes('"throws" failed') || undefined)
    const lines = host
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"throws" failed'))
    expect(lines[0]).toMatch(/Error: the handler gave up at .*http-app\.ts/)
  })

  test('gives the app its settings, and shows log lines by their level', async () => {
    expect((await send('/logs')).body).toBe('hello')
    await eventually(() => host.stderr().includes('a warning line') || undefined)
    expect(host.stdout() + host.stderr()).not.toContain('a debug line')
  })

  test('lets running requests finish when it is stopped, and runs its hooks', async () => {
    const own = await runHost('http-app')
    expect(own.functions).toContain('echo-deep')
    const slow = fetch(`${own.url}/slow`).then((response) => response.text())
    await new Promise((resolve) => setTimeout(resolve, 150))
    const stopped = own.stop()
    expect(await slow).toBe('done')
    expect(await stopped).toBe(0)
    expect(own.stdout()).toMatch(/hook: appStart[\s\S]*hook: appTerminate/)
  })

  test('answers hundreds of requests on few connections', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, () => fetch(`${host.url}/bytes`)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

function raw(text: string): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1', () => socket.write(text))
    socket.once('error', reject)
    socket.once('data', (data) => {
      resolve({ status: Number(data.toString().split(' ')[1]) })
      socket.destroy()
    })
  })
}
