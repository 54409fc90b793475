import type { OperationInput } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount } from './endpoint.ts'

const create = (id: string, more: object = {}): OperationInput => ({
  operationType: 'Create',
  resourceBody: { id, tenantId: 't1', ...more },
})

describe('transactional batch', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())

  const batch = async (operations: OperationInput[], options = {}) => {
    const { code, result } = await account.container.items.batch(operations, 't1', options)
    return { code, result: result ?? [], statuses: (result ?? []).map(({ statusCode }) => statusCode) }
  }
  const everything = async () => {
    const query = account.container.items.query('SELECT * FROM c', { partitionKey: 't1', maxItemCount: 2 })
    return (await query.fetchAll()).resources
  }

  test('does all kinds of operations, each seeing the ones before', async () => {
    const { code, result, statuses } = await batch([
      create('b1', { n: 1 }),
      { operationType: 'Patch', id: 'b1', resourceBody: [{ op: 'incr', path: '/n', value: 1 }] },
      { operationType: 'Read', id: 'b1' },
      { operationType: 'Upsert', resourceBody: { id: 'b2', tenantId: 't1', n: 5 } },
      { operationType: 'Upsert', resourceBody: { id: 'b2', tenantId: 't1', n: 6 } },
      { operationType: 'Replace', id: 'b1', resourceBody: { id: 'b1', tenantId: 't1', n: 9 } },
      { operationType: 'Delete', id: 'b2' },
    ])
    expect(code).toBe(200)
    expect(statuses).toEqual([201, 200, 200, 201, 200, 200, 204])
    expect(result[2]?.resourceBody).toMatchObject({ id: 'b1', n: 2 })
    expect(result.every(({ requestCharge }) => requestCharge > 0)).toBe(true)
    const { resource, etag } = await account.container.item('b1', 't1').read()
    expect(resource).toMatchObject({ n: 9 })
    expect(result[5]?.eTag).toBe(etag)
    expect((await account.container.item('b2', 't1').read()).statusCode).toBe(404)
  })

  test('one failing operation keeps its status, the others get 424, and nothing is written', async () => {
    await batch([create('r1'), create('r2', { n: 1 }), create('r3')])
    const before = await everything()
    const { code, statuses } = await batch([
      create('r4'),
      { operationType: 'Delete', id: 'r1' },
      { operationType: 'Patch', id: 'r2', resourceBody: [{ op: 'incr', path: '/n', value: 1 }] },
      create('r3'),
      create('r5'),
    ])
    expect(code).toBe(207)
    expect(statuses).toEqual([424, 424, 424, 409, 424])
    expect(await everything()).toEqual(before)
  })

  test('a batch that is given up leaves the order of a list being paged as it was', async () => {
    for (let i = 0; i < 9; i++)
      await account.container.items.create({ id: `o${i}`, tenantId: 't1', type: 'ordered' })
    const query = account.container.items.query("SELECT VALUE c.id FROM c WHERE c.type = 'ordered'", {
      partitionKey: 't1',
      maxItemCount: 4,
    })
    const pages: unknown[] = (await query.fetchNext()).resources
    const { code } = await batch([
      { operationType: 'Delete', id: 'o1' },
      { operationType: 'Delete', id: 'o5' },
      create('o5', { type: 'ordered' }),
      create('o0'),
    ])
    expect(code).toBe(207)
    while (query.hasMoreResults()) pages.push(...((await query.fetchNext()).resources ?? []))
    expect(pages).toEqual(['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7', 'o8'])
  })

  test('ifMatch guards a single operation and stops all of them', async () => {
    const { etag } = await account.container.items.create({ id: 'guard', tenantId: 't1', n: 0 })
    const step = (ifMatch: string): OperationInput[] => [
      { operationType: 'Patch', id: 'guard', ifMatch, resourceBody: [{ op: 'incr', path: '/n', value: 1 }] },
      { operationType: 'Upsert', resourceBody: { id: 'beside', tenantId: 't1' } },
    ]
    expect((await batch(step(etag))).code).toBe(200)
    expect((await batch(step(etag))).statuses).toEqual([412, 424])
    expect((await account.container.item('guard', 't1').read()).resource).toMatchObject({ n: 1 })
  })

  test('a patch condition guards a step of a job', async () => {
    await batch([create('job', { seq: 0 }), create('seats', { available: 3 })])
    const step = (seq: number, count: number): OperationInput[] => [
      {
        operationType: 'Patch',
        id: 'job',
        resourceBody: {
          operations: [{ op: 'incr', path: '/seq', value: 1 }],
          condition: `from c where c.seq = ${seq}`,
        },
      },
      {
        operationType: 'Patch',
        id: 'seats',
        resourceBody: {
          operations: [{ op: 'incr', path: '/available', value: -count }],
          condition: `from c where c.available >= ${count}`,
        },
      },
    ]
    expect((await batch(step(0, 2))).statuses).toEqual([200, 200])
    expect((await batch(step(0, 1))).statuses).toEqual([412, 424])
    expect((await batch(step(1, 2))).statuses).toEqual([424, 412])
    expect((await account.container.item('job', 't1').read()).resource).toMatchObject({ seq: 1 })
    expect((await account.container.item('seats', 't1').read()).resource).toMatchObject({ available: 1 })
  })

  test('of twenty batches from one state one goes through', async () => {
    await batch([create('turn', { seq: 0 })])
    const codes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const operation: OperationInput = {
          operationType: 'Patch',
          id: 'turn',
          resourceBody: {
            operations: [{ op: 'incr', path: '/seq', value: 1 }],
            condition: 'from c where c.seq = 0',
          },
        }
        return (await batch([operation, create(`turn-${i}`)])).code
      }),
    )
    expect(codes.filter((code) => code === 200)).toHaveLength(1)
    const { resources } = await account.container.items
      .query("SELECT VALUE c.id FROM c WHERE STARTSWITH(c.id, 'turn-')", { partitionKey: 't1' })
      .fetchAll()
    expect(resources).toHaveLength(1)
  })

  test('return=minimal leaves out the bodies of writes', async () => {
    const { result } = await batch([create('m1')], { contentResponseOnWriteEnabled: false })
    expect(result[0]?.resourceBody).toBeUndefined()
    expect(result[0]?.eTag).toBeTypeOf('string')
  })

  test('100 operations pass; a foreign partition and 2 MB are refused as a whole', async () => {
    const hundred = await batch(Array.from({ length: 100 }, (_, i) => create(`h${i}`)))
    expect(new Set(hundred.statuses)).toEqual(new Set([201]))
    const foreign = batch([create('f1'), create('f2', { tenantId: 't2' })])
    expect((await failure(foreign)).code).toBe(400)
    expect((await account.container.item('f1', 't1').read()).statusCode).toBe(404)
    const big = Array.from({ length: 3 }, (_, i) => create(`g${i}`, { text: 'x'.repeat(800_000) }))
    expect((await failure(batch(big))).code).toBe(413)
    expect((await account.container.item('g0', 't1').read()).statusCode).toBe(404)
  })
})
