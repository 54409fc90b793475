import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Account, onStandIn, openAccount, send } from './endpoint.ts'

const test = onStandIn('how deep production parses is not published')
const container = '/dbs/seatwarden/colls/commerce'
const docs = `${container}/docs`
const partition = { 'x-ms-documentdb-partitionkey': '["t1"]' }
const query = { ...partition, 'x-ms-documentdb-isquery': 'true' }
const batch = { ...partition, 'x-ms-cosmos-is-batch-request': 'true', 'x-ms-cosmos-batch-atomic': 'true' }
const brackets = '['.repeat(100_000) + ']'.repeat(100_000)
const braces = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`

describe('what nests too deep is a bad request, and what is only long is not', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (const n of [1, 2]) await account.container.items.create({ id: `d${n}`, tenantId: 't1', n })
  })
  afterAll(() => account.close())

  const bodies = (deep: string): [string, string, Record<string, string>, string][] => [
    ['POST', docs, partition, deep],
    ['POST', docs, partition, `{"id":"x","tenantId":"t1","v":${deep}}`],
    [
      'POST',
      docs,
      { ...partition, 'x-ms-documentdb-is-upsert': 'true' },
      `{"id":"x","tenantId":"t1","v":${deep}}`,
    ],
    ['PUT', `${docs}/d1`, partition, `{"id":"d1","tenantId":"t1","v":${deep}}`],
    ['PATCH', `${docs}/d1`, partition, `[{"op":"set","path":"/v","value":${deep}}]`],
    ['PATCH', `${docs}/d1`, partition, deep],
    ['POST', docs, batch, deep],
    [
      'POST',
      docs,
      batch,
      `[{"operationType":"Create","resourceBody":{"id":"x","tenantId":"t1","v":${deep}}}]`,
    ],
    [
      'POST',
      docs,
      query,
      `{"query":"SELECT * FROM c WHERE c.v = @v","parameters":[{"name":"@v","value":${deep}}]}`,
    ],
    ['POST', docs, query, `{"query":${deep}}`],
    ['POST', docs, { 'x-ms-cosmos-is-query-plan-request': 'True' }, deep],
    ['POST', '/dbs', {}, `{"id":${deep}}`],
    [
      'POST',
      '/dbs/seatwarden/colls',
      {},
      `{"id":"x","partitionKey":{"paths":["/x"]},"indexingPolicy":${deep}}`,
    ],
    ['POST', '/dbs/seatwarden/colls', {}, `{"id":"x","partitionKey":${deep}}`],
  ]
  test.each([...bodies(brackets), ...bodies(braces)])(
    '%s %s with a deep body',
    async (method, path, headers, text) => {
      const answer = await send(account.endpoint, method, path, { headers, text })
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'BadRequest' })
      expect(answer.body.message).toMatch(/nests more than \d+ levels/)
    },
  )

  const ask = (text: string) =>
    send(account.endpoint, 'POST', docs, { headers: query, body: { query: text, parameters: [] } })
  const where = (condition: string) => ask(`SELECT VALUE c.id FROM c WHERE ${condition}`)

  const many = 50_000
  test.each<[string, string]>([
    ['NOT', `${'NOT '.repeat(many)}true`],
    ['parentheses', `${'('.repeat(many)}true${')'.repeat(many)}`],
    ['open parentheses', '('.repeat(many)],
    ['arrays', `c.v = ${'['.repeat(many)}${']'.repeat(many)}`],
    ['objects', `c.v = ${'{a:'.repeat(many)}1${'}'.repeat(many)}`],
    ['functions', `${'LOWER('.repeat(many)}c.v${')'.repeat(many)} = 'x'`],
    ['IN', `${'1 IN ('.repeat(many)}1${')'.repeat(many)}`],
    ['signs', `c.n = ${'- '.repeat(many)}1`],
    ['NOT and parentheses', `${'NOT('.repeat(many)}true${')'.repeat(many)}`],
  ])('a WHERE with too many %s inside of each other', async (_, condition) => {
    const answer = await where(condition)
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'BadRequest' })
    expect(answer.body.message).toContain('levels')
  })

  test('the same in the selection, in a condition of a patch and in a batch', async () => {
    const deep = `${'('.repeat(many)}1${')'.repeat(many)}`
    expect((await ask(`SELECT VALUE ${deep} FROM c`)).status).toBe(400)
    const patch = { operations: [{ op: 'set', path: '/v', value: 1 }], condition: `from c where ${deep} = 1` }
    const patched = await send(account.endpoint, 'PATCH', `${docs}/d1`, { headers: partition, body: patch })
    expect(patched.status).toBe(400)
    const operations = [{ operationType: 'Patch', id: 'd1', resourceBody: patch }]
    const { status, body } = await send(account.endpoint, 'POST', docs, { headers: batch, body: operations })
    expect(status).toBe(207)
    expect(body).toMatchObject([{ statusCode: 400 }])
  })

  /** As long as a text may be. */
  const filled = (part: string, end: string) => {
    const start = 'SELECT VALUE c.id FROM c WHERE '
    return start + part.repeat(Math.floor((524_288 - start.length - end.length) / part.length)) + end
  }
  test.each<[string, string, unknown[]]>([
    ['OR', filled('c.n=0 OR ', 'c.n=2'), ['d2']],
    ['AND', filled('c.n>1 AND ', 'true'), ['d2']],
    ['AND and OR', filled('c.n=0 OR c.n=0 AND ', 'c.n=1 OR c.n=1'), ['d1']],
    ['+', filled('0+', 'c.n=1'), ['d1']],
    ['-', filled('0-', 'c.n=-1'), ['d1']],
    ['*', filled('1*', 'c.n=2'), ['d2']],
    ['IN', `SELECT VALUE c.id FROM c WHERE c.n IN (${'0,'.repeat(200_000)}2)`, ['d2']],
    ['a text', `SELECT VALUE c.id FROM c WHERE c.n = 1 OR c.v = '${'x'.repeat(520_000)}'`, ['d1']],
    [
      'a text of escapes',
      `SELECT VALUE c.id FROM c WHERE c.n = 1 OR c.v = '${'\\n'.repeat(250_000)}'`,
      ['d1'],
    ],
    ['a path', `SELECT VALUE c.id FROM c WHERE c.n = 1 OR IS_DEFINED(c${'.a'.repeat(250_000)})`, ['d1']],
    ['blanks', `SELECT VALUE c.id FROM c WHERE c.n = 1${' '.repeat(500_000)}`, ['d1']],
    ['a selection', `SELECT VALUE {${'a:c.n,'.repeat(80_000)}a:c.n} FROM c WHERE c.n = 2`, [{ a: 2 }]],
  ])('a query that is only long, by %s, is answered', async (_, text, expected) => {
    const answer = await ask(text)
    expect(answer.status, answer.body.message).toBe(200)
    expect(answer.body).toMatchObject({ Documents: expected })
  })

  test('longer than 512 KB no query may be', async () => {
    const longest = filled('c.n=0 OR ', 'c.n=2')
    const padded = longest + ' '.repeat(524_288 - longest.length)
    expect((await ask(padded)).status).toBe(200)
    const answer = await ask(`${padded} `)
    expect(answer.status).toBe(400)
    expect(answer.body.message).toContain('524288')
  })
})
