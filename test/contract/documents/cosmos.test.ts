import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Query } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { promisesAcrossTenants } from './across-tenants-suite.ts'
import { promisesOfCosmos, requestsOf, type WatchedStore } from './cosmos-suite.ts'
import { aSample, newTenant, aTenantWith as newTenantWith } from './samples.ts'
import { openStandIn, type StandIn } from './stand-in.ts'
import { promisesOfDocuments } from './suite.ts'

promisesOfDocuments('Cosmos DB through our adapter', openStandIn)
promisesOfCosmos('what goes over the network to Cosmos DB', openWatchedStandIn)
promisesAcrossTenants('Cosmos DB through our adapter, over all tenants', openStandIn)
promisesAcrossTenants('the same in three physical partitions', () => openStandIn({ keyRanges: 3 }))

let store: StandIn & WatchedStore
beforeAll(async () => {
  store = await openWatchedStandIn()
})
afterEach(() => {
  store.requests.length = 0
})
afterAll(() => store.close())

async function openWatchedStandIn() {
  const requests: string[] = []
  const standIn = await openStandIn({ throttledRetriesMax: 2, observe: (kind) => requests.push(kind) })
  return { ...standIn, requests }
}

const all: Query = { where: [{ field: 'type', is: '=', value: 'assignment' }] }

async function aTenantWith(count: number) {
  const tenant = await newTenantWith(store.documents, count)
  store.requests.length = 0
  return tenant
}

test('each look over all tenants costs as many requests as it is said to', async () => {
  await aTenantWith(5)
  const { acrossTenants } = store
  const cost = (work: () => Promise<unknown>) => requestsOf(store, work)
  expect(await cost(() => acrossTenants.page(all, { size: 2 }))).toBe('plan query')
  // The ranges are asked for once in the life of a client.
  expect(await cost(() => acrossTenants.count(all))).toBe('other plan query')
  expect(await cost(() => acrossTenants.count(all))).toBe('plan query')
  const inOrder: Query = { ...all, orderBy: { field: 'createdAt', direction: 'descending' } }
  let continuation = ''
  const first = async () => {
    continuation = (await acrossTenants.page(inOrder, { size: 2 })).continuation ?? ''
  }
  expect(await cost(first)).toBe('plan query')
  expect(await cost(() => acrossTenants.page(inOrder, { size: 2, continuation }))).toBe('plan query')
})

test('a page may be short, and only the last is empty', async () => {
  const tenant = await aTenantWith(3)
  await store.shortPages([0, 0, 1])
  const { page } = store.documents
  const { items, continuation } = await page(tenant, all, { size: 2 })
  expect(items).toHaveLength(1)
  const next = continuation === undefined ? undefined : await page(tenant, all, { size: 2, continuation })
  expect(next?.items).toHaveLength(1)
  await store.shortPages([])
})

test('a lost answer to a write says that the outcome is unknown, and the write is not repeated', async () => {
  const tenant = await aTenantWith(1)
  await store.fault({ status: 503, afterCommit: true, match: 'batch' })
  const raising = store.documents.commit(tenant, [{ kind: 'patch', id: 'd0', add: { counted: 1 } }])
  await expect(raising).rejects.toThrow(OutcomeUnknown)
  expect(store.requests).toEqual(['batch'])
  expect(await store.documents.read(tenant, 'd0')).toMatchObject({ counted: 1 })
})

test('a lost answer to a read is asked for again', async () => {
  const tenant = await aTenantWith(1)
  await store.fault({ status: 503, afterCommit: true, match: 'read' })
  expect(await store.documents.read(tenant, 'd0')).toMatchObject({ id: 'd0' })
})

test('a short throttling is waited for; a longer one is told, with the time to wait', async () => {
  const tenant = await aTenantWith(1)
  const write = { kind: 'patch', id: 'd0', add: { counted: 1 } } as const
  await store.fault({ status: 429, times: 2, retryAfterMs: 5, match: 'batch' })
  expect((await store.documents.commit(tenant, [write])).committed).toBe(true)
  expect(store.requests).toEqual(['batch', 'batch', 'batch'])
  await store.fault({ status: 429, times: 3, retryAfterMs: 7, match: 'batch' })
  const refused = await store.documents.commit(tenant, [write]).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Unavailable)
  expect(refused).not.toBeInstanceOf(OutcomeUnknown)
  expect(refused).toMatchObject({ retryAfterMs: 7 })
  expect(await store.documents.read(tenant, 'd0')).toMatchObject({ counted: 1 })
  await store.fault({ status: 429, times: 3, retryAfterMs: 5, match: 'query' })
  await expect(store.documents.page(tenant, all, { size: 1 })).rejects.toThrow(Unavailable)
})

test('a process reads what it wrote itself, however far the replicas lag behind', async () => {
  const tenant = await aTenantWith(2)
  const { documents } = store
  await store.lagBehind(100)
  try {
    const write = { kind: 'patch', id: 'd0', set: { displayName: 'Own' } } as const
    await documents.commit(tenant, [write, { kind: 'delete', id: 'd1' }])
    expect(await documents.read(tenant, 'd0')).toMatchObject({ displayName: 'Own' })
    expect(await documents.read(tenant, 'd1')).toBeUndefined()
    expect(await documents.count(tenant, all)).toBe(1)
    const { items } = await documents.page(tenant, all, { size: 10 })
    expect(items).toMatchObject([{ id: 'd0', displayName: 'Own' }])
    const refused = await documents.commit(tenant, [{ kind: 'create', document: aSample(tenant, 'd0') }])
    expect(refused.committed).toBe(false)
  } finally {
    await store.lagBehind(0)
  }
})

test('a process may miss what another one wrote, and sees it once it has met it', async () => {
  const tenant = await aTenantWith(1)
  const connection = cosmosConnection({ endpoint: store.endpoint, key: emulatorKey })
  const elsewhere = cosmosDocuments(connection)
  await store.lagBehind(100)
  try {
    await store.documents.commit(tenant, [{ kind: 'patch', id: 'd0', set: { displayName: 'New' } }])
    expect(await elsewhere.read(tenant, 'd0')).toMatchObject({ displayName: 'Person "d0"' })
    const { committed } = await elsewhere.commit(tenant, [
      { kind: 'create', document: aSample(tenant, 'd0') },
    ])
    expect(committed).toBe(false)
    expect(await elsewhere.read(tenant, 'd0')).toMatchObject({ displayName: 'New' })
  } finally {
    await store.lagBehind(0)
    await connection.close()
  }
})

test('a lost answer leaves the session behind its own write, until the next write catches up', async () => {
  const tenant = await aTenantWith(1)
  const { documents } = store
  await store.lagBehind(100)
  try {
    await store.fault({ status: 503, afterCommit: true, match: 'batch' })
    const patch = { kind: 'patch', id: 'd0', set: { displayName: 'Lost' } } as const
    await expect(documents.commit(tenant, [patch])).rejects.toThrow(OutcomeUnknown)
    expect(await documents.read(tenant, 'd0')).toMatchObject({ displayName: 'Person "d0"' })
    const refused = await documents.commit(tenant, [{ kind: 'delete', id: 'nobody' }])
    expect(refused.committed).toBe(false)
    expect(await documents.read(tenant, 'd0')).toMatchObject({ displayName: 'Lost' })
  } finally {
    await store.lagBehind(0)
  }
})

test('a store that is not ready, or not there, is unavailable', async () => {
  const tenant = await aTenantWith(1)
  await store.fault({ status: 503, match: 'read' })
  await expect(store.documents.read(tenant, 'd0')).rejects.toThrow(Unavailable)
  await store.fault({ status: 408, match: 'batch' })
  const write = { kind: 'patch', id: 'd0', add: { counted: 1 } } as const
  await expect(store.documents.commit(tenant, [write])).rejects.toThrow(OutcomeUnknown)
  // A service that is not available may have been so after it had written.
  await store.fault({ status: 503, match: 'batch' })
  await expect(store.documents.commit(tenant, [write])).rejects.toThrow(OutcomeUnknown)

  const elsewhere = await openStandIn()
  await elsewhere.close()
  const connection = cosmosConnection({ endpoint: elsewhere.endpoint, key: 'a2V5' })
  const refused = await cosmosDocuments(connection)
    .commit(tenant, [write])
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Unavailable)
  expect(refused).not.toBeInstanceOf(OutcomeUnknown)
  await expect(cosmosDocuments(connection).read(tenant, 'd0')).rejects.toThrow(Unavailable)
})

test('what a write costs is told with it, and grows with it', async () => {
  const tenant = newTenant()
  const create = (id: string) => ({ kind: 'create', document: aSample(tenant, id) }) as const
  const one = await store.documents.commit(tenant, [create('a')])
  const three = await store.documents.commit(tenant, ['b', 'c', 'd'].map(create))
  expect(one.requestUnits).toBeGreaterThan(4)
  expect(three.requestUnits).toBeCloseTo(3 * one.requestUnits, 1)
  const page = await store.documents.page(tenant, all, { size: 10 })
  expect(page.requestUnits).toBeGreaterThan(0)
})
