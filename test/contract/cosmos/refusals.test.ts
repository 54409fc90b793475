import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { type Account, onStandIn, openAccount, send } from './endpoint.ts'

const test = onStandIn('production does these things, the stand-in refuses them')

const container = '/dbs/seatwarden/colls/commerce'
const docs = `${container}/docs`
const item = `${docs}/there`
const partition = { 'x-ms-documentdb-partitionkey': '["t1"]' }
const document = { id: 'new', tenantId: 't1' }
const batch = { ...partition, 'x-ms-cosmos-is-batch-request': 'true', 'x-ms-cosmos-batch-atomic': 'true' }
const create = (more: object = {}) => [{ operationType: 'Create', resourceBody: document, ...more }]

type Case = [name: string, method: string, path: string, headers: Record<string, string>, body?: unknown]

/** The name of each must stand in the message, so that whoever meets it knows what to change. */
const requests: Case[] = [
  ['sprocs', 'POST', `${container}/sprocs`, {}, { id: 's', body: '' }],
  ['triggers', 'POST', `${container}/triggers`, {}, { id: 't' }],
  ['udfs', 'GET', `${container}/udfs`, {}],
  ['conflicts', 'GET', `${container}/conflicts`, {}],
  ['users', 'POST', '/dbs/seatwarden/users', {}, { id: 'u' }],
  ['offers', 'POST', '/offers', {}, {}],
  ['attachments', 'POST', `${item}/attachments`, partition, {}],
  ['PUT', 'PUT', container, {}, { id: 'commerce', partitionKey: { paths: ['/x'] } }],
  ['HEAD', 'HEAD', item, partition],
  ['change feed', 'GET', docs, { ...partition, 'a-im': 'Incremental Feed' }],
  ['bulk', 'POST', docs, { ...batch, 'x-ms-cosmos-batch-atomic': 'false' }, create()],
  ['verbose=1', 'POST', `${docs}?verbose=1`, partition, document],
  ['if-none-match', 'POST', docs, { ...partition, 'if-none-match': '*' }, document],
  ['if-match', 'POST', docs, { ...partition, 'if-match': '"1"' }, document],
  ['if-modified-since', 'GET', item, { ...partition, 'if-modified-since': new Date().toUTCString() }],
  ['prefer', 'POST', docs, { ...partition, prefer: 'return=minimal' }, document],
  ['respond-async', 'POST', docs, { ...batch, prefer: 'respond-async' }, create()],
  ['pre-trigger', 'POST', docs, { ...partition, 'x-ms-documentdb-pre-trigger-include': 'check' }, document],
  ['post-trigger', 'POST', docs, { ...partition, 'x-ms-documentdb-post-trigger-include': 'x' }, document],
  ['indexing-directive', 'POST', docs, { ...partition, 'x-ms-indexing-directive': 'Exclude' }, document],
  ['priority-level', 'POST', docs, { ...partition, 'x-ms-cosmos-priority-level': 'Low' }, document],
  ['x-ms-from-the-future', 'POST', docs, { ...partition, 'x-ms-from-the-future': '1' }, document],
  ['x-http-method', 'POST', docs, { ...partition, 'x-http-method': 'DELETE' }, document],
  ['Increment', 'POST', docs, batch, create({ operationType: 'Increment' })],
  ['ifNoneMatch', 'POST', docs, batch, create({ ifNoneMatch: '*' })],
  ['ifMatch', 'POST', docs, batch, create({ ifMatch: '"1"' })],
  ['test', 'PATCH', item, partition, [{ op: 'test', path: '/n', value: 1 }]],
  [
    'uniqueKeyPolicy',
    'POST',
    '/dbs/seatwarden/colls',
    {},
    { id: 'new', partitionKey: { paths: ['/x'] }, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/x'] }] } },
  ],
  [
    'vectorEmbeddingPolicy',
    'POST',
    '/dbs/seatwarden/colls',
    {},
    { id: 'new', partitionKey: { paths: ['/x'] }, vectorEmbeddingPolicy: { vectorEmbeddings: [1] } },
  ],
]

const queries: [token: string, query: string][] = [
  ['DISTINCT', 'SELECT DISTINCT c.type FROM c'],
  ['GROUP', 'SELECT c.type FROM c GROUP BY c.type'],
  ['JOIN', 'SELECT VALUE d FROM c JOIN d IN c.list'],
  ['IN', 'SELECT VALUE d FROM d IN c.list'],
  ['EXISTS', 'SELECT * FROM c WHERE EXISTS(SELECT VALUE 1 FROM d IN c.list)'],
  ['SELECT', 'SELECT VALUE ARRAY(SELECT VALUE 1 FROM d IN c.list) FROM c'],
  ['SELECT', 'SELECT * FROM c WHERE c.n = (SELECT VALUE 1)'],
  ['LIKE', "SELECT * FROM c WHERE c.id LIKE 'a%'"],
  ['AVG', 'SELECT VALUE AVG(c.n) FROM c'],
  ['udf', 'SELECT * FROM c WHERE udf.check(c)'],
  ['GetCurrentDateTime', 'SELECT VALUE GetCurrentDateTime() FROM c'],
  ['REGEXMATCH', "SELECT * FROM c WHERE REGEXMATCH(c.id, 'x')"],
  ['||', "SELECT VALUE c.id || 'x' FROM c"],
  ['??', 'SELECT VALUE c.n ?? 1 FROM c'],
  ['?', 'SELECT VALUE c.n ? 1 : 2 FROM c'],
  ['/', 'SELECT * FROM c WHERE c.n / 2 = 1'],
  ['%', 'SELECT * FROM c WHERE c.n % 2 = 1'],
  ['&', 'SELECT * FROM c WHERE (c.n & 1) = 1'],
  ['COUNT', 'SELECT VALUE COUNT(1) + 1 FROM c'],
  ['__proto__', 'SELECT c.n AS __proto__ FROM c'],
  ['__proto__', 'SELECT VALUE {"__proto__": c.n} FROM c'],
  ['double', 'SELECT VALUE (c.n + 1) * 1e308 FROM c'],
  ['double', 'SELECT VALUE SUM(c.huge) FROM c'],
  ['ARRAY_CONTAINS with three', 'SELECT * FROM c WHERE ARRAY_CONTAINS(c.l, {a: 1}, true)'],
]

describe('what the stand-in does not do, it refuses by name and does nothing', () => {
  let account: Account
  let before: unknown
  beforeAll(async () => {
    account = await openAccount()
    await account.container.items.create({ id: 'there', tenantId: 't1', n: 1, huge: 1.7e308 })
    await account.container.items.create({ id: 'too', tenantId: 't1', huge: 1.7e308 })
    before = await everything()
  })
  afterEach(async () => {
    expect(await everything()).toEqual(before)
  })
  afterAll(() => account.close())
  const everything = async () => ({
    documents: (await account.container.items.query('SELECT * FROM c').fetchAll()).resources,
    containers: (await account.database.containers.readAll().fetchAll()).resources,
  })

  test.each(requests)('%s: %s %s', async (name, method, path, headers, body) => {
    const answer = await send(account.endpoint, method, path, { headers, body })
    expect(answer.status).toBe(501)
    if (method === 'HEAD') return // Has no body.
    expect(answer.body.code).toBe('NotImplemented')
    expect(answer.body.message).toContain(name)
  })

  test.each(queries)('%s: %s', async (token, query) => {
    const headers = { ...partition, 'x-ms-documentdb-isquery': 'true' }
    const answer = await send(account.endpoint, 'POST', docs, { headers, body: { query, parameters: [] } })
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 501, code: 'NotImplemented' })
    expect(answer.body.message).toContain(token)
  })
})
