import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CosmosClient } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'
import {
  type Account,
  connect,
  failure,
  onStandIn,
  openAccount,
  productContainer,
  send,
  standInOptions,
  temporaryFolder,
} from './endpoint.ts'

describe('account, databases, containers', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())
  const docs = () => `/dbs/${account.database.id}/colls/commerce/docs`

  test('a database and a container are created once and can be deleted', async () => {
    const first = await account.client.databases.createIfNotExists({ id: 'contract made this' })
    const again = await account.client.databases.createIfNotExists({ id: 'contract made this' })
    expect([first.statusCode, again.statusCode]).toEqual([201, 200])
    const definition = { id: 'c 1', partitionKey: { paths: ['/a', '/b'] }, defaultTtl: -1 }
    const { containers } = first.database
    const created = await containers.createIfNotExists(definition)
    expect((await containers.createIfNotExists(definition)).statusCode).toBe(200)
    expect(created.resource).toMatchObject({
      id: 'c 1',
      partitionKey: { paths: ['/a', '/b'], kind: 'MultiHash', version: 2 },
      indexingPolicy: { indexingMode: 'consistent', automatic: true },
    })
    expect((await failure(containers.create(definition))).code).toBe(409)
    await created.container.delete()
    expect((await failure(created.container.items.query('SELECT * FROM c').fetchAll())).code).toBe(404)
    await first.database.delete()
    expect((await failure(first.database.read())).code).toBe(404)
  })

  test('a hierarchical key addresses one partition, and its first value several', async () => {
    const { container } = await account.database.containers.createIfNotExists({
      id: 'hierarchical',
      partitionKey: { paths: ['/tenant', '/user'] },
    })
    for (const user of ['u1', 'u2']) await container.items.create({ id: 'same', tenant: 't1', user })
    await container.items.create({ id: 'same', tenant: 't2', user: 'u1' })
    expect((await container.item('same', ['t1', 'u2']).read()).resource).toMatchObject({ user: 'u2' })
    const users = async (partitionKey: string[]) =>
      (await container.items.query('SELECT VALUE c.user FROM c', { partitionKey }).fetchAll()).resources
    expect(await users(['t1', 'u1'])).toEqual(['u1'])
    expect(await users(['t1'])).toEqual(['u1', 'u2'])
    await container.items.create({ id: 'homeless', user: 'u3' })
    const found = await send(
      account.endpoint,
      'POST',
      `/dbs/${account.database.id}/colls/hierarchical/docs`,
      {
        headers: { 'x-ms-documentdb-partitionkey': '[{}]', 'x-ms-documentdb-isquery': 'true' },
        body: { query: 'SELECT VALUE c.user FROM c' },
      },
    )
    expect(found.body).toMatchObject({ Documents: ['u3'] })
  })

  onStandIn('it counts requests')('the client reads the account once, not before every request', async () => {
    await account.container.items.create({ id: 'a', tenantId: 't1' })
    await fetch(`${account.endpoint}/_local/statistics/reset`, { method: 'POST' })
    for (let i = 0; i < 5; i++) await account.container.item('a', 't1').read()
    const statistics = await (await fetch(`${account.endpoint}/_local/statistics`)).json()
    expect(statistics).toMatchObject({ requests: 5 })
  })

  test('a wrong key, another resource and an old date are refused with a reason', async () => {
    const wrongKey = Buffer.from('wrong').toString('base64')
    const client = new CosmosClient({ endpoint: account.endpoint, key: wrongKey })
    expect((await failure(client.databases.readAll().fetchAll())).code).toBe(401)
    client.dispose()
    const options = { headers: { 'x-ms-documentdb-partitionkey': '["t1"]' } }
    const old = await send(account.endpoint, 'GET', `${docs()}/a`, {
      ...options,
      date: new Date(Date.now() - 16 * 60_000),
    })
    expect(old.status).toBe(403)
    const unsigned = await fetch(`${account.endpoint}${docs()}/a`)
    expect(unsigned.status).toBe(401)
    for (const body of [old.body, await unsigned.json()])
      expect(body).toEqual({ code: expect.any(String), message: expect.any(String) })
  })

  test('every error has a code and a message', async () => {
    const headers = { 'x-ms-documentdb-partitionkey': '["t1"]' }
    const answers = [
      await send(account.endpoint, 'GET', '/dbs/none'),
      await send(account.endpoint, 'GET', `${docs()}/none`, { headers }),
      await send(account.endpoint, 'POST', docs(), { headers, body: { id: 'x', tenantId: 'other' } }),
      await send(account.endpoint, 'POST', docs(), { headers, body: ['no document'] }),
      await send(account.endpoint, 'POST', docs(), { body: { id: 'x', tenantId: 't1' } }),
      await send(account.endpoint, 'POST', docs(), { headers, body: { id: 'a/b', tenantId: 't1' } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400, 400, 400])
    for (const { body } of answers)
      expect(body).toMatchObject({ code: expect.any(String), message: expect.any(String) })
    expect(answers[2]?.headers.get('x-ms-substatus')).toBe('1001')
  })
})

describe('the state folder', () => {
  const local = onStandIn('it starts stand-ins of its own')

  local('documents, order, continuations and etags survive a restart; a new index takes effect', async () => {
    const stateFolder = temporaryFolder()
    const options = standInOptions(stateFolder)
    const first = await startCosmos(options)
    const before = connect(first)
    const { items } = productContainer(before.client)
    for (let i = 0; i < 10; i++) await items.create({ id: `d${i}`, tenantId: 't1', hidden: 9 - i })
    const ask = { query: 'SELECT VALUE c.id FROM c' }
    const { continuationToken } = await items.query(ask, { partitionKey: 't1', maxItemCount: 4 }).fetchNext()
    const { etag } = await productContainer(before.client).item('d0', 't1').read()
    await productContainer(before.client).item('d9', 't1').delete()
    before.client.dispose()
    await first.close()

    const [definition] = options.containers.containers
    if (definition === undefined) throw new Error('containers.json names no container.')
    const second = await startCosmos({
      ...options,
      containers: {
        ...options.containers,
        containers: [{ ...definition, indexingPolicy: { includedPaths: [{ path: '/*' }] } }],
      },
    })
    const after = connect(second)
    const container = productContainer(after.client)
    const rest = container.items.query(ask, {
      partitionKey: 't1',
      continuationToken: continuationToken as string,
    })
    expect((await rest.fetchNext()).resources).toEqual(['d4', 'd5', 'd6', 'd7', 'd8'])
    expect((await container.item('d0', 't1').read()).etag).toBe(etag)
    const again = await container.items.create({ id: 'd9', tenantId: 't1', hidden: 0 })
    expect(again.etag > (etag ?? '')).toBe(true)
    const sorted = container.items.query('SELECT VALUE c.id FROM c ORDER BY c.hidden', { partitionKey: 't1' })
    expect((await sorted.fetchAll()).resources.slice(0, 3)).toEqual(['d9', 'd8', 'd7'])
    after.client.dispose()
    await second.close()
    rmSync(stateFolder, { recursive: true })
  })

  local('a second stand-in on the same folder, or on the same port, does not start', async () => {
    const [stateFolder, other] = [temporaryFolder(), temporaryFolder()]
    const first = await startCosmos(standInOptions(stateFolder))
    await expect(startCosmos(standInOptions(stateFolder))).rejects.toThrow(
      `The state folder ${stateFolder} is in use by another process.`,
    )
    await expect(startCosmos({ ...standInOptions(other), port: first.port })).rejects.toThrow(
      `port ${first.port}`,
    )
    await first.close()
    for (const folder of [stateFolder, other]) rmSync(folder, { recursive: true })
  })

  local('a file that is no database is refused with its folder', async () => {
    const stateFolder = temporaryFolder()
    writeFileSync(join(stateFolder, 'cosmos.db'), 'x'.repeat(4096))
    await expect(startCosmos(standInOptions(stateFolder))).rejects.toThrow(
      `The state folder ${stateFolder} cannot be read.`,
    )
    rmSync(stateFolder, { recursive: true })
  })

  local('a changed partition key is refused by name', async () => {
    const stateFolder = temporaryFolder()
    const options = standInOptions(stateFolder)
    await (await startCosmos(options)).close()
    const [definition] = options.containers.containers
    if (definition === undefined) throw new Error('containers.json names no container.')
    const changed = { ...definition, partitionKey: { paths: ['/other'] } }
    const start = startCosmos({ ...options, containers: { ...options.containers, containers: [changed] } })
    await expect(start).rejects.toThrow("'commerce'")
    rmSync(stateFolder, { recursive: true })
  })
})
