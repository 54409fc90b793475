import type { Container } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, openAccount } from './endpoint.ts'

/** Kilobytes and request units from "Understand request units consumption", Microsoft, April 2026. */
const reads = [
  [1, 1],
  [4, 1.14],
  [16, 1.67],
  [64, 4.76],
  [128, 9.95],
] as const
const writes = [
  [1, 4.95],
  [2, 6.29],
  [4, 6.67],
  [8, 7.04],
  [16, 9.52],
  [32, 11.23],
  [64, 22.67],
] as const

/** Everything else that a document has: system properties, id, key. */
const systemBytes = 260
const text = (kilobytes: number) => 'x'.repeat(kilobytes * 1024 - systemBytes)
const expectWithin5Percent = (charge: number, published: number) => {
  expect(Math.abs(charge - published) / published, `${charge} for ${published}`).toBeLessThan(0.05)
}

describe('request charges are within 5 % of the published ones', () => {
  let account: Account
  let unindexed: Container
  beforeAll(async () => {
    account = await openAccount()
    const { container } = await account.database.containers.createIfNotExists({
      id: 'unindexed',
      partitionKey: '/tenantId',
      indexingPolicy: { includedPaths: [], excludedPaths: [{ path: '/*' }] },
    })
    unindexed = container
  })
  afterAll(() => account.close())

  test.each(writes)('creating, replacing and deleting %s KB', async (kilobytes, published) => {
    const document = { id: `w${kilobytes}`, tenantId: 't1', text: text(kilobytes) }
    expectWithin5Percent((await unindexed.items.create(document)).requestCharge, published)
    const item = unindexed.item(document.id, 't1')
    expectWithin5Percent((await item.replace({ ...document, n: 1 })).requestCharge, 2 * published)
    expectWithin5Percent((await item.delete()).requestCharge, published)
  })

  test.each(reads)('reading %s KB', async (kilobytes, published) => {
    const id = `r${kilobytes}`
    await unindexed.items.create({ id, tenantId: 't1', text: text(kilobytes) })
    expectWithin5Percent((await unindexed.item(id, 't1').read()).requestCharge, published)
  })

  test('each indexed term adds 0.2; a change pays for what goes and what comes', async () => {
    const { items } = account.container
    // In the product's container `type`, `state`, `userId` and `seat.lotId` are indexed, `note` is not.
    const document = { id: 'terms', tenantId: 't1', type: 'a', state: 'b', userId: 'c', note: 'n' }
    const created = await items.create({ ...document, seat: { lotId: 's', given: 1 } })
    expectWithin5Percent(created.requestCharge, 4.95 + 4 * 0.2)
    const item = account.container.item('terms', 't1')
    const unindexedChange = await item.patch([{ op: 'set', path: '/note', value: 'm' }])
    expect(unindexedChange.requestCharge).toBeCloseTo(2 * 4.95 + 0.4, 1)
    const indexedChange = await item.patch([{ op: 'set', path: '/seat/lotId', value: 't' }])
    expect(indexedChange.requestCharge).toBeCloseTo(2 * 4.95 + 2 * 0.2 + 0.4, 1)
    const twoOperations = await item.patch([
      { op: 'set', path: '/state', value: 'x' },
      { op: 'remove', path: '/userId' },
    ])
    expect(twoOperations.requestCharge).toBeCloseTo(2 * 4.95 + 3 * 0.2 + 2 * 0.4, 1)
  })

  test('a batch costs the sum of its operations', async () => {
    const { result, headers } = (await account.container.items.batch(
      Array.from({ length: 10 }, (_, i) => ({
        operationType: 'Create' as const,
        resourceBody: { id: `b${i}`, tenantId: 't1', type: 'x' },
      })),
      't1',
    )) as { result?: { requestCharge: number }[]; headers?: Record<string, string> }
    const sum = result?.reduce((total, { requestCharge }) => total + requestCharge, 0) ?? 0
    expectWithin5Percent(sum, 10 * (4.95 + 0.2))
    expectWithin5Percent(Number(headers?.['x-ms-request-charge'] ?? sum), sum)
  })
})
