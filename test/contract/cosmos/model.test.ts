import type { OperationInput } from '@azure/cosmos'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openAccount } from './endpoint.ts'

/**
 * Any sequence of batches, succeeding or not, against a plain array: every way to a document (by id, by each index,
 * in order, in pages) must tell the same story afterwards.
 */
type Row = { id: string; state: string; rank: number }

const id = fc.integer({ min: 0, max: 7 }).map((n) => `d${n}`)
const state = fc.constantFrom('active', 'moved', 'gone')
const rank = fc.integer({ min: 0, max: 4 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), id, state, rank }),
  fc.record({ kind: fc.constant('upsert' as const), id, state, rank }),
  fc.record({ kind: fc.constant('patch' as const), id, state, rank }),
  fc.record({ kind: fc.constant('delete' as const), id, state, rank }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function toOperation(tenantId: string, { kind, ...row }: Step): OperationInput {
  const resourceBody = { ...row, tenantId, type: 'row', createdAt: row.rank }
  switch (kind) {
    case 'create':
      return { operationType: 'Create', resourceBody }
    case 'upsert':
      return { operationType: 'Upsert', resourceBody }
    case 'delete':
      return { operationType: 'Delete', id: row.id }
    case 'patch': {
      const operations = [
        { op: 'set' as const, path: '/state', value: row.state },
        { op: 'set' as const, path: '/rank', value: row.rank },
        { op: 'set' as const, path: '/createdAt', value: row.rank },
      ]
      return { operationType: 'Patch', id: row.id, resourceBody: operations }
    }
  }
}

/** The rows after the batch, or undefined when one of its steps cannot be. */
function model(rows: readonly Row[], batch: readonly Step[]): Row[] | undefined {
  let next = [...rows]
  for (const { kind, ...row } of batch) {
    const exists = next.some((other) => other.id === row.id)
    if (kind === 'create' ? exists : kind !== 'upsert' && !exists) return undefined
    if (kind === 'delete') next = next.filter((other) => other.id !== row.id)
    else next = exists ? next.map((other) => (other.id === row.id ? row : other)) : [...next, row]
  }
  return next
}

test('any sequence of batches leaves what a plain array would', async () => {
  const account = await openAccount()
  let run = 0
  const property = fc.asyncProperty(
    fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
    async (batches) => {
      const tenantId = `t${run++}`
      const ask = async (where: string, order = '') => {
        const query = `SELECT c.id, c.state, c.rank FROM c WHERE c.type = 'row' ${where} ${order}`
        const options = { partitionKey: tenantId, maxItemCount: 3 }
        return (await account.container.items.query<Row>(query, options).fetchAll()).resources
      }
      let rows: Row[] = []
      // Begin with most of the ids there, or most batches would fail on a missing one.
      const initial = Array.from({ length: 6 }, (_, n) => ({
        kind: 'create' as const,
        id: `d${n}`,
        state: 'active' as const,
        rank: n % 3,
      }))
      for (const batch of [initial, ...batches]) {
        const next = model(rows, batch)
        const operations = batch.map((one) => toOperation(tenantId, one))
        const { code } = await account.container.items.batch(operations, tenantId)
        expect(code === 200).toBe(next !== undefined)
        rows = next ?? rows
        await ask("AND c.state = 'active'", 'ORDER BY c.createdAt DESC') // Builds indexes that later steps change.
      }
      expect(await ask('')).toEqual(rows)
      for (const wanted of ['active', 'moved', 'gone']) {
        const found = await ask(`AND c.state = '${wanted}'`)
        expect(found).toEqual(rows.filter((row) => row.state === wanted))
        const sorted = await ask(`AND c.state = '${wanted}'`, 'ORDER BY c.createdAt DESC')
        expect(sorted).toEqual(found.toReversed().toSorted((a, b) => b.rank - a.rank))
      }
      const some = await ask("AND c.state IN ('moved', 'gone') AND c.rank >= 2", 'ORDER BY c.createdAt')
      expect(some).toEqual(
        rows.filter((row) => row.state !== 'active' && row.rank >= 2).toSorted((a, b) => a.rank - b.rank),
      )
      expect(await ask("AND c.id IN ('d1', 'd7', 'none')")).toEqual(
        rows.filter((row) => row.id === 'd1' || row.id === 'd7'),
      )
    },
  )
  try {
    await fc.assert(property, { numRuns: 60 })
  } finally {
    await account.close()
  }
})
