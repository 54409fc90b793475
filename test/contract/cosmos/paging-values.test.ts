import type { Container, JSONValue } from '@azure/cosmos'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, openAccount } from './endpoint.ts'

/** Few values of every kind, so that many are equal: a page then ends in the middle of equal ones. */
const value = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, false, true, 0, -0, 1, -1.5, 1e300, '', 'a', 'ä', '\u{1f600}'),
  fc.constantFrom<unknown>([], [1], [undefined, 2], [[]], ['a', 'a'], {}, { a: 1 }, { a: [] }),
  fc.integer({ min: -2, max: 2 }),
  fc.string({ maxLength: 3 }),
)
const rows = fc.array(fc.record({ v: value, w: value }), { maxLength: 16 })
const pageSize = fc.integer({ min: 1, max: 5 })
const direction = fc.constantFrom('ASC', 'DESC')
const condition = fc.constantFrom('', 'WHERE c.v >= 0', "WHERE c.v < 'a'", 'WHERE IS_DEFINED(c.v)')

describe('paging by continuation is exact for values of every type', () => {
  let account: Account
  let container: Container
  let tenants = 0
  beforeAll(async () => {
    account = await openAccount()
    const ascending = (path: string) => ({ path, order: 'ascending' }) as const
    const descending = (path: string) => ({ path, order: 'descending' }) as const
    const created = await account.database.containers.createIfNotExists({
      id: 'mixed',
      partitionKey: '/tenantId',
      indexingPolicy: {
        includedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [ascending('/v'), ascending('/w')],
          [ascending('/v'), descending('/w')],
        ],
      },
    })
    container = created.container
  })
  afterAll(() => account.close())

  const store = async (documents: readonly { v: unknown; w: unknown }[]) => {
    const tenantId = `t${tenants++}`
    const operations = documents.map((document, i) => ({
      operationType: 'Create' as const,
      resourceBody: { id: `d${i}`, tenantId, ...document } as { id: string; v: JSONValue },
    }))
    if (operations.length > 0) expect((await container.items.batch(operations, tenantId)).code).toBe(200)
    return tenantId
  }
  const whole = async (tenantId: string, query: string) => {
    const options = { partitionKey: tenantId, maxItemCount: -1 }
    return (await container.items.query<string>(query, options).fetchAll()).resources
  }
  /** Every page with a new iterator, as another process would ask for it; stops where it should have ended. */
  const inPages = async (tenantId: string, query: string, maxItemCount: number, pagesMax: number) => {
    const ids: string[] = []
    let next: string | undefined
    let pages = 0
    do {
      const options = { partitionKey: tenantId, maxItemCount, ...(next && { continuationToken: next }) }
      const answer = await container.items.query<string>(query, options).fetchNext()
      ids.push(...(answer.resources ?? []))
      next = answer.continuationToken
    } while (next !== undefined && ++pages < pagesMax)
    return { ids, ended: next === undefined }
  }
  const holds = async (documents: readonly { v: unknown; w: unknown }[], query: string, size: number) => {
    const tenantId = await store(documents)
    const expected = await whole(tenantId, query)
    const { ids, ended } = await inPages(tenantId, query, size, documents.length + 2)
    expect(ids).toEqual(expected)
    expect(ended).toBe(true)
    return expected
  }

  test('ordered by one property', async () => {
    await fc.assert(
      fc.asyncProperty(rows, pageSize, direction, condition, async (documents, size, order, where) => {
        const found = await holds(documents, `SELECT VALUE c.id FROM c ${where} ORDER BY c.v ${order}`, size)
        if (where === '') expect(found.toSorted()).toEqual(documents.map((_, i) => `d${i}`).toSorted())
      }),
      { numRuns: 60 },
    )
  })

  test('ordered by two properties', async () => {
    await fc.assert(
      fc.asyncProperty(rows, pageSize, direction, direction, async (documents, size, first, second) => {
        const query = `SELECT VALUE c.id FROM c ORDER BY c.v ${first}, c.w ${second}`
        const found = await holds(documents, query, size)
        expect(found.toSorted()).toEqual(documents.map((_, i) => `d${i}`).toSorted())
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['arrays', [1, [2], []]],
    ['objects', [{ a: 1 }, {}, { b: { c: [] } }]],
    ['nothing at all', [undefined, undefined, undefined]],
  ])('%s only', async (_, values) => {
    const documents = [...values, ...values].map((v) => ({ v: Array.isArray(values[0]) ? [v] : v, w: v }))
    const found = await holds(documents, 'SELECT VALUE c.id FROM c ORDER BY c.v', 1)
    expect(found).toHaveLength(documents.length)
  })

  test('objects too long for a token are only told apart by their place, so they page too', async () => {
    const documents = Array.from({ length: 4 }, (_, i) => ({ v: { text: 'x'.repeat(2_000), i }, w: i }))
    expect(await holds(documents, 'SELECT VALUE c.id FROM c ORDER BY c.v DESC', 1)).toHaveLength(4)
  })
})
