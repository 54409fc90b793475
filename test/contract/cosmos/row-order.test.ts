import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, openAccount } from './endpoint.ts'

/** The client orders equal values by `_rid`, whose last eight bytes it reads as a little-endian number. */
const numberIn = (rid: unknown) => Buffer.from(String(rid).replaceAll('-', '/'), 'base64').readBigUInt64LE(8)

describe('where ORDER BY finds equal values', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    for (let from = 0; from < 300; from += 100) {
      const operations = Array.from({ length: 100 }, (_, i) => ({
        operationType: 'Create' as const,
        resourceBody: { id: `d${from + i}`, tenantId: 't1', createdAt: 'same' },
      }))
      await account.container.items.batch(operations, 't1', { contentResponseOnWriteEnabled: false })
    }
  })
  afterAll(() => account.close())

  const rids = async (direction: 'ASC' | 'DESC') => {
    const query = `SELECT VALUE c._rid FROM c ORDER BY c.createdAt ${direction}`
    const options = { partitionKey: 't1', maxItemCount: 70 }
    return (await account.container.items.query<string>(query, options).fetchAll()).resources.map(numberIn)
  }
  const ascending = (numbers: readonly bigint[]) => numbers.toSorted((a, b) => (a < b ? -1 : 1))

  test('upwards they come by _rid upwards', async () => {
    const found = await rids('ASC')
    expect(new Set(found).size).toBe(300)
    expect(found).toEqual(ascending(found))
  })

  test('downwards they come by _rid downwards, as the index is read backwards', async () => {
    const found = await rids('DESC')
    expect(new Set(found).size).toBe(300)
    expect(found).toEqual(ascending(found).reverse())
  })
})
