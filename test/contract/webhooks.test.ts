import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Instant } from '#core/kernel/time.ts'
import type { WebhookRequest } from '#core/ports/webhooks.ts'
import { httpWebhooks, type Resolve } from '#infra/webhooks/http-webhooks.ts'

type Seen = { readonly method: string; readonly headers: IncomingMessage['headers']; readonly body: string }

let server: Server
let port: number
let seen: Seen[]
let answer: (response: ServerResponse, request: Seen) => void

beforeEach(async () => {
  seen = []
  answer = (response) => response.writeHead(204).end()
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { method: request.method ?? '', headers: request.headers, body }
    seen.push(one)
    answer(response, one)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`
const event = (secrets: readonly string[] = [secret]): WebhookRequest => ({
  id: 'event-1',
  at: new Date().toISOString() as Instant,
  body: '{"specversion":"1.0"}',
  secrets,
})

/** Whatever the name is, it stands for these. */
const standingFor =
  (...addresses: string[]): Resolve =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

const here = httpWebhooks({ mayBeLocal: true, timeoutMs: 300 })
const url = () => `http://127.0.0.1:${port}/in`

describe('an event', () => {
  test('is signed so that the specification’s own library takes it, by the secret before as well (B13)', async () => {
    const other = here.newSecret()
    expect(await here.post(url(), event([other, secret]))).toEqual({ status: 204 })
    const [{ headers, body } = { headers: {}, body: '' }] = seen
    for (const one of [other, secret]) {
      expect(new Webhook(one).verify(body, headers as Record<string, string>)).toEqual({ specversion: '1.0' })
    }
    expect(() => new Webhook(here.newSecret()).verify(body, headers as Record<string, string>)).toThrow()
    expect(other).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })

  test('is not taken by whoever takes too long, is not there, or sends it elsewhere', async () => {
    answer = () => {}
    expect(await here.post(url(), event())).toEqual({ problem: 'noAnswerInTime' })
    answer = (response) => response.writeHead(307, { location: '/elsewhere' }).end()
    expect(await here.post(url(), event())).toEqual({ status: 307 })
    expect(seen).toHaveLength(2)
    answer = (response) => response.writeHead(503, { 'retry-after': '120' }).end()
    expect(await here.post(url(), event())).toEqual({ status: 503, retryAfterMs: 120_000 })
    // What else is said is not waited for, however long it is.
    answer = (response) => response.writeHead(200).write('and so on')
    expect(await here.post(url(), event())).toEqual({ status: 200 })
    const unresolved: Resolve = (_, __, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    const lost = httpWebhooks({ mayBeLocal: false, resolve: unresolved })
    expect(await lost.post('https://nowhere.example/', event())).toEqual({ problem: 'nameNotFound' })
    server.close()
    server.closeAllConnections()
    expect(await here.post(url(), event())).toEqual({ problem: 'noConnection' })
  })
})

test('a receiver is asked whether it wants events from here, and how many a minute (B13)', async () => {
  answer = (response, { headers }) =>
    response
      .writeHead(200, {
        'webhook-allowed-origin': String(headers['webhook-request-origin']),
        'webhook-allowed-rate': '120',
      })
      .end()
  expect(await here.ask(url(), 'api.example')).toEqual({ status: 200, allowed: true, perMinute: 120 })
  expect(seen).toMatchObject([{ method: 'OPTIONS', headers: { 'webhook-request-origin': 'api.example' } }])
  for (const headers of [{}, { 'webhook-allowed-origin': 'other.example' }]) {
    answer = (response) => response.writeHead(200, headers).end()
    expect(await here.ask(url(), 'api.example')).toEqual({ status: 200, allowed: false })
  }
  answer = (response) => response.writeHead(404, { 'webhook-allowed-origin': '*' }).end()
  expect(await here.ask(url(), 'api.example')).toMatchObject({ allowed: false })
})

describe('nothing is sent to an address that is not public (B13):', () => {
  const there = (resolve?: Resolve) =>
    httpWebhooks({ mayBeLocal: false, timeoutMs: 1_000, ...(resolve ? { resolve } : {}) })
  const notPublic = [
    ['loopback', '127.0.0.1'],
    ['loopback', '127.8.8.8'],
    ['loopback of IPv6', '::1'],
    ['link-local', '169.254.1.1'],
    ['the metadata of a machine in the cloud', '169.254.169.254'],
    ['what Azure answers to its own machines', '168.63.129.16'],
    ['link-local of IPv6', 'fe80::1'],
    ['private', '10.0.0.4'],
    ['private', '172.16.5.4'],
    ['private', '192.168.1.1'],
    ['private of IPv6', 'fd00::1'],
    ['of a provider’s network', '100.64.0.1'],
    ['no address', '0.0.0.0'],
    ['no address of IPv6', '::'],
    ['for everybody there', '255.255.255.255'],
    ['for many', '224.0.0.1'],
    ['loopback, written as IPv6', '::ffff:127.0.0.1'],
    ['the metadata, written as IPv6', '::ffff:169.254.169.254'],
    ['loopback, written as IPv6 once was', '::127.0.0.1'],
    ['the metadata, by a translator', '64:ff9b::169.254.169.254'],
    ['private, by a translator of its own', '64:ff9b:1::10.0.0.4'],
    ['private, by a tunnel', '2002:a00:4::1'],
    ['site-local', 'fec0::1'],
  ] as const

  test.each(notPublic)(
    '%s: %s, in the address itself or by a name that stands for it',
    async (_, address) => {
      const literal = `https://${address.includes(':') ? `[${address}]` : address}/in`
      expect(there().isRefused(literal)).toBe(true)
      expect(await there().post(literal, event())).toEqual({ problem: 'addressNotPublic' })
      const named = 'https://events.example/in'
      expect(there().isRefused(named)).toBe(false)
      for (const addresses of [[address], ['93.184.216.34', address]]) {
        expect(await there(standingFor(...addresses)).post(named, event())).toEqual({
          problem: 'addressNotPublic',
        })
        expect(await there(standingFor(...addresses)).ask(named, 'api.example')).toMatchObject({
          problem: 'addressNotPublic',
          allowed: false,
        })
      }
    },
  )

  test.each([
    'https://2130706433/in',
    'https://0x7f000001/in',
    'https://127.1/in',
    'http://events.example/in',
    'https://somebody@events.example/in',
    'https://somebody:secret@events.example/in',
    'ftp://events.example/in',
    'file:///etc/passwd',
    'events.example',
  ])('%s is refused where it is given', (address) => {
    expect(there().isRefused(address)).toBe(true)
  })

  test('a name that stands for another address from one moment to the next is judged each time', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.4']]
    const rebound = httpWebhooks({
      mayBeLocal: true,
      timeoutMs: 1_000,
      resolve: (name, options, callback) => standingFor(...(answers.shift() ?? []))(name, options, callback),
    })
    expect(await rebound.post(`http://localhost:${port}/in`, event())).toEqual({ status: 204 })
    expect(await rebound.post(`http://localhost:${port}/in`, event())).toEqual({
      problem: 'addressNotPublic',
    })
    expect(answers).toEqual([])
  })

  test('and nowhere that such a receiver sends it on to', async () => {
    answer = (response) => response.writeHead(308, { location: 'http://169.254.169.254/metadata' }).end()
    expect(await here.post(url(), event())).toEqual({ status: 308 })
  })

  test('on one machine a receiver may be on it, and still on no other that is private', async () => {
    expect(here.isRefused('http://127.0.0.1:8080/in')).toBe(false)
    expect(here.isRefused('http://localhost:8080/in')).toBe(false)
    for (const address of ['http://10.0.0.4/in', 'https://10.0.0.4/in', 'http://events.example/in']) {
      expect(here.isRefused(address)).toBe(true)
    }
    const named = httpWebhooks({ mayBeLocal: true, resolve: standingFor('10.0.0.4') })
    expect(await named.post('https://events.example/in', event())).toEqual({ problem: 'addressNotPublic' })
  })
})
