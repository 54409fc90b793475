import type { ContainerRequest, IndexingPolicy } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount } from './endpoint.ts'

const everything = { path: '/*' }
const etag = { path: '/"_etag"/?' }
const complete = { indexingMode: 'consistent', automatic: true, includedPaths: [everything] }

describe('an indexing policy is completed as the service does', () => {
  let account: Account
  let made = 0
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())
  const create = (indexingPolicy: object | undefined) =>
    account.database.containers.create({
      id: `policy-${made++}`,
      partitionKey: '/tenantId',
      ...(indexingPolicy && { indexingPolicy: indexingPolicy as IndexingPolicy }),
    } as ContainerRequest)

  test.each<[string, object | undefined, object]>([
    ['none at all', undefined, { ...complete, excludedPaths: [etag] }],
    ['an empty one', {}, { ...complete, excludedPaths: [etag] }],
    ['empty lists', { includedPaths: [], excludedPaths: [] }, { ...complete, excludedPaths: [etag] }],
    ['no paths', { indexingMode: 'Consistent', automatic: true }, { ...complete, excludedPaths: [etag] }],
    ['no excluded paths', { includedPaths: [everything] }, { ...complete, excludedPaths: [etag] }],
    [
      'no included paths',
      { excludedPaths: [everything] },
      { ...complete, includedPaths: [], excludedPaths: [everything, etag] },
    ],
    [
      'the etag included',
      { includedPaths: [etag], excludedPaths: [everything] },
      { ...complete, includedPaths: [etag], excludedPaths: [everything] },
    ],
    [
      'no index wanted',
      { indexingMode: 'none' },
      { indexingMode: 'none', automatic: false, includedPaths: [], excludedPaths: [] },
    ],
  ])('%s', async (_, given, expected) => {
    const { container } = await create(given)
    const { resource } = await container.read()
    expect(resource?.indexingPolicy).toMatchObject(expected)
    const indexed = (expected as IndexingPolicy).includedPaths?.includes(everything)
    for (const id of ['b', 'a']) await container.items.create({ id, tenantId: 't', v: id })
    const ordered = container.items.query('SELECT VALUE c.v FROM c ORDER BY c.v').fetchAll()
    if (indexed) expect((await ordered).resources).toEqual(['a', 'b'])
    else expect((await failure(ordered)).code).toBe(400)
  })

  test.each<[string, object]>([
    ['excluded', { excludedPaths: [{ path: '/secret/*' }] }],
    ['included', { includedPaths: [{ path: '/name/?' }] }],
  ])('one that names other %s paths must say what holds for the rest', async (_, given) => {
    const { code, message } = await failure(create(given))
    expect(code).toBe(400)
    expect(message).toContain("'/*'")
  })
})
