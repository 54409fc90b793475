import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { money } from '#core/kernel/money.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { RefundOrder } from '#core/ports/payments.ts'
import { httpPaymentGateway } from '#infra/payments/http-payment-gateway.ts'
import type { Charge } from '#local/stand-ins/payment-gateway/charge-store.ts'
import { startPaymentGateway } from '#local/stand-ins/payment-gateway/start-payment-gateway.ts'
import { jsonOf } from './json-of.ts'
import { emptyFolder, startedChild } from './started-child.ts'

type Refusal = { error: { code: string } }

const price = money(999, 'EUR')

function whole(chargeKey: string): RefundOrder {
  return { key: `refund:${chargeKey}`, chargeKey, amount: price }
}

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

  test('shows the fields for a card to a page of this machine alone', async () => {
    const fields = (query: Record<string, string>) =>
      fetch(`http://127.0.0.1:${running.ready.port}/card-fields?${new URLSearchParams(query)}`)
    const shown = await fields({ origin: 'http://localhost:7071', lang: 'nl' })
    const policy = shown.headers.get('content-security-policy')
    expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors http:\/\/localhost:7071;/)
    expect(await shown.text()).toContain('lang="nl"')
    for (const origin of [
      '',
      'https://example.com',
      'http://localhost:7071/',
      'http://localhost.example.com',
      'http://localhost:7071; frame-ancestors *',
      'null',
      '*',
    ])
      expect([origin, (await fields({ origin })).status]).toEqual([origin, 400])
    expect((await fields({ origin: 'http://localhost:7071', lang: 'de' })).status).toBe(501)
  })

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

  test('gives all of a charge back once, and tells ever after that it was', async () => {
    await gateway().charge('back', 'tok_ok', price)
    await Promise.all([1, 2, 3].map(() => gateway().refund(whole('back'))))
    const refunded = await kept('back')
    expect(refunded).toMatchObject({
      status: 'refunded',
      amount: 999,
      refundedAmount: 999,
      refundedAt: expect.any(String),
    })
    await gateway().refund(whole('back'))
    expect(await kept('back')).toEqual(refunded)
    expect(await gateway().outcome('back')).toEqual(isRefunded)
    expect(await gateway().voidKey('back')).toEqual(isRefunded)
    expect(await gateway().charge('back', 'tok_ok', price)).toEqual(isRefunded)
    expect(await charges().list('?idempotencyKey=back')).toHaveLength(1)
  })

  test('parts of a charge add up: it is charged until the last cent is given back', async () => {
    const charge = await gateway().charge('parts', 'tok_ok', price)
    for (const [key, amount, refundedAmount] of [
      ['part1', 300, 300],
      ['part2', 698, 998],
    ] as const) {
      await gateway().refund({ key, chargeKey: 'parts', amount: money(amount, 'EUR') })
      expect(await kept('parts')).toMatchObject({ status: 'succeeded', refundedAmount, refundedAt: null })
      expect(await gateway().outcome('parts')).toEqual(charge)
      expect(await gateway().voidKey('parts')).toEqual(charge)
      expect(await gateway().charge('parts', 'tok_ok', price)).toEqual(charge)
    }
    await gateway().refund({ key: 'part3', chargeKey: 'parts', amount: money(1, 'EUR') })
    expect(await kept('parts')).toMatchObject({ status: 'refunded', refundedAmount: 999 })
    expect(await gateway().outcome('parts')).toEqual(isRefunded)
  })

  test('gives a part back once per refund key, however often and however close together it is asked', async () => {
    await gateway().charge('again', 'tok_ok', price)
    const part = { key: 'again1', chargeKey: 'again', amount: money(400, 'EUR') }
    await Promise.all([1, 2, 3, 4].map(() => gateway().refund(part)))
    expect(await kept('again')).toMatchObject({ status: 'succeeded', refundedAmount: 400 })
    // Also when nothing would be left for a second time.
    await gateway().refund({ ...part, key: 'again2', amount: money(599, 'EUR') })
    await gateway().refund(part)
    expect(await kept('again')).toMatchObject({ status: 'refunded', refundedAmount: 999 })
  })

  /** What we are told is a mistake of ours: no retry helps. */
  const isRefused = async (order: RefundOrder, status: number) => {
    const refused = await gateway()
      .refund(order)
      .catch((error: unknown) => error)
    expect(refused, order.key).toEqual(
      expect.objectContaining({ message: expect.stringContaining(`${status}`) }),
    )
    expect(refused, order.key).not.toBeInstanceOf(Unavailable)
  }

  test('refuses a refund key that comes back with another body', async () => {
    await gateway().charge('one', 'tok_ok', price)
    await gateway().charge('two', 'tok_ok', price)
    const part = { key: 'reused', chargeKey: 'one', amount: money(100, 'EUR') }
    await gateway().refund(part)
    await isRefused({ ...part, amount: money(101, 'EUR') }, 422)
    await isRefused({ ...part, amount: money(100, 'USD') }, 422)
    await isRefused({ ...part, chargeKey: 'two' }, 422)
    expect(await kept('one')).toMatchObject({ refundedAmount: 100 })
    expect(await kept('two')).toMatchObject({ refundedAmount: 0 })
  })

  test('gives no more back than is left of a charge, and in no other currency', async () => {
    await gateway().charge('little', 'tok_ok', price)
    const order = (key: string, amount: number, currency = 'EUR') => ({
      key,
      chargeKey: 'little',
      amount: money(amount, currency),
    })
    await isRefused(order('much', 1_000), 409)
    await isRefused(order('dollars', 1, 'USD'), 422)
    await gateway().refund(order('some', 500))
    await isRefused(order('rest', 500), 409)
    for (const amount of [0, -1]) await isRefused(order('nothing', amount), 400)
    expect(await kept('little')).toMatchObject({ status: 'succeeded', refundedAmount: 500 })
    // What was refused has used up no key.
    await gateway().refund(order('rest', 499))
    await isRefused(order('cent', 1), 409)
    expect(await kept('little')).toMatchObject({ status: 'refunded', refundedAmount: 999 })
  })

  test('of many refunds at once only those go through that the charge has room for', async () => {
    await gateway().charge('rush', 'tok_ok', price)
    const told = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((number) =>
        gateway().refund({ key: `rush${number}`, chargeKey: 'rush', amount: money(400, 'EUR') }),
      ),
    )
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await kept('rush')).toMatchObject({ status: 'succeeded', refundedAmount: 800 })
  })

  test('a refund whose answer was lost is done, and asked for again goes back once', async () => {
    await gateway().charge('silent', 'tok_ok', price)
    const part = { key: 'silent1', chargeKey: 'silent', amount: money(600, 'EUR') }
    const { url, close } = await losingFirstAnswer(running.ready.port)
    const behind = httpPaymentGateway({ baseUrl: url })
    await expect(behind.refund(part)).rejects.toThrow(Unavailable)
    expect(await kept('silent')).toMatchObject({ refundedAmount: 600 })
    await behind.refund(part)
    expect(await kept('silent')).toMatchObject({ status: 'succeeded', refundedAmount: 600 })
    close()
  })

  test('gives nothing back that it never took: that is a mistake of ours, and no retry helps', async () => {
    await gateway().charge('declined', 'tok_declined', price)
    await gateway().voidKey('voided')
    for (const [key, status] of [
      ['unheardOf', 404],
      ['declined', 409],
      ['voided', 409],
    ] as const)
      await isRefused(whole(key), status)
    expect(await kept('unheardOf')).toBeUndefined()
    expect(await kept('declined')).toMatchObject({ status: 'declined', refundedAmount: 0, refundedAt: null })
    expect(await kept('voided')).toMatchObject({ status: 'void', refundedAmount: 0, refundedAt: null })
  })

  test('takes what changed on a card, whatever the date is where it runs', async () => {
    for (const changes of [
      { expiry: '2031-12' },
      { expiry: '1999-01' },
      { securityCode: '417' },
      { expiry: '2031-12', securityCode: '4170' },
    ])
      expect(await gateway().updateCard('tok_ok', changes)).toEqual({ updated: true })
    // What stands behind a token of this machine is fixed.
    expect(await gateway().lookUpCard('tok_ok')).toMatchObject({ expiry: '2034-12' })
  })

  test('says why it does not take what changed on a card', async () => {
    const change = { expiry: '2031-12', securityCode: '417' }
    expect(await gateway().updateCard('tok_expired', change)).toEqual({ refused: 'expired' })
    expect(await gateway().updateCard('tok_ok', { ...change, securityCode: '000' })).toEqual({
      refused: 'securityCode',
    })
    for (const token of ['tok_other', '..', '../charges', 'tok_ok/card', '', 'a'.repeat(300)])
      expect(await gateway().updateCard(token, change)).toEqual({ refused: 'unknownToken' })
  })

  test('refuses a change of a card that is none, and repeats no value of it', async () => {
    for (const changes of [
      {},
      { expiry: '2031-13' },
      { expiry: '12/31' },
      { securityCode: '41' },
      { securityCode: '41700' },
      { expiry: '2031-12', securityCode: '4l7' },
    ])
      await expect(gateway().updateCard('tok_ok', changes)).rejects.toThrow('400')
    const patch = async (body: string) => {
      const response = await fetch(`http://127.0.0.1:${running.ready.port}/tokens/tok_ok`, {
        method: 'PATCH',
        body,
      })
      return [response.status, await response.text()] as const
    }
    for (const body of ['{"securityCode":4170}', '{"securityCode":"41700"}', '{"number":"4170"}', '"4170"']) {
      const [status, text] = await patch(body)
      expect([status, text.includes('417')]).toEqual([400, false])
    }
    const [status, text] = await patch('{"securityCode":"4170"}')
    expect([status, text.includes('417')]).toEqual([200, false])
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
  await before.refund(whole('back'))
  await before.charge('half', 'tok_ok', price)
  const half = { key: 'half1', chargeKey: 'half', amount: money(500, 'EUR') }
  await before.refund(half)
  await first.end('SIGKILL')
  await expect(before.voidKey('other')).rejects.toThrow(Unavailable)
  await expect(before.refund(whole('back'))).rejects.toThrow(Unavailable)
  const second = await startedChild<{ port: number }>('payment-gateway/main.ts', options)
  const after = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${second.ready.port}` })
  expect(await after.charge('dead', 'tok_ok', price)).toEqual({ charged: false, because: 'void' })
  expect(await after.outcome('back')).toEqual({ charged: false, because: 'refunded' })
  await after.refund(whole('back'))
  await after.refund(half)
  expect(await after.outcome('half')).toMatchObject({ charged: true })
  await expect(after.refund({ ...half, key: 'half2' })).rejects.toThrow('409')
  expect(await chargesAt(second.ready.port).list('?idempotencyKey=half')).toMatchObject([
    { status: 'succeeded', refundedAmount: 500 },
  ])
  expect(await second.end('SIGTERM')).toBe(0)
})

test('what an older run has charged and given back is there, and is not given back again', async () => {
  const stateFolder = emptyFolder()
  const older = new DatabaseSync(join(stateFolder, 'charges.sqlite'))
  older.exec(`
    CREATE TABLE charge (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, token TEXT NOT NULL, idempotencyKey TEXT NOT NULL UNIQUE,
      createdAt TEXT NOT NULL, refundedAt TEXT);
    INSERT INTO charge VALUES
      (1, 'ch_1', 'refunded', 999, 'EUR', 'tok_ok', 'back', '2026-01-01', '2026-01-02'),
      (2, 'ch_2', 'succeeded', 999, 'EUR', 'tok_ok', 'paid', '2026-01-01', NULL)`)
  older.close()
  // Twice: what is brought over is brought over once.
  for (const refundedBefore of [0, 400]) {
    const { ready, close } = await startPaymentGateway({ port: 0, stateFolder })
    expect(await chargesAt(ready.port).list()).toMatchObject([
      { status: 'refunded', refundedAmount: 999, refundedAt: '2026-01-02' },
      { status: 'succeeded', refundedAmount: refundedBefore, refundedAt: null },
    ])
    const gateway = httpPaymentGateway({ baseUrl: `http://127.0.0.1:${ready.port}` })
    await expect(gateway.refund(whole('back'))).rejects.toThrow('409')
    await gateway.refund({ key: 'part', chargeKey: 'paid', amount: money(400, 'EUR') })
    await close()
  }
})

/** A way to the gateway on which the first answer gets lost. */
async function losingFirstAnswer(port: number) {
  let answers = 0
  const server = createServer(async (request, response) => {
    const { authorization: _, connection: __, host: ___, ...headers } = request.headers
    const said = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: String(request.method),
      headers: headers as Record<string, string>,
      body: request,
      duplex: 'half',
    })
    const body = await said.text()
    answers += 1
    if (answers === 1) response.destroy()
    else response.writeHead(said.status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

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
      gateway.refund(whole('k')),
      gateway.updateCard('tok_ok', { securityCode: '417' }),
      gateway.lookUpCard('tok_ok'),
    ]
    for (const other of await Promise.allSettled(others)) {
      expect(other).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
    }
    close()
  },
)
