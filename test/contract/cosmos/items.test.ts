import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount } from './endpoint.ts'

describe('single documents', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())

  test('a created document can be read, replaced and deleted', async () => {
    const { items } = account.container
    const created = await items.create({ id: 'one', tenantId: 't1', n: 1 })
    expect(created.statusCode).toBe(201)
    expect(created.resource).toMatchObject({ id: 'one', n: 1, _etag: created.etag })
    const item = account.container.item('one', 't1')
    expect((await item.read()).resource).toEqual(created.resource)
    const replaced = await item.replace({ id: 'one', tenantId: 't1', n: 2 })
    expect(replaced.statusCode).toBe(200)
    expect(replaced.etag).not.toBe(created.etag)
    expect(replaced.resource?._rid).toBe(created.resource?._rid)
    expect((await item.delete()).statusCode).toBe(204)
    expect((await item.read()).statusCode).toBe(404)
  })

  test('reading what is not there does not throw; changing it does', async () => {
    const item = account.container.item('nobody', 't1')
    const { statusCode, resource } = await item.read()
    expect({ statusCode, resource }).toEqual({ statusCode: 404, resource: undefined })
    expect((await failure(item.delete())).code).toBe(404)
    expect((await failure(item.replace({ id: 'nobody', tenantId: 't1' }))).code).toBe(404)
    expect((await failure(item.patch([{ op: 'set', path: '/n', value: 1 }]))).code).toBe(404)
  })

  test('one id exists once in a partition and may exist in another', async () => {
    const { items } = account.container
    await items.create({ id: 'twice', tenantId: 't1' })
    expect((await failure(items.create({ id: 'twice', tenantId: 't1' }))).code).toBe(409)
    expect((await items.create({ id: 'twice', tenantId: 't2' })).statusCode).toBe(201)
    const missing = await account.container.item('twice', 't3').read()
    expect(missing.statusCode).toBe(404)
  })

  test('an upsert creates, then replaces, and obeys If-Match', async () => {
    const { items } = account.container
    const first = await items.upsert({ id: 'up', tenantId: 't1', n: 1 })
    const second = await items.upsert({ id: 'up', tenantId: 't1', n: 2 })
    expect([first.statusCode, second.statusCode]).toEqual([201, 200])
    const stale = { accessCondition: { type: 'IfMatch', condition: first.etag } }
    expect((await failure(items.upsert({ id: 'up', tenantId: 't1', n: 3 }, stale))).code).toBe(412)
    expect((await account.container.item('up', 't1').read()).resource).toMatchObject({ n: 2 })
  })

  test('If-Match lets one of twenty writers through', async () => {
    const { etag } = await account.container.items.create({ id: 'race', tenantId: 't1', by: -1 })
    const item = account.container.item('race', 't1')
    const options = { accessCondition: { type: 'IfMatch', condition: etag } }
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, by) => item.replace({ id: 'race', tenantId: 't1', by }, options)),
    )
    const won = results.flatMap((result, by) => (result.status === 'fulfilled' ? [by] : []))
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(won).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set([412]))
    expect((await item.read()).resource).toMatchObject({ by: won[0] })
  })

  test('If-Match holds for patch and delete; If-None-Match spares an unchanged read', async () => {
    const { etag } = await account.container.items.create({ id: 'match', tenantId: 't1', n: 1 })
    const item = account.container.item('match', 't1')
    const fresh = { accessCondition: { type: 'IfMatch', condition: etag } }
    const unchanged = await item.read({ accessCondition: { type: 'IfNoneMatch', condition: etag } })
    expect(unchanged.statusCode).toBe(304)
    await item.patch([{ op: 'incr', path: '/n', value: 1 }], fresh)
    expect((await failure(item.patch([{ op: 'incr', path: '/n', value: 1 }], fresh))).code).toBe(412)
    expect((await failure(item.delete(fresh))).code).toBe(412)
    expect((await item.read()).resource).toMatchObject({ n: 2 })
    const changed = await item.read({ accessCondition: { type: 'IfNoneMatch', condition: etag } })
    expect(changed.statusCode).toBe(200)
  })

  test.each(['with space', 'a+b', '50%', 'a&b=c', 'Müller', '日本', "it's", 'a:b@c'])(
    'the id %s survives the way there and back',
    async (id) => {
      await account.container.items.create({ id, tenantId: 'ö/1', text: id })
      const { resource } = await account.container.item(id, 'ö/1').read()
      expect(resource).toMatchObject({ id, text: id })
      expect((await account.container.item(id, 'ö/1').delete()).statusCode).toBe(204)
    },
  )

  test('a document without a partition key has a partition of its own', async () => {
    await account.container.items.create({ id: 'homeless' })
    expect((await account.container.item('homeless').read()).resource).toMatchObject({ id: 'homeless' })
    expect((await account.container.item('homeless', 't1').read()).statusCode).toBe(404)
  })

  test('a document over 2 MB is refused', async () => {
    const big = { id: 'big', tenantId: 't1', text: 'x'.repeat(2 * 1024 * 1024) }
    expect((await failure(account.container.items.create(big))).code).toBe(413)
  })
})
