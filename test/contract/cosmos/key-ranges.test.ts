import { CosmosClient } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import {
  type Account,
  failure,
  lagBehind,
  onStandIn,
  openAccount,
  productContainer,
  send,
} from './endpoint.ts'

const test = onStandIn('nobody can ask a real account for a second physical partition')
const commerce = '/dbs/seatwarden/colls/commerce'
const tenants = Array.from({ length: 12 }, (_, n) => `tenant-${n}`)
const query = { 'x-ms-documentdb-isquery': 'true', 'x-ms-documentdb-query-enablecrosspartition': 'true' }

describe('a container of several physical partitions', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount({ keyRanges: 3 })
    for (const tenantId of tenants)
      for (const id of ['a', 'b']) await account.container.items.create({ id, tenantId, type: 'x' })
  })
  afterAll(() => account.close())

  const inRange = async (id: string, sql = 'SELECT VALUE c.tenantId FROM c') => {
    const headers = { ...query, 'x-ms-documentdb-partitionkeyrangeid': id }
    const answer = await send(account.endpoint, 'POST', `${commerce}/docs`, { headers, body: { query: sql } })
    return { ...answer, documents: (answer.body as { Documents?: string[] }).Documents ?? [] }
  }

  test('its ranges follow each other without a gap', async () => {
    const { body } = await send(account.endpoint, 'GET', `${commerce}/pkranges`)
    const { PartitionKeyRanges: ranges } = body as unknown as {
      PartitionKeyRanges: { id: string; minInclusive: string; maxExclusive: string }[]
    }
    expect(ranges.map(({ id }) => id)).toEqual(['0', '1', '2'])
    expect(ranges[0]?.minInclusive).toBe('')
    expect(ranges.map(({ maxExclusive }) => maxExclusive)).toEqual([
      ranges[1]?.minInclusive,
      ranges[2]?.minInclusive,
      'FF',
    ])
  })

  test('each tenant is in one of them, with everything it has', async () => {
    const found = await Promise.all(['0', '1', '2'].map((id) => inRange(id)))
    for (const { documents } of found) expect(documents.length).toBeGreaterThan(0)
    expect(found.flatMap(({ documents }) => documents).toSorted()).toEqual(
      tenants.flatMap((tenant) => [tenant, tenant]).toSorted(),
    )
    const places = tenants.map((tenant) => found.filter(({ documents }) => documents.includes(tenant)).length)
    expect(new Set(places)).toEqual(new Set([1]))
  })

  test('a range that is not there is gone, as after a split', async () => {
    const { status, headers } = await inRange('3')
    expect([status, headers.get('x-ms-substatus')]).toEqual([410, '1002'])
  })

  test('a range and a partition key together are refused by name', async () => {
    const headers = {
      ...query,
      'x-ms-documentdb-partitionkeyrangeid': '0',
      'x-ms-documentdb-partitionkey': '["tenant-1"]',
    }
    const body = { query: 'SELECT * FROM c' }
    const answer = await send(account.endpoint, 'POST', `${commerce}/docs`, { headers, body })
    expect(answer.status).toBe(501)
    expect(answer.body.message).toContain('a range')
  })

  test('the gateway goes through them one after the other: pages end with them, and may be empty', async () => {
    const [, , last = ''] = await Promise.all(
      ['0', '1', '2'].map(async (id) => (await inRange(id)).documents[0]),
    )
    const pages = async (sql: string, maxItemCount: number) => {
      const iterator = account.container.items.query<string>(sql, { maxItemCount })
      const sizes: number[] = []
      while (iterator.hasMoreResults()) sizes.push((await iterator.fetchNext()).resources.length)
      return sizes
    }
    expect(await pages(`SELECT * FROM c WHERE STARTSWITH(c.tenantId, '${last}')`, 100)).toEqual([0, 0, 2])
    for (const size of [1, 2, 5]) {
      const sizes = await pages('SELECT * FROM c', size)
      expect(sizes.reduce((sum, one) => sum + one)).toBe(24)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(size)
    }
  })

  test('a session knows how far it has seen each of them', async () => {
    const client = new CosmosClient({
      endpoint: account.endpoint,
      key: emulatorKey,
      consistencyLevel: 'Session',
    })
    const container = productContainer(client)
    const careless = new CosmosClient({ endpoint: account.endpoint, key: emulatorKey })
    await lagBehind(account, [{ writesBehind: 100 }])
    try {
      for (const tenantId of tenants) {
        await container.item('a', tenantId).patch([{ op: 'set', path: '/state', value: 'new' }])
        expect((await container.item('a', tenantId).read()).resource).toMatchObject({ state: 'new' })
      }
      const count = async (from: CosmosClient) =>
        (await productContainer(from).items.query("SELECT c.id FROM c WHERE c.state = 'new'").fetchAll())
          .resources.length
      expect(await count(client)).toBe(tenants.length)
      expect(await count(careless)).toBe(0)
    } finally {
      await lagBehind(account, [])
      client.dispose()
      careless.dispose()
    }
  })

  test('a key of several values lies where its first value says', async () => {
    const { container } = await account.database.containers.createIfNotExists({
      id: 'hierarchical',
      partitionKey: { paths: ['/tenant', '/user'] },
    })
    for (const tenant of tenants)
      for (const user of ['u1', 'u2']) await container.items.create({ id: 'same', tenant, user })
    for (const tenant of tenants) {
      const options = { partitionKey: [tenant] }
      const { resources } = await container.items.query('SELECT VALUE c.user FROM c', options).fetchAll()
      expect(resources).toEqual(['u1', 'u2'])
    }
    expect(
      (await failure(container.items.query('SELECT * FROM c', { partitionKey: ['a', 'b', 'c'] }).fetchAll()))
        .code,
    ).toBe(400)
  })
})
