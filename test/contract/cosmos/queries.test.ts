import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount } from './endpoint.ts'

/** One document for each kind of value that `v` can have; `none` has no `v`. */
const documents = [
  { id: 'none', type: 'values' },
  { id: 'null', type: 'values', v: null },
  { id: 'false', type: 'values', v: false },
  { id: 'true', type: 'values', v: true },
  { id: 'one', type: 'values', v: 1 },
  { id: 'two', type: 'values', v: 2 },
  { id: 'text1', type: 'values', v: '1' },
  { id: 'textA', type: 'values', v: 'Abc' },
  { id: 'array', type: 'values', v: ['x', 1, { k: 'k' }] },
  { id: 'object', type: 'values', v: { k: 'k', deep: { er: 5 } } },
]
const ids = (...list: string[]) => list

describe('queries', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (const document of documents) await account.container.items.create({ ...document, tenantId: 't1' })
    await account.container.items.create({ id: 'other', type: 'values', tenantId: 't2', v: 100 })
  })
  afterAll(() => account.close())

  const run = async (query: string, parameters: Record<string, unknown> = {}, partitionKey = 't1') => {
    const list = Object.entries(parameters).map(([name, value]) => ({ name, value: value as string }))
    const { resources } = await account.container.items
      .query({ query, parameters: list }, { partitionKey })
      .fetchAll()
    return resources
  }
  const where = (condition: string, parameters?: Record<string, unknown>) =>
    run(`SELECT VALUE c.id FROM c WHERE ${condition}`, parameters)

  test.each<[string, string[]]>([
    ['c.v = 1', ids('one')],
    ["c.v = '1'", ids('text1')],
    ['c.v = null', ids('null')],
    ['c.v = true', ids('true')],
    ['c.v = undefined', ids()],
    ['c.v = {"k": "k", "deep": {"er": 5}}', ids('object')],
    ["c.v = ['x', 1, {k: 'k'}]", ids('array')],
    ['c.v != 1', ids('two')],
    ['c.v <> 1', ids('two')],
    ['c.v < 2', ids('one')],
    ['c.v <= 2', ids('one', 'two')],
    ["c.v > '1'", ids('textA')],
    ['c.v >= 1 AND c.v < 100', ids('one', 'two')],
    ['NOT c.v = 1', ids('two')],
    ['NOT (c.v = 1 OR c.v = 2)', ids()],
    ["c.v = 1 OR c.v = 'Abc'", ids('one', 'textA')],
    ['c.v', ids('true')],
    ['NOT c.v', ids('false')],
    ["c.v IN (2, 'Abc', null)", ids('null', 'two', 'textA')],
    ['c.v NOT IN (1) AND c.v > 0', ids('two')],
    ['c.v BETWEEN 1 AND 2', ids('one', 'two')],
    ['c.v NOT BETWEEN 2 AND 3 AND c.v > 0', ids('one')],
    ['c.v * 2 - 1 + 0 = 3', ids('two')],
    ['-c.v = -2', ids('two')],
    ['- - c.v = 2 AND -(-1) = 1', ids('two')],
    ["STARTSWITH(c.v, 'aB', 1)", ids()],
    ["STARTSWITH(c.v, 'Ab', null)", ids()],
    ['1 + 2 * 3 = 7 AND c.v = 2', ids('two')],
    ["ARRAY_CONTAINS(c.v, 'x')", ids('array')],
    ["ARRAY_CONTAINS(c.v, {k: 'k'})", ids('array')],
    ["ARRAY_CONTAINS([1, 'Abc'], c.v)", ids('one', 'textA')],
    ["STARTSWITH(c.v, 'Ab')", ids('textA')],
    ["STARTSWITH(c.v, 'aB')", ids()],
    ["STARTSWITH(c.v, 'aB', true)", ids('textA')],
    ["LOWER(c.v) = 'abc'", ids('textA')],
    ["CONTAINS(c.v, 'b') OR ENDSWITH(c.v, '1')", ids('text1', 'textA')],
    ['NOT IS_DEFINED(c.v)', ids('none')],
    ['IS_DEFINED(c.v) AND IS_NULL(c.v)', ids('null')],
    ['ARRAY_LENGTH(c.v) = 3', ids('array')],
    ["c.v.k = 'k'", ids('object')],
    ['c.v.deep.er = 5', ids('object')],
    ['c["v"]["deep"]["er"] = 5', ids('object')],
    ["c.v[0] = 'x' AND c.v[2].k = 'k'", ids('array')],
    ['c[\'id\'] = "two"', ids('two')],
    ['c.constructor != null OR c.v.length = 3', ids()],
    ["c.id = 'it\\'s' OR c.id = \"\\u006fne\"", ids('one')],
  ])('WHERE %s', async (condition, expected) => {
    expect(await where(condition)).toEqual(expected)
  })

  test('parameters of every type', async () => {
    expect(await where('c.v = @v', { '@v': 'Abc' })).toEqual(['textA'])
    expect(await where('c.v = @v', { '@v': null })).toEqual(['null'])
    expect(await where('c.v >= @low AND c.v < @high', { '@low': 1, '@high': 2 })).toEqual(['one'])
    expect(await where('c.v IN (@a, @b)', { '@a': true, '@b': 2 })).toEqual(['true', 'two'])
    expect(await where('STARTSWITH(c.v, @p)', { '@p': 'A' })).toEqual(['textA'])
    const many = [...Array.from({ length: 5_000 }, (_, i) => `no-${i}`), 'textA', 'one']
    expect(await where('ARRAY_CONTAINS(@many, c.id)', { '@many': many })).toEqual(['one', 'textA'])
    expect(await where('NOT ARRAY_CONTAINS(@many, c.id) AND c.v > 0', { '@many': many })).toEqual(['two'])
    expect((await failure(where('c.v = @missing'))).code).toBe(400)
  })

  test('ORDER BY goes by type, then by value, both ways', async () => {
    const order = ['none', 'null', 'false', 'true', 'one', 'two', 'text1', 'textA', 'array', 'object']
    const copies = documents.map((document) => ({ ...document, tenantId: 't3', createdAt: document.v }))
    for (const copy of copies) await account.container.items.create(copy as { id: string })
    const ordered = (direction: string) =>
      run(`SELECT VALUE c.id FROM c WHERE c.type = 'values' ORDER BY c.createdAt ${direction}`, {}, 't3')
    expect(await ordered('ASC')).toEqual(order)
    expect(await ordered('DESC')).toEqual(order.toReversed())
    expect(
      await run('SELECT VALUE c.id FROM c WHERE c.createdAt > 1 ORDER BY c.createdAt DESC', {}, 't3'),
    ).toEqual(['two'])
    expect(
      await run("SELECT VALUE c.id FROM c WHERE c.createdAt <= 'Abc' ORDER BY c.createdAt", {}, 't3'),
    ).toEqual(['text1', 'textA'])
  })

  test('what is selected', async () => {
    const one = "WHERE c.id = 'one'"
    expect(await run(`SELECT * FROM c ${one}`)).toEqual([
      (await account.container.item('one', 't1').read()).resource,
    ])
    expect(await run(`SELECT c.id, c.v AS x, c.gone, c.v + 1 FROM c ${one}`)).toEqual([
      { id: 'one', x: 1, $1: 2 },
    ])
    expect(await run(`SELECT VALUE {"a": c.v, b: [c.id, c.gone, true]} FROM c ${one}`)).toEqual([
      { a: 1, b: ['one', true] },
    ])
    expect(await run(`SELECT VALUE r.v FROM root r WHERE r.id = 'one'`)).toEqual([1])
    expect(await run('SELECT VALUE c.v.k FROM c')).toEqual(['k'])
    expect(await run(`select c from c ${one}`)).toMatchObject([{ c: { id: 'one', v: 1 } }])
  })

  test('TOP, OFFSET and LIMIT', async () => {
    const all = documents.map(({ id }) => id)
    expect(await run('SELECT TOP 3 VALUE c.id FROM c')).toEqual(all.slice(0, 3))
    expect(await run('SELECT TOP @n VALUE c.id FROM c', { '@n': 0 })).toEqual([])
    expect(await run('SELECT VALUE c.id FROM c OFFSET 2 LIMIT 3')).toEqual(all.slice(2, 5))
    expect(await run('SELECT VALUE c.id FROM c OFFSET @o LIMIT @l', { '@o': 8, '@l': 9 })).toEqual(
      all.slice(8),
    )
  })

  test('aggregates', async () => {
    expect(await run('SELECT VALUE COUNT(1) FROM c')).toEqual([documents.length])
    expect(await run('SELECT VALUE COUNT(c.v) FROM c')).toEqual([documents.length - 1])
    expect(await run("SELECT VALUE COUNT(1) FROM c WHERE c.type = 'nothing'")).toEqual([0])
    expect(await run('SELECT VALUE SUM(c.v) FROM c WHERE c.v > 0')).toEqual([3])
    expect(await run('SELECT VALUE MIN(c.v) FROM c WHERE c.v > 0')).toEqual([1])
    expect(await run('SELECT VALUE MAX(c.v) FROM c WHERE c.v > 0')).toEqual([2])
    expect(await run('SELECT COUNT(1) AS n, SUM(c.v) AS sum FROM c WHERE c.v > 0')).toEqual([
      { n: 2, sum: 3 },
    ])
  })

  test('without a partition key all partitions answer; with it in the text one does', async () => {
    const across = await account.container.items.query('SELECT VALUE c.id FROM c WHERE c.v > 1').fetchAll()
    expect(across.resources.toSorted()).toContain('other')
    const count = "SELECT VALUE COUNT(1) FROM c WHERE c.tenantId = 't2'"
    expect((await account.container.items.query(count).fetchAll()).resources).toEqual([1])
  })

  test('what changes in any partition shows in a query over all of them', async () => {
    const across = async (order: string) => {
      const query = `SELECT VALUE c.id FROM c WHERE c.type = 'step' AND c.state = 'due' ${order}`
      return (await account.container.items.query<string>(query, { maxItemCount: 2 }).fetchAll()).resources
    }
    for (const order of ['', 'ORDER BY c.createdAt DESC']) expect(await across(order)).toEqual([])
    for (const [tenantId, createdAt] of [1, 2, 3, 4].map((n) => [`x${n}`, n] as const))
      await account.container.items.create({ id: tenantId, tenantId, type: 'step', state: 'due', createdAt })
    expect((await across('')).toSorted()).toEqual(['x1', 'x2', 'x3', 'x4'])
    expect(await across('ORDER BY c.createdAt DESC')).toEqual(['x4', 'x3', 'x2', 'x1'])
    await account.container.item('x2', 'x2').patch([{ op: 'set', path: '/state', value: 'done' }])
    await account.container.item('x3', 'x3').patch([{ op: 'set', path: '/createdAt', value: 9 }])
    await account.container.item('x4', 'x4').delete()
    expect((await across('')).toSorted()).toEqual(['x1', 'x3'])
    expect(await across('ORDER BY c.createdAt DESC')).toEqual(['x3', 'x1'])
  })

  test.each([
    'SELECT * FROM c WHERE',
    'SELECT * FROM c WHERE x.v = 1',
    'SELECT c.value FROM c',
    "SELECT * FROM c WHERE c.v = 'open",
    'SELECT * FROM c WHERE LOWER() = 1',
    'SELECT * FROM c WHERE c.v IN ()',
    'SELECT VALUE 1e999 FROM c',
  ])('nonsense is a bad request: %s', async (query) => {
    expect((await failure(run(query))).code).toBe(400)
  })
})
