import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Account, onStandIn, openAccount, send } from './endpoint.ts'

/** Whatever is asked, a stand-in that fails is no answer: 500 is its own fault, never the client's. */

const test = onStandIn('it is about the faults of the stand-in')
const container = '/dbs/seatwarden/colls/commerce'
const docs = `${container}/docs`
const partition = { 'x-ms-documentdb-partitionkey': '["t1"]' }
const json = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom({ toString: 1 }, { __proto__: null }, -1, 1.5, '', null) },
)
const text = fc.oneof(
  fc.constantFrom('', '/', '/n', '/list/0', '/list/-', '/o/a', 'x', '-', '~2', '/id'),
  fc.string({ maxLength: 4 }),
)
/** Mostly what belongs there, and now and then anything else. */
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: json as fc.Arbitrary<unknown> })
const objectOf = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  mostly(fc.record(shape, { requiredKeys: [] }))

const document = objectOf({
  id: mostly(fc.constantFrom('d0', 'd1', 'new')),
  tenantId: mostly(fc.constant('t1')),
  ttl: json,
  n: json,
})
const patch = mostly(
  fc.array(
    objectOf({
      op: mostly(fc.constantFrom('add', 'set', 'replace', 'remove', 'incr', 'move')),
      path: mostly(text),
      from: mostly(text),
      value: json,
    }),
    { maxLength: 3 },
  ),
)
const wrapped = objectOf({
  operations: patch,
  condition: mostly(fc.constantFrom('from c where c.n > 1', 'from c')),
})
const operation = objectOf({
  operationType: mostly(fc.constantFrom('Create', 'Upsert', 'Read', 'Replace', 'Delete', 'Patch')),
  id: mostly(fc.constantFrom('d0', 'd1', 'none')),
  resourceBody: fc.oneof(document, patch, wrapped),
  ifMatch: mostly(fc.constantFrom('*', '"1"')),
  partitionKey: mostly(fc.constant('["t1"]')),
})
const words = fc.constantFrom(
  ...'SELECT VALUE * FROM c c.n c.id WHERE ORDER BY ASC DESC TOP 1 0 OFFSET LIMIT AND OR NOT IN BETWEEN ( ) [ ] { } , . : = != < > + - * / @p \'x\' "y" true null undefined COUNT(1) SUM(c.n) LOWER STARTSWITH ; -- GROUP JOIN AS x'.split(
    ' ',
  ),
)
const sql = fc.oneof(
  fc.array(words, { maxLength: 12 }).map((list) => list.join(' ')),
  fc.array(words, { maxLength: 8 }).map((list) => `SELECT * FROM c WHERE ${list.join(' ')}`),
  fc.array(words, { maxLength: 4 }).map((list) => `SELECT VALUE c.id FROM c ORDER BY ${list.join(' ')}`),
  fc.string(),
)
const query = objectOf({
  query: mostly(sql),
  parameters: mostly(
    fc.array(objectOf({ name: mostly(fc.constantFrom('@p', '@q')), value: json }), { maxLength: 2 }),
  ),
})
const paths = mostly(
  fc.array(objectOf({ path: mostly(fc.constantFrom('/*', '/n/?', '/list/[]/?', 'x', '')), order: json })),
)
const definition = fc.record(
  {
    id: mostly(fc.constantFrom('made', 'a/b', '')),
    partitionKey: fc.record(
      {
        paths: mostly(fc.array(mostly(fc.constantFrom('/tenantId', '/a/b')), { minLength: 1, maxLength: 2 })),
        kind: fc.constantFrom('Hash', 'MultiHash'),
        version: json,
      },
      { requiredKeys: ['paths'] },
    ),
    indexingPolicy: objectOf({
      indexingMode: mostly(fc.constantFrom('consistent', 'none')),
      automatic: json,
      includedPaths: paths,
      excludedPaths: paths,
      compositeIndexes: mostly(fc.array(paths)),
    }),
    defaultTtl: mostly(fc.constantFrom(-1, 1000)),
  },
  { requiredKeys: ['id', 'partitionKey'] },
)

const queryHeaders = {
  'x-ms-documentdb-isquery': 'true',
  'x-ms-documentdb-query-enablecrosspartition': 'true',
}
const batchHeaders = { 'x-ms-cosmos-is-batch-request': 'true', 'x-ms-cosmos-batch-atomic': 'true' }
const kinds: Record<
  string,
  { method: string; path: string; headers: Record<string, string>; body: fc.Arbitrary<unknown> }
> = {
  create: { method: 'POST', path: docs, headers: partition, body: document },
  upsert: {
    method: 'POST',
    path: docs,
    headers: { ...partition, 'x-ms-documentdb-is-upsert': 'true' },
    body: document,
  },
  replace: { method: 'PUT', path: `${docs}/d0`, headers: partition, body: document },
  patch: { method: 'PATCH', path: `${docs}/d0`, headers: partition, body: fc.oneof(patch, wrapped) },
  batch: {
    method: 'POST',
    path: docs,
    headers: { ...partition, ...batchHeaders },
    body: mostly(fc.array(operation, { maxLength: 3 })),
  },
  query: { method: 'POST', path: docs, headers: { ...partition, ...queryHeaders }, body: query },
  'query of all': { method: 'POST', path: docs, headers: queryHeaders, body: query },
  plan: { method: 'POST', path: docs, headers: { 'x-ms-cosmos-is-query-plan-request': 'True' }, body: query },
  container: { method: 'POST', path: '/dbs/seatwarden/colls', headers: {}, body: definition },
  database: {
    method: 'POST',
    path: '/dbs',
    headers: {},
    body: objectOf({ id: mostly(fc.constantFrom('d', 'a?')) }),
  },
  fault: {
    method: 'POST',
    path: '/_local/faults',
    headers: {},
    body: objectOf({
      status: mostly(fc.constantFrom(408, 429, 503)),
      times: mostly(fc.constantFrom(1, 2)),
      retryAfterMs: mostly(fc.constantFrom(1)),
      match: mostly(fc.constantFrom('any', 'read')),
    }),
  },
  replicas: {
    method: 'PUT',
    path: '/_local/replicas',
    headers: {},
    body: fc.array(objectOf({ writesBehind: json }), { maxLength: 1 }),
  },
}
const headers = fc.record(
  {
    'x-ms-documentdb-partitionkey': fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.constantFrom('["t1"]', '[]', '[{}]', '[', '[null]'),
    ),
    'x-ms-continuation': fc.oneof(
      fc.base64String(),
      json.map((value) => Buffer.from(JSON.stringify(value)).toString('base64')),
    ),
    'x-ms-max-item-count': fc.constantFrom('', '-1', '0', 'x', '1e9', '2'),
    'x-ms-session-token': fc.constantFrom('', '0:-1#1', '0:-1#x', ',', '0:-1#1#2=3', '9:1#1'),
    'if-match': fc.constantFrom('*', '"1"', ''),
  },
  { requiredKeys: [] },
)

describe('nonsense is refused, and nothing breaks', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())

  /** What was taken for a container must work as one. */
  const useAndDelete = async ({ id }: { id: string }) => {
    const path = `/dbs/seatwarden/colls/${encodeURIComponent(id)}/docs`
    const requests = [
      { headers: partition, body: { id: 'x', tenantId: 't1', a: { b: 1 } } },
      { headers: queryHeaders, body: { query: 'SELECT * FROM c WHERE c.n = 1 ORDER BY c.n, c.id' } },
    ]
    for (const request of requests) {
      const { status, body } = await send(account.endpoint, 'POST', path, request)
      expect(status, body.message).not.toBe(500)
    }
    await account.database.container(id).delete()
  }

  test.each(Object.entries(kinds))('%s', async (_, kind) => {
    await fc.assert(
      fc.asyncProperty(kind.body, fc.option(headers, { freq: 3 }), async (body, more) => {
        await account.container.items.upsert({ id: 'd0', tenantId: 't1', n: 1, list: [1], o: { a: 1 } })
        const given = { ...kind.headers, ...(more && escaped(more)) }
        const answer = await send(account.endpoint, kind.method, kind.path, { headers: given, body })
        expect(answer.status, answer.body.message).not.toBe(500)
        if (kind.body === definition && answer.status === 201)
          await useAndDelete(answer.body as { id: string })
        const read = await send(account.endpoint, 'GET', `${docs}/d0`, { headers: partition })
        expect(read.status, read.body.message).not.toBe(500)
        if (!kind.path.startsWith('/_local/')) return
        await fetch(`${account.endpoint}/_local/replicas`, { method: 'PUT', body: '[]' })
        await fetch(`${account.endpoint}/_local/faults`, { method: 'DELETE' })
      }),
      { numRuns: 200 },
    )
  })
})

/** Headers are ASCII; the client escapes the rest in the same way. */
function escaped(given: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ]),
  )
}
