import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount } from './endpoint.ts'

describe('what production refuses is refused', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (const id of ['1', '2'])
      await account.container.items.create({ id, tenantId: `t${id}`, type: 'x', createdAt: id, hidden: id })
  })
  afterAll(() => account.close())
  const across = (query: string) => account.container.items.query(query).fetchAll()

  test('an aggregate over all partitions without VALUE', async () => {
    const { message } = await failure(across('SELECT COUNT(1) AS n FROM c'))
    expect(message).toContain('Aggregate queries must use the VALUE keyword')
    expect((await across('SELECT VALUE COUNT(1) FROM c')).resources).toEqual([2])
  })

  test('ORDER BY on a path without an index', async () => {
    expect(await failure(across('SELECT * FROM c ORDER BY c.hidden'))).toMatchObject({ code: 400 })
    expect((await across('SELECT VALUE c.id FROM c ORDER BY c.createdAt DESC')).resources).toEqual(['2', '1'])
    expect((await across('SELECT VALUE c.id FROM c ORDER BY c.id DESC')).resources).toEqual(['2', '1'])
  })

  test('ORDER BY on two properties without a composite index', async () => {
    const { code, message } = await failure(across('SELECT * FROM c ORDER BY c.type, c.createdAt'))
    expect(code).toBe(400)
    expect(message).toContain('composite index')
  })

  test('with a composite index, in its directions and in all of them turned round', async () => {
    const { container } = await account.database.containers.createIfNotExists({
      id: 'composite',
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
    const rows: readonly (readonly [string, number])[] = [
      ['x', 1],
      ['y', 1],
      ['x', 2],
      ['y', 2],
    ]
    for (const [a, b] of rows) await container.items.create({ id: `${a}${b}`, tenantId: 't', a, b })
    const ordered = async (order: string) =>
      (await container.items.query(`SELECT VALUE c.id FROM c ORDER BY ${order}`).fetchAll()).resources
    expect(await ordered('c.a, c.b DESC')).toEqual(['x2', 'x1', 'y2', 'y1'])
    expect(await ordered('c.a DESC, c.b ASC')).toEqual(['y1', 'y2', 'x1', 'x2'])
    expect((await failure(ordered('c.a, c.b'))).code).toBe(400)
    expect((await failure(ordered('c.b DESC, c.a'))).code).toBe(400)
  })

  test.each([0, -2, 1.5, '60'])('a ttl of %s', async (ttl) => {
    const created = account.container.items.create({ id: `ttl-${ttl}`, tenantId: 't1', ttl: ttl as number })
    expect((await failure(created)).code).toBe(400)
  })
})
