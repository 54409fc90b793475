import type { Container, SqlQuerySpec } from '@azure/cosmos'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, openAccount } from './endpoint.ts'
import { condition, type Piece, type Row, scalar, type Value, value, valueAt } from './query-arbitrary.ts'

/** Random queries over random documents against plain filters and sorts, while the documents change. */

const document = fc.record({ v: value, w: value, x: scalar })
const change = fc.record({ at: fc.nat({ max: 19 }), document: fc.option(document, { freq: 4 }) })
const start = fc.array(fc.record({ at: fc.nat({ max: 19 }), document }), { minLength: 12, maxLength: 24 })
const orders = [
  '',
  'c.v',
  'c.v DESC',
  'c.deep.x',
  'c.id DESC',
  'c.v, c.w',
  'c.v DESC, c.w DESC',
  'c.w, c.v DESC',
]
const slice = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ top: fc.nat({ max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ offset: fc.nat({ max: 4 }), limit: fc.nat({ max: 6 }) }) },
) as fc.Arbitrary<{ top?: number; offset?: number; limit?: number }>
const question = fc
  .record({
    where: fc.option(condition, { freq: 8 }),
    order: fc.constantFrom(...orders),
    slice,
    selection: fc.constantFrom('VALUE c.id', 'VALUE c.v', 'c.id, c.v AS "n", c.deep', 'VALUE [c.v, c.w]'),
    size: fc.constantFrom(1, 2, 3, 100),
    isCross: fc.boolean(),
  })
  // Whether OFFSET counts values that are missing depends on who counts, the client or the server.
  .filter((one) => !(one.isCross && one.order === '' && one.selection === 'VALUE c.v' && one.slice.offset))

const ranks = ['undefined', 'null', 'boolean', 'number', 'string', 'array', 'object']
const rankOf = (given: Value) =>
  ranks.indexOf(given === null ? 'null' : Array.isArray(given) ? 'array' : typeof given)
const inOrder = (left: Value, right: Value) =>
  rankOf(left) - rankOf(right) ||
  (rankOf(left) < 5 && left !== right ? ((left as number) < (right as number) ? -1 : 1) : 0)

function sorted(rows: readonly Row[], order: string): Row[] {
  const items = order === '' ? [] : order.split(', ').map((item) => item.split(' '))
  // Downwards, equal ones come in the opposite of the order in which they were stored.
  const places = items[0]?.[1] === 'DESC' ? rows.toReversed() : rows
  return places.toSorted((left, right) => {
    for (const [path = '', direction] of items) {
      const difference = inOrder(valueAt(left, path), valueAt(right, path))
      if (difference !== 0) return direction === 'DESC' ? -difference : difference
    }
    return 0
  })
}

const select: Record<string, (row: Row) => Value> = {
  'VALUE c.id': (row) => row.id,
  'VALUE c.v': (row) => row['v'],
  'c.id, c.v AS "n", c.deep': (row) => ({
    id: row.id,
    ...(row['v'] === undefined ? {} : { n: row['v'] }),
    deep: row['deep'],
  }),
  'VALUE [c.v, c.w]': (row) => [row['v'], row['w']].filter((one) => one !== undefined),
}

describe('a query means what it says', () => {
  let account: Account
  let container: Container
  let runs = 0
  beforeAll(async () => {
    account = await openAccount()
    const created = await account.database.containers.createIfNotExists({
      id: 'queries',
      partitionKey: '/tenantId',
      indexingPolicy: {
        includedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [
            { path: '/v', order: 'ascending' },
            { path: '/w', order: 'ascending' },
          ],
          [
            { path: '/w', order: 'ascending' },
            { path: '/v', order: 'descending' },
          ],
        ],
      },
    })
    container = created.container
  })
  afterAll(() => account.close())

  /** Documents of one run in two partitions, and the same in a list. */
  const store = (run: string) => {
    let rows: Row[] = []
    const tenantOf = (at: number) => `${run}-${at % 2}`
    return {
      rows: (isCross: boolean) => rows.filter((row) => isCross || row['tenantId'] === tenantOf(0)),
      partitionKey: tenantOf(0),
      async apply({
        at,
        document: given,
      }: {
        at: number
        document: { v: Value; w: Value; x: Value } | null
      }) {
        const id = `d${at}`
        const tenantId = tenantOf(at)
        const isThere = rows.some((row) => row.id === id)
        if (given === null) {
          if (isThere) await container.item(id, tenantId).delete()
          rows = rows.filter((row) => row.id !== id)
          return
        }
        const row: Row = { id, tenantId, run, v: given.v, w: given.w, deep: { x: given.x } }
        await container.items.upsert(row)
        rows = isThere ? rows.map((one) => (one.id === id ? row : one)) : [...rows, row]
      },
    }
  }
  const ask = async (sql: string, options: { partitionKey?: string; maxItemCount: number }) => {
    const query: SqlQuerySpec = { query: sql }
    return (await container.items.query(query, options).fetchAll()).resources
  }
  const matching = (rows: readonly Row[], where: Piece | null) =>
    rows.filter((row) => where === null || where.of(row) === true)

  test('in what it finds, in which order, and how much of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.array(fc.tuple(fc.array(change, { maxLength: 2 }), question), { minLength: 5, maxLength: 10 }),
        async (documents, steps) => {
          const run = `r${runs++}`
          const stored = store(run)
          for (const one of documents) await stored.apply(one)
          for (const [changes, { where, order, slice: part, selection, size, isCross }] of steps) {
            for (const one of changes) await stored.apply(one)
            const conditions = [isCross ? `c.run = "${run}"` : '', where ? `(${where.sql})` : ''].filter(
              Boolean,
            )
            const sql = [
              `SELECT ${part.top === undefined ? '' : `TOP ${part.top} `}${selection} FROM c`,
              conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '',
              order === '' ? '' : `ORDER BY ${order}`,
              part.limit === undefined ? '' : `OFFSET ${part.offset} LIMIT ${part.limit}`,
            ].join(' ')
            const { partitionKey } = stored
            const rows = await ask(sql, { maxItemCount: size, ...(isCross ? {} : { partitionKey }) })
            // Where the client puts an order together it keeps a missing value as one.
            const found = rows.filter((row) => row !== undefined)
            const all = sorted(matching(stored.rows(isCross), where), order)
            const from = part.offset ?? 0
            const expected = all
              .slice(from, from + (part.limit ?? part.top ?? all.length))
              .map((row) => select[selection]?.(row))
              .filter((one) => one !== undefined)
            expect(found, sql).toEqual(JSON.parse(JSON.stringify(expected)))
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  test('in what it counts, adds up and finds the ends of', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 24 }),
        fc.option(condition),
        fc.boolean(),
        async (changes, where, isCross) => {
          const run = `r${runs++}`
          const stored = store(run)
          for (const one of changes) await stored.apply(one)
          const rows = matching(stored.rows(isCross), where)
          const values = rows.map((row) => row['v']).filter((one) => one !== undefined)
          const scalars = values.toSorted(inOrder)
          const isOrdered = values.every((one) => rankOf(one) < 5)
          const expected = {
            'COUNT(1)': rows.length,
            'COUNT(c.v)': values.length,
            'SUM(c.v)': values.every((one) => typeof one === 'number')
              ? values.reduce((sum: number, one) => sum + (one as number), 0)
              : undefined,
            'MIN(c.v)': isOrdered ? scalars[0] : undefined,
            'MAX(c.v)': isOrdered ? scalars.at(-1) : undefined,
          }
          for (const [aggregate, result] of Object.entries(expected)) {
            const conditions = [`c.run = "${run}"`, ...(where ? [`(${where.sql})`] : [])].join(' AND ')
            const sql = `SELECT VALUE ${aggregate} FROM c WHERE ${conditions}`
            const { partitionKey } = stored
            const found = await ask(sql, { maxItemCount: 100, ...(isCross ? {} : { partitionKey }) })
            expect(found, sql).toEqual(result === undefined ? [] : [result])
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
