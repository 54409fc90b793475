import { rmSync } from 'node:fs'
import { type Container, CosmosClient, type CosmosClientOptions } from '@azure/cosmos'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest'
import { startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import {
  type Account,
  failure,
  lagBehind,
  onStandIn,
  openAccount,
  productContainer,
  send,
  standInOptions,
  temporaryFolder,
} from './endpoint.ts'

const test = onStandIn('a real account has no replicas that lag on demand')
const docs = '/dbs/seatwarden/colls/commerce/docs'

describe('what a client reads when replicas lag behind', () => {
  let account: Account
  let tenantId: string
  let tenants = 0
  const clients: CosmosClient[] = []
  beforeAll(async () => {
    account = await openAccount()
  })
  beforeEach(() => {
    tenantId = `t${tenants++}`
  })
  afterEach(async () => {
    await lagBehind(account, [])
    for (const client of clients.splice(0)) client.dispose()
  })
  afterAll(() => account.close())

  const connect = (options: Partial<CosmosClientOptions> = {}) => {
    const client = new CosmosClient({ endpoint: account.endpoint, key: emulatorKey, ...options })
    clients.push(client)
    return productContainer(client)
  }
  const session = () => connect({ consistencyLevel: 'Session' })
  const read = async (container: Container) => (await container.item('d', tenantId).read()).resource?.n
  const query = async (container: Container) => {
    const options = { partitionKey: tenantId }
    return (await container.items.query<number>('SELECT VALUE c.n FROM c', options).fetchAll()).resources[0]
  }
  const batch = async (container: Container) => {
    const { result } = await container.items.batch([{ operationType: 'Read', id: 'd' }], tenantId)
    return result?.[0]?.resourceBody?.['n']
  }
  const create = (container: Container, n = 0) => container.items.create({ id: 'd', tenantId, n })

  const ways = [
    { way: 'a read', look: read },
    { way: 'a query', look: query },
    { way: 'a batch of reads', look: batch },
  ]
  const item = (container: Container) => container.item('d', tenantId)
  const patch = [{ op: 'incr' as const, path: '/n', value: 1 }]
  const patched = { operationType: 'Patch' as const, id: 'd', resourceBody: patch }
  const writes = [
    { name: 'upsert', write: (own: Container) => own.items.upsert({ id: 'd', tenantId, n: 1 }), left: 1 },
    { name: 'replace', write: (own: Container) => item(own).replace({ id: 'd', tenantId, n: 1 }), left: 1 },
    { name: 'patch', write: (own: Container) => item(own).patch(patch), left: 1 },
    { name: 'delete', write: (own: Container) => item(own).delete(), left: undefined },
    { name: 'batch', write: (own: Container) => own.items.batch([patched], tenantId), left: 1 },
  ]
  const each = writes.flatMap((write) => ways.map((way) => ({ ...write, ...way })))

  test.for(each)(
    'its own $name: $way misses it, unless the client has the level',
    async ({ write, left, look }) => {
      await create(account.container)
      await lagBehind(account, [{ writesBehind: 1 }])
      const careless = connect()
      await write(careless)
      expect(await look(careless)).toBe(0)
      await account.container.items.upsert({ id: 'd', tenantId, n: 0 })
      await lagBehind(account, [{ writesBehind: 1 }])
      const careful = session()
      await write(careful)
      expect(await look(careful)).toBe(left)
    },
  )

  test('reading is the only thing that lags: a write meets what is there', async () => {
    await lagBehind(account, [{ writesBehind: 5 }])
    const container = connect()
    await create(container)
    expect((await failure(create(container))).code).toBe(409)
    const mixed = await container.items.batch([patched, { operationType: 'Read', id: 'd' }], tenantId)
    expect(mixed.result?.[1]?.resourceBody).toMatchObject({ n: 1 })
    expect(await read(container)).toBeUndefined()
  })

  test('a refused write tells of what refused it', async () => {
    await lagBehind(account, [{ writesBehind: 5 }])
    await create(account.container, 7)
    const container = session()
    expect(await read(container)).toBeUndefined()
    expect((await failure(create(container))).code).toBe(409)
    expect(await read(container)).toBe(7)
    await account.container.item('d', tenantId).delete()
    expect(await read(container)).toBe(7)
    expect((await failure(container.item('d', tenantId).patch(patch))).code).toBe(404)
    expect(await read(container)).toBeUndefined()
  })

  test.for(ways)('what another client wrote: $way may miss it, but never goes back', async ({ look }) => {
    await create(account.container)
    await lagBehind(account, [{ writesBehind: 0 }, { writesBehind: 3 }, { writesBehind: 1 }])
    const [careless, careful] = [connect(), session()]
    const seen: { careless: number[]; careful: number[] } = { careless: [], careful: [] }
    for (let n = 1; n <= 8; n++) {
      await account.container.items.upsert({ id: 'd', tenantId, n })
      seen.careless.push((await look(careless)) as number)
      seen.careful.push((await look(careful)) as number)
    }
    const sorted = (list: number[]) => list.toSorted((a, b) => a - b)
    expect(seen.careless).not.toEqual(sorted(seen.careless))
    expect(seen.careful).toEqual(sorted(seen.careful))
    expect(seen.careful.some((n, i) => n < i + 1)).toBe(true)
  })

  test('a later page is never older than an earlier one, unless another client goes on with it', async () => {
    const names = ['a', 'b', 'c', 'd']
    const add = (id: string) => account.container.items.create({ id, tenantId })
    for (const id of names.slice(0, 2)) await add(id)
    await lagBehind(account, [{ writesBehind: 0 }, { writesBehind: 9 }])
    for (const id of names.slice(2)) await add(id)
    const pages = async (first: Container, second: Container) => {
      const ask = (container: Container, continuationToken?: string) => {
        const options = {
          partitionKey: tenantId,
          maxItemCount: 2,
          ...(continuationToken && { continuationToken }),
        }
        return container.items.query<string>('SELECT VALUE c.id FROM c', options).fetchNext()
      }
      const one = await ask(first)
      const two = await ask(second, one.continuationToken)
      return [...one.resources, ...(two.resources ?? [])]
    }
    const careful = session()
    expect(await pages(careful, careful)).toEqual(names)
    expect(await pages(session(), session())).toEqual(names.slice(0, 2))
  })

  test('a lag can be a time', async () => {
    await create(account.container)
    await lagBehind(account, [{ millisecondsBehind: 1_000 }])
    const container = connect()
    await container.items.upsert({ id: 'd', tenantId, n: 1 })
    expect(await read(container)).toBe(0)
    await expect.poll(() => read(container), { timeout: 10_000 }).toBe(1)
  })

  test('a document whose time is over does not come back', async () => {
    await lagBehind(account, [{ writesBehind: 1 }])
    await account.container.items.create({ id: 'd', tenantId, n: 0, ttl: 2 })
    for (let n = 0; n < 2; n++)
      await account.container.items.upsert({ id: 'other', tenantId: 'elsewhere', n })
    expect(await read(connect())).toBe(0)
    await expect.poll(() => read(connect()), { timeout: 10_000 }).toBeUndefined()
    await create(account.container, 3)
    expect(await query(connect())).toBeUndefined()
    await account.container.items.upsert({ id: 'other', tenantId: 'elsewhere' })
    expect(await query(connect())).toBe(3)
  })

  test('a name that is written otherwise in an address has a session too', async () => {
    const created = await account.client.databases.createIfNotExists({ id: 'a+b & Müller' })
    await created.database.containers.createIfNotExists({ id: 'c 1', partitionKey: '/tenantId' })
    const container = session().database.client.database('a+b & Müller').container('c 1')
    await lagBehind(account, [{ writesBehind: 1 }])
    await create(container, 5)
    expect(await read(container)).toBe(5)
  })

  test('a weaker level ignores the token, a stronger one is refused', async () => {
    await lagBehind(account, [{ writesBehind: 1 }])
    const { headers } = await create(account.container)
    const partition = { 'x-ms-documentdb-partitionkey': JSON.stringify([tenantId]) }
    const ask = (consistency: Record<string, string>) =>
      send(account.endpoint, 'GET', `${docs}/d`, { headers: { ...partition, ...consistency } })
    const token = { 'x-ms-session-token': String(headers['x-ms-session-token']) }
    expect((await ask(token)).status).toBe(200)
    expect((await ask({ ...token, 'x-ms-consistency-level': 'Session' })).status).toBe(200)
    expect((await ask({ ...token, 'x-ms-consistency-level': 'Eventual' })).status).toBe(404)
    expect((await ask({ ...token, 'x-ms-consistency-level': 'ConsistentPrefix' })).status).toBe(404)
    expect((await ask({ 'x-ms-consistency-level': 'Strong' })).status).toBe(400)
    expect((await ask({ 'x-ms-consistency-level': 'BoundedStaleness' })).status).toBe(400)
    expect((await ask({ 'x-ms-session-token': 'nonsense' })).status).toBe(400)
    expect((await ask({ 'x-ms-session-token': '7:-1#999' })).status).toBe(404)
    const ahead = await ask({ 'x-ms-session-token': '0:-1#999999' })
    expect([ahead.status, ahead.headers.get('x-ms-substatus')]).toEqual([404, '1002'])
  })

  test('a lag that is none is refused by name', async () => {
    for (const lags of [{}, [{}], [{ writesBehind: -1 }], [{ writesBehind: 1, millisecondsBehind: 1 }], [7]])
      await expect(lagBehind(account, lags as never)).rejects.toThrow('writesBehind')
  })
})

test('a session goes on when the stand-in comes back, also after a batch that failed', async () => {
  const stateFolder = temporaryFolder()
  const first = await startCosmos(standInOptions(stateFolder))
  const endpoint = `http://127.0.0.1:${first.port}`
  const client = new CosmosClient({
    endpoint,
    key: emulatorKey,
    consistencyLevel: 'Session',
    // Else the client would drop a token that nobody knows, and ask again without one.
    connectionPolicy: { enableEndpointDiscovery: false },
  })
  const container = productContainer(client)
  await container.items.create({ id: 'd', tenantId: 't', n: 1 })
  const failing = [0, 1, 2].map((n) => ({
    operationType: 'Create' as const,
    resourceBody: { id: n === 2 ? 'd' : `new-${n}`, tenantId: 't' },
  }))
  expect((await container.items.batch(failing, 't')).code).toBe(207)
  await first.close()
  const second = await startCosmos({ ...standInOptions(stateFolder), port: first.port })
  expect((await container.item('d', 't').read()).resource).toMatchObject({ n: 1 })
  client.dispose()
  await second.close()
  rmSync(stateFolder, { recursive: true })
})
