import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, onStandIn, openAccount } from './endpoint.ts'

const count = 5_000
const user = (i: number) => `user-${String((i * 7919) % count).padStart(5, '0')}`
const filter = "c.type = 'assignment' AND c.seat.subscriptionId = @s AND c.state = 'active'"
const parameters = [{ name: '@s', value: 'S1' }]

describe('paging through 5,000 documents', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (let start = 0; start < count; start += 100) {
      const operations = Array.from({ length: 100 }, (_, i) => ({
        operationType: 'Create' as const,
        resourceBody: {
          id: `a${start + i}`,
          tenantId: 't1',
          type: 'assignment',
          state: 'active',
          userId: user(start + i),
          // Every fifth belongs to another subscription.
          seat: { subscriptionId: (start + i) % 5 === 0 ? 'S2' : 'S1' },
        },
      }))
      await account.container.items.batch(operations, 't1', { contentResponseOnWriteEnabled: false })
    }
  })
  afterAll(() => account.close())

  const page = async (query: string, continuationToken?: string, maxItemCount = 700) => {
    const options = { partitionKey: 't1', maxItemCount, ...(continuationToken && { continuationToken }) }
    const answer = await account.container.items.query<string>({ query, parameters }, options).fetchNext()
    return { items: answer.resources ?? [], next: answer.continuationToken }
  }
  /** Every page with a new iterator, as if a new process went on each time. */
  const readAll = async (query: string) => {
    const sizes: number[] = []
    const items: string[] = []
    let next: string | undefined
    do {
      const answer: { items: string[]; next: string | undefined } = await page(query, next)
      items.push(...answer.items)
      sizes.push(answer.items.length)
      next = answer.next
      expect(next?.length ?? 0).toBeLessThan(1024)
    } while (next !== undefined)
    return { items, sizes }
  }

  test('gives every document once, in the order in which they were stored', async () => {
    const { items, sizes } = await readAll(`SELECT VALUE c.id FROM c WHERE ${filter}`)
    const expected = Array.from({ length: count }, (_, i) => i)
      .filter((i) => i % 5 !== 0)
      .map((i) => `a${i}`)
    expect(items).toEqual(expected)
    expect(sizes).toEqual([700, 700, 700, 700, 700, 500])
  })

  test.each(['ASC', 'DESC'])('gives every document once in sorted order, %s', async (direction) => {
    const { items } = await readAll(
      `SELECT VALUE c.userId FROM c WHERE ${filter} ORDER BY c.userId ${direction}`,
    )
    const expected = Array.from({ length: count }, (_, i) => i)
      .filter((i) => i % 5 !== 0)
      .map(user)
      .toSorted()
    expect(items).toEqual(direction === 'ASC' ? expected : expected.toReversed())
  })

  test('TOP and OFFSET hold over pages', async () => {
    const top = await readAll(`SELECT TOP 1500 VALUE c.id FROM c WHERE ${filter}`)
    expect(top.sizes).toEqual([700, 700, 100])
    const slice = await readAll(`SELECT VALUE c.id FROM c WHERE ${filter} OFFSET 100 LIMIT 900`)
    expect(slice.sizes).toEqual([700, 200])
    expect(slice.items).toEqual(top.items.slice(100, 1000))
  })

  test('one iterator asks for all pages too', async () => {
    const query = account.container.items.query<string>(
      { query: `SELECT VALUE c.id FROM c WHERE ${filter}`, parameters },
      { partitionKey: 't1', maxItemCount: 1000 },
    )
    expect(new Set((await query.fetchAll()).resources).size).toBe(count * 0.8)
  })

  test('a page is cut at 4 MB whatever size is asked for', async () => {
    for (let i = 0; i < 6; i++)
      await account.container.items.create({ id: `big${i}`, tenantId: 't9', text: 'x'.repeat(1_000_000) })
    const query = account.container.items.query('SELECT * FROM c', { partitionKey: 't9', maxItemCount: -1 })
    const first = (await query.fetchNext()).resources
    expect(first.length).toBeLessThan(6)
    expect(first.length + (await query.fetchNext()).resources.length).toBe(6)
  })

  test('moved documents fall out of the query, and the rest still comes once', async () => {
    const query = `SELECT VALUE c.id FROM c WHERE ${filter} AND c.id >= 'a1'`
    const all = (await readAll(query)).items
    const first = await page(query)
    for (const id of first.items.slice(0, 50))
      await account.container.item(id, 't1').patch([{ op: 'set', path: '/seat/subscriptionId', value: 'S3' }])
    const again = await page(query, undefined, 10)
    expect(again.items).toEqual(all.slice(50, 60))
    const second = await page(query, first.next)
    expect(second.items).toEqual(all.slice(700, 1400))
  })

  test('a token of another query, and no token at all, are bad requests', async () => {
    const { next } = await page('SELECT VALUE c.id FROM c')
    const other = page('SELECT VALUE c.userId FROM c', next)
    expect((await failure(other)).code).toBe(400)
    expect((await failure(page('SELECT VALUE c.id FROM c', 'bm9uc2Vuc2U='))).code).toBe(400)
  })

  onStandIn('a claim about its speed')('the last pages cost what the first ones do', async () => {
    const query = `SELECT VALUE c.id FROM c WHERE c.state = 'active' ORDER BY c.userId`
    await page(query) // Builds the index.
    const milliseconds: number[] = []
    let next: string | undefined
    do {
      const start = performance.now()
      const answer: { next: string | undefined } = await page(query, next, 50)
      milliseconds.push(performance.now() - start)
      next = answer.next
    } while (next !== undefined)
    expect(milliseconds.length).toBe(100)
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
    expect(median(milliseconds.slice(-30))).toBeLessThan(3 * median(milliseconds.slice(0, 30)) + 1)
  })
})
