import type { PatchOperation } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount, send } from './endpoint.ts'

/** https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits */
const partition = { 'x-ms-documentdb-partitionkey': '["t1"]' }

/** So many objects, or arrays, inside of each other. */
function nested(levels: number, isArray = false): unknown {
  let value: unknown = 1
  for (let i = 0; i < levels; i++) value = isArray ? [value] : { a: value }
  return value
}

describe('the limits of one document', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
    await account.container.items.create({ id: 'there', tenantId: 't1' })
  })
  afterAll(() => account.close())
  const docs = () => `/dbs/${account.database.id}/colls/commerce/docs`
  const create = (document: object) => account.container.items.create(document as { id: string })
  const item = () => account.container.item('there', 't1')

  test('a partition key has up to 2,048 bytes, in reads and queries too', async () => {
    const [most, tooMuch] = ['é'.repeat(1024), `${'é'.repeat(1024)}x`]
    expect((await create({ id: 'key', tenantId: most })).statusCode).toBe(201)
    expect((await account.container.item('key', most).read()).statusCode).toBe(200)
    for (const tenantId of [tooMuch, 'x'.repeat(20_000)]) {
      const { code, message } = await failure(create({ id: 'key', tenantId }))
      expect(code).toBe(400)
      expect(message).toContain('2048')
      expect((await failure(account.container.item('key', tenantId).read())).code).toBe(400)
      const query = account.container.items.query('SELECT * FROM c', { partitionKey: tenantId })
      expect((await failure(query.fetchAll())).code).toBe(400)
      const batch = [{ operationType: 'Create' as const, resourceBody: { id: 'key', tenantId } }]
      expect((await failure(account.container.items.batch(batch, tenantId))).code).toBe(400)
    }
  })

  test.each(['[["t1"]]', '[{"a":1}]', `[${'['.repeat(5_000)}${']'.repeat(5_000)}]`, '{}', '"t1"'])(
    'a partition key is a list of scalars, not %s',
    async (key) => {
      const headers = { 'x-ms-documentdb-partitionkey': key }
      const answer = await send(account.endpoint, 'GET', `${docs()}/there`, { headers })
      expect(answer.status).toBe(400)
    },
  )

  test('an id has up to 1,023 bytes', async () => {
    const most = `${'é'.repeat(511)}x`
    expect((await create({ id: most, tenantId: 't1' })).statusCode).toBe(201)
    expect((await account.container.item(most, 't1').read()).statusCode).toBe(200)
    expect((await failure(create({ id: `${most}x`, tenantId: 't1' }))).code).toBe(400)
  })

  test.each(['a/b', 'a\\b', 'a?b', 'a#b', '', 7, null, 'half \ud800 of a character'])(
    'no document has the id %j',
    async (id) => {
      const post = (headers: Record<string, string>) =>
        send(account.endpoint, 'POST', docs(), {
          headers: { ...partition, ...headers },
          body: { id, tenantId: 't1' },
        })
      expect((await post({})).status).toBe(400)
      expect((await post({ 'x-ms-documentdb-is-upsert': 'true' })).status).toBe(400)
    },
  )

  test.each([false, true])('objects and arrays nest up to 128 levels deep (arrays: %s)', async (isArray) => {
    const [most, tooMuch] = [nested(128, isArray), nested(129, isArray)]
    const id = `deep-${isArray}`
    const { resource } = await create({ id, tenantId: 't1', most })
    expect(resource).toMatchObject({ most })
    const { code, message } = await failure(create({ id: 'deeper', tenantId: 't1', tooMuch }))
    expect(code).toBe(400)
    expect(message).toContain('128')
    const deep = account.container.item(id, 't1')
    expect((await failure(deep.replace({ id, tenantId: 't1', tooMuch: tooMuch as string }))).code).toBe(400)
    const add = (value: unknown) => [{ op: 'add' as const, path: '/more', value: value as string }]
    expect((await deep.patch(add(most))).statusCode).toBe(200)
    expect((await failure(deep.patch(add(tooMuch)))).code).toBe(400)
    const { result } = await account.container.items.batch(
      [{ operationType: 'Patch', id, resourceBody: add(tooMuch) }],
      't1',
    )
    expect(result?.[0]?.statusCode).toBe(400)
    const query = {
      query: 'SELECT VALUE c.id FROM c WHERE c.most = @v',
      parameters: [{ name: '@v', value: most }],
    }
    const found = await account.container.items
      .query(query as { query: string }, { partitionKey: 't1' })
      .fetchAll()
    expect(found.resources).toEqual([id])
  })

  test('a patch cannot move a value too deep', async () => {
    const document = { id: 'mover', tenantId: 't1', value: nested(100), to: nested(100) }
    await create(document)
    const path = `/to${'/a'.repeat(99)}/b`
    const to = account.container.item('mover', 't1')
    await to.patch([{ op: 'set', path: `/to${'/a'.repeat(99)}`, value: {} as unknown as string }])
    expect(
      (await failure(to.patch([{ op: 'move', from: '/value', path } as unknown as PatchOperation]))).code,
    ).toBe(400)
    expect((await to.read()).resource).toMatchObject({ value: nested(100) })
  })

  test('numbers beyond a double are refused, not stored as null', async () => {
    const body = '{"id":"huge","tenantId":"t1","n":1e400}'
    const answer = await send(account.endpoint, 'POST', docs(), { headers: partition, text: body })
    expect(answer.status).toBe(400)
    await item().patch([{ op: 'set', path: '/n', value: 1.7e308 }])
    expect((await failure(item().patch([{ op: 'incr', path: '/n', value: 1.7e308 }]))).code).toBe(400)
    expect((await item().read()).resource).toMatchObject({ n: 1.7e308 })
  })
})
