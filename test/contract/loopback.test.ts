import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMailbox } from '#local/stand-ins/mailbox/start-mailbox.ts'
import { startPaymentGateway } from '#local/stand-ins/payment-gateway/start-payment-gateway.ts'
import { startSignIn } from '#local/stand-ins/sign-in/start-sign-in.ts'
import { startTraces } from '#local/stand-ins/traces/start-traces.ts'
import { emptyFolder } from './started-child.ts'

const anna = {
  id: 'anna',
  displayName: 'Anna',
  userPrincipalName: 'anna@contoso.example',
  tenantId: '0a0a0a0a-0000-4000-8000-000000000001',
  objectId: '0b0b0b0b-0000-4000-8000-000000000001',
  role: 'globalAdmin',
}
const keys = '/common/discovery/v2.0/keys'

/** Each with what may be asked there, and with what changes something. */
const servers = [
  {
    name: 'the mailbox',
    async start() {
      const { ready, close } = await startMailbox({ smtpPort: 0, httpPort: 0, stateFolder: emptyFolder() })
      return { port: ready.httpPort, close }
    },
    reads: ['/', '/messages'],
    writes: [['DELETE', '/messages']],
  },
  {
    name: 'the sign-in',
    async start() {
      const options = { port: 0, stateFolder: emptyFolder(), audience: 'api://seatwarden', personas: [anna] }
      const { ready, close } = await startSignIn(options)
      return { port: ready.port, close }
    },
    reads: ['/', '/personas', '/token?persona=anna', keys],
    writes: [['POST', '/keys/rotate']],
  },
  {
    name: 'the payment gateway',
    async start() {
      const { ready, close } = await startPaymentGateway({ port: 0, stateFolder: emptyFolder() })
      return { port: ready.port, close }
    },
    reads: ['/charges'],
    writes: [['POST', '/tokens/tok_ok/card']],
  },
  {
    name: 'the traces',
    async start() {
      const { ready, close } = await startTraces({ port: 0 })
      return { port: ready.port, close }
    },
    reads: ['/', '/traces', '/metrics'],
    // Without a body, which is refused after who asks is known.
    writes: [],
  },
] as const

describe.each(servers)('$name', ({ start, reads, writes }) => {
  let server: { readonly port: number; close(): Promise<void> }
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.close())

  const send = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; type: string; allows: unknown; body: string }>((resolve, reject) => {
      const all = { host: `127.0.0.1:${server.port}`, ...headers }
      const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers: all })
      sent.on('error', reject)
      sent.on('response', (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk) => (body += chunk))
        response.on('end', () => {
          const { 'content-type': type = '', 'access-control-allow-origin': allows } = response.headers
          resolve({ status: response.statusCode ?? 0, type, allows, body })
        })
      })
      sent.end()
    })
  const all = [...reads.map((path) => ['GET', path] as const), ...writes]

  test.each(['127.0.0.1', 'localhost', 'LocalHost', '[::1]'])('answers as %s', async (name) => {
    for (const [method, path] of all) {
      const headers = { host: `${name}:${server.port}`, origin: `http://${name}:${server.port}` }
      expect([path, (await send(method, path, headers)).status]).toEqual([path, expect.toBeOneOf([200, 204])])
    }
  })

  test('answers pages on other ports of this machine', async () => {
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:8443'])
      for (const [method, path] of all)
        expect((await send(method, path, { origin })).status).toBeOneOf([200, 204])
  })

  test.each([
    'rebound.example:PORT',
    'rebound.example',
    '127.0.0.1',
    'localhost:1',
    '127.0.0.1.rebound.example:PORT',
  ])('refuses a request for %s, in plain words', async (name) => {
    const host = name.replace('PORT', String(server.port))
    for (const [method, path] of all) {
      const { status, type, body } = await send(method, path, { host })
      expect([status, type]).toEqual([403, 'text/plain; charset=utf-8'])
      expect(body).toContain(`http://localhost:${server.port}; the request was for "${host}".`)
    }
  })

  test.each(['https://elsewhere.example', 'http://localhost.elsewhere.example', 'null', 'file://', ''])(
    'refuses a page of "%s"',
    async (origin) => {
      for (const [method, path] of [...all, ['OPTIONS', '/']] as const) {
        const { status, allows, body } = await send(method, path, { origin })
        expect([status, allows]).toEqual([403, undefined])
        expect(body).toContain(`A page of "${origin}"`)
      }
    },
  )

  test('survives an address that is none', async () => {
    expect((await send('GET', '//')).status).toBe(501)
    expect((await send('OPTIONS', '*')).status).toBe(400)
    expect((await send('GET', 'http://127.0.0.1/')).status).toBe(400)
  })
})
