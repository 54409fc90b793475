import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, openAccount } from './endpoint.ts'

describe('time to live', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())
  const live = async (container = account.container) =>
    (await container.items.query('SELECT VALUE c.id FROM c', { partitionKey: 't1' }).fetchAll()).resources

  test('a document with a ttl is gone for reads, queries and writes when its time is over', async () => {
    const { items } = account.container
    await items.create({ id: 'never', tenantId: 't1', ttl: -1 })
    await items.create({ id: 'none', tenantId: 't1' })
    await items.create({ id: 'kept', tenantId: 't1', ttl: 1 })
    await account.container.item('kept', 't1').patch([{ op: 'set', path: '/ttl', value: 3600 }])
    // Last, because its time runs from here, on a busy machine too.
    await items.create({ id: 'short', tenantId: 't1', ttl: 1 })
    expect(await live()).toEqual(['never', 'none', 'kept', 'short'])
    await sleep(2_100) // `_ts` has whole seconds.
    expect(await live()).toEqual(['never', 'none', 'kept'])
    expect((await account.container.item('short', 't1').read()).statusCode).toBe(404)
    expect((await items.create({ id: 'short', tenantId: 't1' })).statusCode).toBe(201)
    expect(await live()).toEqual(['never', 'none', 'kept', 'short'])
  })

  test('a container can have a time for all, and can ignore them', async () => {
    const { containers } = account.database
    const [forAll, forNone] = [
      await containers.createIfNotExists({ id: 'all', partitionKey: '/tenantId', defaultTtl: 1 }),
      await containers.createIfNotExists({ id: 'none', partitionKey: '/tenantId' }),
    ]
    for (const { container } of [forAll, forNone]) {
      await container.items.create({ id: 'plain', tenantId: 't1' })
      await container.items.create({ id: 'own', tenantId: 't1', ttl: 1 })
      await container.items.create({ id: 'forever', tenantId: 't1', ttl: -1 })
    }
    await sleep(2_100)
    expect(await live(forAll.container)).toEqual(['forever'])
    expect(await live(forNone.container)).toEqual(['plain', 'own', 'forever'])
  })
})
