import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { type Account, onStandIn, openAccount, shortPages } from './endpoint.ts'

const test = onStandIn('a real account ends its pages when it likes')
const ids = Array.from({ length: 9 }, (_, n) => `d${n}`)

describe('pages that hold less than was asked for', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (const id of ids) await account.container.items.create({ id, tenantId: 't1', createdAt: id })
  })
  afterEach(() => shortPages(account, []))
  afterAll(() => account.close())

  const sizesOf = async (query: string, options: object) => {
    const iterator = account.container.items.query<string>(query, options)
    const found: string[] = []
    const sizes: number[] = []
    while (iterator.hasMoreResults()) {
      const { resources = [] } = await iterator.fetchNext()
      found.push(...resources)
      sizes.push(resources.length)
    }
    return { found, sizes }
  }

  test('they may be empty, and the next one goes on', async () => {
    await shortPages(account, [0, 2, 4])
    const options = { partitionKey: 't1', maxItemCount: 3 }
    const order = 'SELECT VALUE c.id FROM c ORDER BY c.createdAt'
    expect(await sizesOf(order, options)).toEqual({ found: ids, sizes: [0, 2, 3, 0, 2, 2] })
    expect((await sizesOf('SELECT TOP 4 VALUE c.id FROM c', options)).found).toEqual(ids.slice(0, 4))
    const slice = 'SELECT VALUE c.id FROM c OFFSET 2 LIMIT 4'
    expect((await sizesOf(slice, options)).found).toEqual(ids.slice(2, 6))
  })

  test('over all partitions the client takes one for what it is: no end, and no continuation', async () => {
    await shortPages(account, [0, 9])
    const query = 'SELECT VALUE c.id FROM c ORDER BY c.createdAt'
    const controlled = { maxItemCount: 3, enableQueryControl: true }
    const { resources, hasMoreResults, continuationToken } = await account.container.items
      .query(query, controlled)
      .fetchNext()
    expect({ resources, hasMoreResults, continuationToken }).toEqual({
      resources: [],
      hasMoreResults: true,
      continuationToken: undefined,
    })
    await shortPages(account, [0, 1])
    expect((await sizesOf(query, controlled)).found).toEqual(ids)
  })

  test('a list of nothing but empty pages would never end, and is refused', async () => {
    for (const sizes of [[0], [0, 0], [-1], ['1'], {}])
      await expect(shortPages(account, sizes as number[])).rejects.toThrow('whole numbers')
  })
})
