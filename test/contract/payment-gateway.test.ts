import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { money } from '#core/kernel/money.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { httpPaymentGateway } from '#infra/payments/http-payment-gateway.ts'
import type { Charge } from '#local/stand-ins/payment-gateway/charge-store.ts'
import { startPaymentGateway } from '#local/stand-ins/payment-gateway/start-payment-gateway.ts'
import { jsonOf } from './json-of.ts'
import { emptyFolder, startedChild } from './started-child.ts'

type Refusal = { error: { code: string } }

const price = money(999, 'EUR')

function chargesAt(port: number) {
  const url = `http://127.0.0.1:${port}/charges`
  return {
    list: async (query = '') => (await jsonOf<{ value: Charge[] }>(fetch(`${url}${query}`))).value,
    post: (key: string | undefined, body: object) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        body: JSON.stringify(body),
      }),
    refund: (id: string) => fetch(`${url}/${id}/refund`, { method: 'POST' }),
  }
}

describe('the payment gateway', () => {
  let running: Awaited<ReturnType<typeof startPaymentGateway>>
  beforeAll(async () => {
    running = await startPaymentGateway({ port: 0, stateFolder: emptyFolder() })
  })
  afterAll(() => running.close())
  const gateway = () => httpPaymentGateway({ baseUrl: `http://127.0.0.1:${running.ready.port}` })
  const charges = () => chargesAt(running.ready.port)

  test('tells the card behind a token', async () => {
    for (const token of ['tok_ok', 'tok_declined', 'tok_timeout'])
      expect(await gateway().lookUpCard(token)).toEqual({
        brand: expect.any(String),
        last4: expect.stringMatching(/^\d{4}$/),
        expiry: expect.stringMatching(/^\d{4}-\d\d$/),
      })
    expect(await gateway().lookUpCard('tok_expired')).toEqual({ refused: 'expired' })
    expect(await gateway().lookUpCard('tok_other')).toEqual({ refused: 'unknownToken' })
    for (const token of ['..', '../charges', '', 'tok_ok?', 'a'.repeat(300)])
      expect(await gateway().lookUpCard(token)).toEqual({ refused: 'unknownToken' })
  })

  test('charges once per key, however often it is asked', async () => {
    const told = await Promise.all([1, 2, 3, 4].map(() => gateway().charge('once', 'tok_ok', price)))
    expect(new Set(told.map((charge) => JSON.stringify(charge))).size).toBe(1)
    expect(told[0]).toMatchObject({ charged: true })
    expect(await gateway().outcome('once')).toEqual(told[0])
    expect(await charges().list('?idempotencyKey=once')).toHaveLength(1)
  })

  test('declines, and says so again', async () => {
    const declined = { charged: false, because: 'declined' }
    expect(await gateway().charge('poor', 'tok_declined', price)).toEqual(declined)
    expect(await gateway().charge('poor', 'tok_declined', price)).toEqual(declined)
    expect(await gateway().outcome('poor')).toEqual(declined)
    expect(await gateway().charge('late', 'tok_expired', price)).toEqual(declined)
  })

  test('loses the answer to tok_timeout once: unknown, then charged, and one charge', async () => {
    expect(await gateway().charge('lost', 'tok_timeout', price)).toEqual({ charged: 'unknown' })
    const outcome = await gateway().outcome('lost')
    expect(outcome).toEqual({ charged: true, chargeId: expect.any(String) })
    expect(await gateway().charge('lost', 'tok_timeout', price)).toEqual(outcome)
    expect(await charges().list('?idempotencyKey=lost')).toHaveLength(1)
  })

  test('knows when a charge never arrived', async () => {
    expect(await gateway().outcome('never')).toEqual({ charged: false, because: 'neverArrived' })
  })

  test('refuses a key that comes back with another body', async () => {
    await gateway().charge('same', 'tok_ok', price)
    await expect(gateway().charge('same', 'tok_ok', money(1, 'EUR'))).rejects.toThrow('422')
    const response = await charges().post('same', { amount: 999, currency: 'USD', token: 'tok_ok' })
    expect([response.status, (await jsonOf<Refusal>(response)).error.code]).toEqual([422, 'key_reused'])
  })

  test('gives money back once', async () => {
    await gateway().charge('back', 'tok_ok', price)
    const { id } = (await charges().list('?idempotencyKey=back'))[0] as Charge
    const refunded = await jsonOf(charges().refund(id))
    expect(refunded).toMatchObject({ id, status: 'refunded', refundedAt: expect.any(String) })
    expect(await jsonOf(charges().refund(id))).toEqual(refunded)
    expect((await charges().refund('ch_none')).status).toBe(404)
  })

  test('takes nothing that looks like a card number, and no half request', async () => {
    const body = { amount: 999, currency: 'EUR', token: 'tok_ok' }
    const statuses = await Promise.all(
      [
        charges().post('card', { ...body, token: '4242424242424242' }),
        charges().post('card', { ...body, number: '4242424242424242' }),
        charges().post('card', { ...body, amount: 9.99 }),
        charges().post('card', { ...body, currency: 'euro' }),
        charges().post(undefined, body),
      ].map(async (response) => (await response).status),
    )
    expect(statuses).toEqual([400, 400, 400, 400, 400])
    expect(await charges().list('?idempotencyKey=card')).toEqual([])
    expect(JSON.stringify(await charges().list())).not.toContain('4242424242424242')
  })

  test('refuses what it does not do by name', async () => {
    const response = await fetch(`http://127.0.0.1:${running.ready.port}/charges`, { method: 'DELETE' })
    expect([response.status, (await jsonOf<Refusal>(response)).error.code]).toEqual([501, 'not_supported'])
  })
})

test('a charge is there after a kill, also when its answer was lost', async () => {
  const options = { port: 0, stateFolder: emptyFolder() }
  const first = await startedChild<{ port: number }>('payment-gateway/main.ts', options)
  const before = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${first.ready.port}` })
  expect(await before.charge('k', 'tok_timeout', price)).toEqual({ charged: 'unknown' })
  await first.end('SIGKILL')
  // The gateway is away: nobody was charged by this call, but of the call before nothing is known.
  await expect(before.charge('k', 'tok_timeout', price)).rejects.toThrow(Unavailable)
  await expect(before.outcome('k')).rejects.toThrow(Unavailable)
  const second = await startedChild<{ port: number }>('payment-gateway/main.ts', options)
  const after = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${second.ready.port}` })
  expect(await after.charge('k', 'tok_timeout', price)).toMatchObject({ charged: true })
  expect(await chargesAt(second.ready.port).list()).toHaveLength(1)
  expect(await second.end('SIGTERM')).toBe(0)
})

test('an answer that is slow, broken or a server error leaves the charge unknown', async () => {
  const answers = ['never', '{"id":', 'error'] as const
  let turn = 0
  const server = createServer((_request, response) => {
    const answer = answers[turn++]
    if (answer === 'never') return
    response.writeHead(answer === 'error' ? 502 : 201, { 'content-type': 'application/json' })
    response.end(answer === 'error' ? '{}' : answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const gateway = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 300 })
  for (const _ of answers) expect(await gateway.charge('k', 'tok_ok', price)).toEqual({ charged: 'unknown' })
  server.close()
  server.closeAllConnections()
})
