import { CosmosClient } from '@azure/cosmos'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { type Account, failure, onStandIn, openAccount, productContainer } from './endpoint.ts'

const test = onStandIn('budgets and faults on demand are of the stand-in alone')

describe('throttling and faults on demand', () => {
  let account: Account
  beforeEach(async () => {
    account = await openAccount({ requestUnitsPerSecond: 200 })
  })
  afterEach(() => account.close())

  const control = (method: string, path: string, body?: object) =>
    fetch(`${account.endpoint}/_local/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
  const impatient = () =>
    new CosmosClient({
      endpoint: account.endpoint,
      key: emulatorKey,
      connectionPolicy: { retryOptions: { maxRetryAttemptCount: 0 } } as object,
    })
  const batchOf = (count: number, name: string) =>
    Array.from({ length: count }, (_, i) => ({
      operationType: 'Create' as const,
      resourceBody: { id: `${name}${i}`, tenantId: 't1' },
    }))

  test('a partition over its request units answers 429 and says when to come again', async () => {
    const client = impatient()
    const container = productContainer(client)
    await container.items.batch(batchOf(100, 'a'), 't1') // Some 495 of 200.
    const refused = await container
      .item('a0', 't1')
      .read()
      .catch((error) => error)
    expect(refused).toMatchObject({ code: 429, substatus: 3200 })
    expect(refused.retryAfterInMs).toBeGreaterThan(500)
    expect((await failure(container.items.batch(batchOf(1, 'b'), 't1'))).code).toBe(429)
    const elsewhere = await container.items.create({ id: 'x', tenantId: 't2' })
    expect(elsewhere.statusCode).toBe(201)
    client.dispose()
  })

  test('a patient client waits and gets through', async () => {
    await account.container.items.batch(batchOf(60, 'a'), 't1') // Some 297 of 200.
    const start = performance.now()
    expect((await account.container.item('a0', 't1').read()).statusCode).toBe(200)
    expect(performance.now() - start).toBeGreaterThan(300)
  })

  test('429 on demand hits what it matches, as often as asked', async () => {
    await control('POST', 'faults', { status: 429, times: 2, retryAfterMs: 5, match: 'batch' })
    await account.container.items.create({ id: 'single', tenantId: 't1' })
    const { code, headers } = (await account.container.items.batch(batchOf(1, 'r'), 't1')) as {
      code?: number
      headers?: Record<string, unknown>
    }
    expect(code).toBe(200)
    expect(headers?.['x-ms-throttle-retry-count']).toBe(2)
  })

  test.each([408, 503] as const)(
    '%s on demand reaches the caller of a write, which did nothing',
    async (status) => {
      const client = impatient()
      await control('POST', 'faults', { status, times: 5, match: 'write' })
      const create = productContainer(client).items.create({ id: 'no', tenantId: 't1' })
      expect((await failure(create)).code).toBe(status)
      await control('DELETE', 'faults')
      expect((await account.container.item('no', 't1').read()).statusCode).toBe(404)
      client.dispose()
    },
  )

  test('a lost answer: the caller sees a broken connection, and the work is done', async () => {
    await control('POST', 'faults', { status: 503, times: 1, match: 'batch', afterCommit: true })
    const { message } = await failure(account.container.items.batch(batchOf(2, 'lost'), 't1'))
    expect(message).toMatch(/socket hang up|ECONNRESET/)
    expect((await account.container.item('lost1', 't1').read()).statusCode).toBe(200)
  })

  test('statistics count requests and request units by kind', async () => {
    await account.container.items.create({ id: 's', tenantId: 't1' })
    await control('POST', 'statistics/reset')
    await account.container.items.batch(batchOf(2, 's'), 't1')
    await account.container.item('s', 't1').read()
    await account.container.items.query('SELECT * FROM c', { partitionKey: 't1' }).fetchAll()
    const statistics = (await (await control('GET', 'statistics')).json()) as { byKind: object }
    expect(statistics).toMatchObject({
      byKind: {
        batch: { requests: 1, requestUnits: 9.9 },
        read: { requests: 1, requestUnits: 1 },
        query: { requests: 1 },
        plan: { requests: 1, requestUnits: 0 },
      },
    })
    expect(statistics.byKind).not.toHaveProperty('create')
  })

  test('a fault that cannot be is a bad request', async () => {
    expect((await control('POST', 'faults', { status: 418 })).status).toBe(400)
    expect((await control('POST', 'faults', { status: 429, match: 'sometimes' })).status).toBe(400)
    expect((await control('GET', 'secrets')).status).toBe(501)
  })
})
