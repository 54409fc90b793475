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

  const isVoid = { charged: false, because: 'void' }
  const isRefunded = { charged: false, because: 'refunded' }
  const kept = async (key: string) => (await charges().list(`?idempotencyKey=${key}`))[0]

  test('charges nothing under a key that was made void, whatever is asked under it', async () => {
    expect(await gateway().voidKey('dead')).toEqual(isVoid)
    expect(await gateway().charge('dead', 'tok_ok', price)).toEqual(isVoid)
    expect(await gateway().charge('dead', 'tok_timeout', money(1, 'USD'))).toEqual(isVoid)
    expect(await gateway().voidKey('dead')).toEqual(isVoid)
    expect(await gateway().outcome('dead')).toEqual(isVoid)
    expect(await kept('dead')).toMatchObject({ status: 'void', amount: 0 })
  })

  test('does not make a key void that was charged or declined: it tells what became of it', async () => {
    const charge = await gateway().charge('paid', 'tok_ok', price)
    expect(charge).toMatchObject({ charged: true })
    expect(await gateway().voidKey('paid')).toEqual(charge)
    expect(await gateway().outcome('paid')).toEqual(charge)
    await gateway().charge('lostThenVoid', 'tok_timeout', price)
    expect(await gateway().voidKey('lostThenVoid')).toMatchObject({ charged: true })
    await gateway().charge('no', 'tok_declined', price)
    expect(await gateway().voidKey('no')).toEqual({ charged: false, because: 'declined' })
  })

  test('a key that is charged and made void at once is either, for ever', async () => {
    for (const key of ['race1', 'race2', 'race3', 'race4']) {
      const told = await Promise.all([
        gateway().charge(key, 'tok_ok', price),
        gateway().voidKey(key),
        gateway().charge(key, 'tok_ok', price),
      ])
      const outcome = await gateway().outcome(key)
      expect(told).toEqual([outcome, outcome, outcome])
    }
  })

  test('gives money back once, by the key of the charge, and tells ever after that it was', async () => {
    await gateway().charge('back', 'tok_ok', price)
    await Promise.all([1, 2, 3].map(() => gateway().refund('back')))
    const refunded = await kept('back')
    expect(refunded).toMatchObject({ status: 'refunded', amount: 999, refundedAt: expect.any(String) })
    await gateway().refund('back')
    expect(await kept('back')).toEqual(refunded)
    expect(await gateway().outcome('back')).toEqual(isRefunded)
    expect(await gateway().voidKey('back')).toEqual(isRefunded)
    expect(await gateway().charge('back', 'tok_ok', price)).toEqual(isRefunded)
    expect(await charges().list('?idempotencyKey=back')).toHaveLength(1)
  })

  test('gives nothing back that it never took: that is a mistake of ours, and no retry helps', async () => {
    await gateway().charge('declined', 'tok_declined', price)
    await gateway().voidKey('voided')
    for (const [key, status] of [
      ['unheardOf', 404],
      ['declined', 409],
      ['voided', 409],
    ] as const) {
      const refused = await gateway()
        .refund(key)
        .catch((error: unknown) => error)
      expect(refused, key).toEqual(expect.objectContaining({ message: expect.stringContaining(`${status}`) }))
      expect(refused, key).not.toBeInstanceOf(Unavailable)
    }
    expect(await kept('unheardOf')).toBeUndefined()
    expect(await kept('declined')).toMatchObject({ status: 'declined', refundedAt: null })
    expect(await kept('voided')).toMatchObject({ status: 'void', refundedAt: null })
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
    const ask = async (method: string, path: string) => {
      const response = await fetch(`http://127.0.0.1:${running.ready.port}${path}`, { method })
      return [response.status, (await jsonOf<Refusal>(response)).error.code]
    }
    expect(await ask('DELETE', '/charges')).toEqual([501, 'not_supported'])
    // A charge is given back by its key alone.
    expect(await ask('POST', '/charges/ch_1/refund')).toEqual([501, 'not_supported'])
    expect(await ask('POST', '/refunds')).toEqual([400, 'key_missing'])
    expect(await ask('POST', '/charges/void')).toEqual([400, 'key_missing'])
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

test('what was made void or given back is so after a kill', async () => {
  const options = { port: 0, stateFolder: emptyFolder() }
  const first = await startedChild<{ port: number }>('payment-gateway/main.ts', options)
  const before = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${first.ready.port}` })
  await before.voidKey('dead')
  await before.charge('back', 'tok_ok', price)
  await before.refund('back')
  await first.end('SIGKILL')
  await expect(before.voidKey('other')).rejects.toThrow(Unavailable)
  await expect(before.refund('back')).rejects.toThrow(Unavailable)
  const second = await startedChild<{ port: number }>('payment-gateway/main.ts', options)
  const after = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${second.ready.port}` })
  expect(await after.charge('dead', 'tok_ok', price)).toEqual({ charged: false, because: 'void' })
  expect(await after.outcome('back')).toEqual({ charged: false, because: 'refunded' })
  await after.refund('back')
  expect(await second.end('SIGTERM')).toBe(0)
})

const badAnswers = ['never', 'broken', 'stopped', 'error', 'throttled'] as const

/** A gateway that gives the same bad answer to everything, and a client of it that waits a moment only. */
async function badGateway(answer: (typeof badAnswers)[number]) {
  const statuses = { never: 0, broken: 201, stopped: 201, error: 502, throttled: 429 }
  const server = createServer((_request, response) => {
    if (answer === 'never') return
    response.writeHead(statuses[answer], { 'content-type': 'application/json' })
    if (answer === 'stopped') response.write('{"id":')
    else response.end(answer === 'broken' ? '{"id":' : '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    gateway: httpPaymentGateway({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 300 }),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

test.each(badAnswers)(
  'an answer of the kind "%s" leaves a charge unknown, and everything else undone',
  async (answer) => {
    const { gateway, close } = await badGateway(answer)
    expect(await gateway.charge('k', 'tok_ok', price)).toEqual({ charged: 'unknown' })
    const others = [
      gateway.outcome('k'),
      gateway.voidKey('k'),
      gateway.refund('k'),
      gateway.lookUpCard('tok_ok'),
    ]
    for (const other of await Promise.allSettled(others)) {
      expect(other).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
    }
    close()
  },
)
