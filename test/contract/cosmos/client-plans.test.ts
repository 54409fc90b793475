import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, onStandIn, openAccount, send } from './endpoint.ts'

const filter = '{documentdb-formattableorderbyquery-filter}'
const across = { 'x-ms-documentdb-isquery': 'true', 'x-ms-documentdb-query-enablecrosspartition': 'true' }
const asPlan = {
  'x-ms-cosmos-is-query-plan-request': 'True',
  'x-ms-cosmos-supported-query-features': 'Aggregate,OrderBy,MultipleOrderBy,OffsetAndLimit,Top',
}
const whole = [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }]

type QueryInfo = Readonly<Record<string, unknown>> & { readonly rewrittenQuery: string }
type Body = {
  readonly message?: string
  readonly additionalErrorInfo?: string
  readonly Documents?: readonly Row[]
  readonly queryInfo?: QueryInfo
  readonly queryRanges?: unknown
}
type Row = {
  readonly _rid: string
  readonly orderByItems: readonly { readonly item?: unknown }[]
  readonly payload: unknown
}

describe('what the gateway leaves to the client', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (const [n, tenantId] of ['t1', 't2', 't3', 't1', 't2'].entries())
      await account.container.items.create({
        id: `d${n}`,
        tenantId,
        type: 'x',
        createdAt: n,
        updatedAt: 'same',
      })
  })
  afterAll(() => account.close())

  const ask = async (query: string, headers: Record<string, string>, parameters: unknown[] = []) => {
    const request = { headers: { ...across, ...headers }, body: { query, parameters } }
    const answer = await send(
      account.endpoint,
      'POST',
      `/dbs/${account.database.id}/colls/commerce/docs`,
      request,
    )
    return { ...answer, body: answer.body as Body }
  }
  const inRange = (query: string, headers: Record<string, string> = {}) =>
    ask(query, { 'x-ms-documentdb-partitionkeyrangeid': '0', ...headers })
  const all = async (query: string, options: object = {}) =>
    (await account.container.items.query(query, options).fetchAll()).resources

  const rewritten: [query: string, info: Record<string, unknown>][] = [
    [
      'SELECT * FROM c ORDER BY c.createdAt',
      {
        orderBy: ['Ascending'],
        orderByExpressions: ['c.createdAt'],
        rewrittenQuery: `SELECT c._rid, [{"item": c.createdAt}] AS orderByItems, c AS payload FROM c WHERE (${filter}) ORDER BY c.createdAt ASC`,
      },
    ],
    [
      "SELECT c.id, c.type AS kind FROM c WHERE c.type = 'x' OR NOT c.n > 1 ORDER BY c.createdAt DESC",
      {
        orderBy: ['Descending'],
        orderByExpressions: ['c.createdAt'],
        rewrittenQuery: `SELECT c._rid, [{"item": c.createdAt}] AS orderByItems, {"id": c.id, "kind": c.type} AS payload FROM c WHERE (((c.type = "x") OR (NOT (c.n > 1))) AND (${filter})) ORDER BY c.createdAt DESC`,
      },
    ],
    [
      'SELECT VALUE r.id FROM root r ORDER BY r["a b"]["order"], r.list[0] DESC OFFSET 2 LIMIT 3',
      {
        orderBy: ['Ascending', 'Descending'],
        orderByExpressions: ['c["a b"]["order"]', 'c.list[0]'],
        hasSelectValue: true,
        offset: 2,
        limit: 3,
        rewrittenQuery: `SELECT c._rid, [{"item": c["a b"]["order"]}, {"item": c.list[0]}] AS orderByItems, c.id AS payload FROM c WHERE (${filter}) ORDER BY c["a b"]["order"] ASC, c.list[0] DESC OFFSET 0 LIMIT 5`,
      },
    ],
    [
      'SELECT TOP 3 * FROM c ORDER BY c.createdAt',
      {
        orderBy: ['Ascending'],
        orderByExpressions: ['c.createdAt'],
        top: 3,
        rewrittenQuery: `SELECT TOP 3 c._rid, [{"item": c.createdAt}] AS orderByItems, c AS payload FROM c WHERE (${filter}) ORDER BY c.createdAt ASC`,
      },
    ],
    ['SELECT TOP 3 * FROM c', { top: 3 }],
    [
      'SELECT c.id FROM c WHERE c.n > 1 OFFSET 1 LIMIT 2',
      { offset: 1, limit: 2, rewrittenQuery: 'SELECT c.id AS "id" FROM c WHERE (c.n > 1) OFFSET 0 LIMIT 3' },
    ],
    [
      'SELECT VALUE COUNT(1) FROM c',
      {
        aggregates: ['Count'],
        hasSelectValue: true,
        rewrittenQuery: 'SELECT VALUE [{"item": COUNT(1)}] FROM c',
      },
    ],
    [
      'SELECT VALUE SUM(c.n + 1) FROM c WHERE c.type IN (@a, "b")',
      {
        aggregates: ['Sum'],
        hasSelectValue: true,
        rewrittenQuery: 'SELECT VALUE [{"item": SUM((c.n + 1))}] FROM c WHERE (c.type IN (@a, "b"))',
      },
    ],
    [
      'SELECT VALUE MAX(c.n) FROM c',
      {
        aggregates: ['Max'],
        hasSelectValue: true,
        rewrittenQuery:
          'SELECT VALUE [{"item": MAX(c.n), "item2": {"max": MAX(c.n), "count": COUNT(c.n)}}] FROM c',
      },
    ],
  ]

  const nothing = {
    distinctType: 'None',
    top: null,
    offset: null,
    limit: null,
    orderBy: [],
    orderByExpressions: [],
    groupByExpressions: [],
    groupByAliases: [],
    aggregates: [],
    groupByAliasToAggregateType: {},
    rewrittenQuery: '',
    hasSelectValue: false,
    dCountInfo: null,
    hasNonStreamingOrderBy: false,
  }

  const own = onStandIn('the texts of its plans are its own')
  own.for(rewritten)('%s', async ([query, info]) => {
    const refused = await ask(query, {})
    expect([refused.status, refused.headers.get('x-ms-substatus')]).toEqual([400, '1004'])
    expect(refused.body.message).toContain('can not be directly served by the gateway')
    const { status, body } = await ask(query, asPlan)
    expect(status).toBe(200)
    expect(JSON.parse(refused.body.additionalErrorInfo ?? '')).toEqual(body)
    expect(body).toEqual({
      partitionedQueryExecutionInfoVersion: 2,
      queryInfo: { ...nothing, ...info },
      queryRanges: whole,
    })
  })

  test('parameters of TOP, OFFSET and LIMIT stand in the plan as numbers', async () => {
    const { body } = await ask('SELECT * FROM c OFFSET @o LIMIT @l', asPlan, [
      { name: '@o', value: 1 },
      { name: '@l', value: 2 },
    ])
    expect(body.queryInfo).toMatchObject({
      offset: 1,
      limit: 2,
      rewrittenQuery: 'SELECT * FROM c OFFSET 0 LIMIT 3',
    })
  })

  test.each(['SELECT * FROM c', "SELECT c.id FROM c WHERE c.type = 'x'"])(
    'nothing of a filter or a projection: %s',
    async (query) => {
      expect((await ask(query, asPlan)).body).toMatchObject({ queryInfo: nothing, queryRanges: whole })
      expect((await ask(query, {})).status).toBe(200)
    },
  )

  test('nothing of what the text limits to one partition key, although the plan says how', async () => {
    const query = "SELECT VALUE c.id FROM c WHERE c.tenantId = 't1' ORDER BY c.createdAt DESC"
    expect((await ask(query, {})).body).toMatchObject({ Documents: ['d3', 'd0'] })
    const { queryInfo, queryRanges } = (await ask(query, asPlan)).body
    expect(queryInfo?.rewrittenQuery).toContain('orderByItems')
    const [{ min, max }] = queryRanges as [{ min: string; max: string }]
    expect(min).toMatch(/^[0-9A-F]{32}$/)
    expect(max).toBe(min)
    expect(await all(query, { forceQueryPlan: true })).toEqual(['d3', 'd0'])
  })

  test('the client puts orders, slices and sums together by it', async () => {
    expect(await all('SELECT VALUE c.id FROM c ORDER BY c.createdAt DESC')).toEqual([
      'd4',
      'd3',
      'd2',
      'd1',
      'd0',
    ])
    expect(await all('SELECT TOP 2 VALUE c.id FROM c ORDER BY c.createdAt', { maxItemCount: 1 })).toEqual([
      'd0',
      'd1',
    ])
    expect(await all('SELECT VALUE c.id FROM c ORDER BY c.createdAt OFFSET 1 LIMIT 2')).toEqual(['d1', 'd2'])
    expect(await all('SELECT VALUE COUNT(1) FROM c')).toEqual([5])
    expect(await all('SELECT VALUE SUM(c.createdAt) FROM c')).toEqual([10])
    expect(await all('SELECT VALUE MIN(c.createdAt) FROM c WHERE c.createdAt > 1')).toEqual([2])
    expect(await all('SELECT VALUE MAX(c.none) FROM c')).toEqual([])
  })

  test('it goes on from a page only under query control, and says so only when it is too late', async () => {
    const query = 'SELECT VALUE c.id FROM c ORDER BY c.createdAt'
    const plain = await account.container.items.query(query, { maxItemCount: 2 }).fetchNext()
    expect(plain.resources).toEqual(['d0', 'd1'])
    expect(plain.hasMoreResults).toBe(true)
    expect(plain.continuationToken).toBeUndefined()
    const controlled = { maxItemCount: 2, enableQueryControl: true }
    const { continuationToken = '' } = await account.container.items.query(query, controlled).fetchNext()
    const uncontrolled = { maxItemCount: 2, continuationToken, forceQueryPlan: true }
    const refused = await failure(account.container.items.query(query, uncontrolled).fetchNext())
    expect(refused).toMatchObject({ code: undefined, message: expect.stringContaining('enableQueryControl') })
    const next = await account.container.items.query(query, { ...controlled, continuationToken }).fetchNext()
    expect(next.resources).toEqual(['d2', 'd3'])
  })

  test('the token of a range holds under another filter, as the client puts it in, but not in another order', async () => {
    const text = (condition: string, order = 'DESC') =>
      `SELECT c._rid, [{"item": c.createdAt}] AS orderByItems, c.id AS payload FROM c WHERE ((c.type = "x") AND (${condition})) ORDER BY c.createdAt ${order}`
    const first = await inRange(text('true'), { 'x-ms-max-item-count': '2' })
    expect(first.body.Documents).toEqual(
      ['d4', 'd3'].map((payload) => ({
        _rid: expect.any(String),
        orderByItems: [{ item: Number(payload.slice(1)) }],
        payload,
      })),
    )
    const token = { 'x-ms-continuation': first.headers.get('x-ms-continuation') ?? '' }
    const second = await inRange(text('c.createdAt <= 3'), { 'x-ms-max-item-count': '2', ...token })
    expect(second.body.Documents?.map(({ payload }) => payload)).toEqual(['d2', 'd1'])
    expect((await inRange(text('true', 'ASC'), token)).status).toBe(400)
    expect((await ask(text('true'), token)).status).toBe(400)
  })

  test('a range without values gives a part that says so', async () => {
    const part = (call: string) => inRange(`SELECT VALUE [{"item": ${call}}] FROM c WHERE c.type = 'none'`)
    expect((await part('COUNT(1)')).body.Documents).toEqual([[{ item: 0 }]])
    expect((await part('MIN(c.n)')).body.Documents).toEqual([[{}]])
    const both = await inRange(
      'SELECT VALUE [{"item": MIN(c.n), "item2": {"min": MIN(c.n), "count": COUNT(c.n)}}] FROM c',
    )
    expect(both.body.Documents).toEqual([[{ item2: { count: 0 } }]])
  })

  const refusing = onStandIn('production does these things, the stand-in refuses them')
  refusing.for([
    'SELECT VALUE [COUNT(1), SUM(c.n)] FROM c',
    'SELECT TOP 1 VALUE COUNT(1) FROM c',
    'SELECT VALUE COUNT(1) FROM c ORDER BY c.createdAt',
  ])('what it cannot plan it refuses by name: %s', async (query) => {
    for (const headers of [{}, asPlan]) {
      const { status, body } = await ask(query, headers as Record<string, string>)
      expect(status).toBe(501)
      expect(body.message).toContain('over several partitions')
    }
  })
})

describe('over several physical partitions', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount({ keyRanges: 3 })
    const { container } = await account.database.containers.createIfNotExists({
      id: 'merged',
      partitionKey: '/tenantId',
      indexingPolicy: {
        includedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [
            { path: '/a', order: 'ascending' },
            { path: '/b', order: 'descending' },
          ],
        ],
      },
    })
    for (let n = 0; n < 24; n++)
      await container.items.create({ id: `d${n}`, tenantId: `t${n % 9}`, a: n % 4, b: n })
  })
  afterAll(() => account.close())

  const local = onStandIn('nobody can ask a real account for a second physical partition')
  local('the client merges orders by several properties, and slices of them', async () => {
    const merged = account.database.container('merged')
    const ask = async (query: string, maxItemCount: number) =>
      (await merged.items.query<number>(query, { maxItemCount }).fetchAll()).resources
    const expected = Array.from({ length: 24 }, (_, n) => n).toSorted((x, y) => (x % 4) - (y % 4) || y - x)
    for (const size of [1, 2, 5, 100]) {
      expect(await ask('SELECT VALUE c.b FROM c ORDER BY c.a, c.b DESC', size)).toEqual(expected)
      const slice = 'SELECT VALUE c.b FROM c ORDER BY c.a, c.b DESC OFFSET 5 LIMIT 9'
      expect(await ask(slice, size)).toEqual(expected.slice(5, 14))
      const top = 'SELECT TOP 7 VALUE c.b FROM c ORDER BY c.a DESC, c.b'
      expect(await ask(top, size)).toEqual(expected.toReversed().slice(0, 7))
      expect(await ask('SELECT VALUE SUM(c.b) FROM c', size)).toEqual([276])
      expect(await ask("SELECT VALUE COUNT(1) FROM c WHERE c.tenantId = 't1'", size)).toEqual([3])
      expect(await ask('SELECT VALUE MAX(c.b) FROM c WHERE c.b < 7', size)).toEqual([6])
      expect(await ask("SELECT VALUE MIN(c.b) FROM c WHERE c.tenantId IN ('t4', 't5')", size)).toEqual([4])
    }
  })
})
