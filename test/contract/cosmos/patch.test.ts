import type { PatchOperation } from '@azure/cosmos'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Account, failure, openAccount } from './endpoint.ts'

/** The client's own type does not know `move`. */
type Operation = PatchOperation | { readonly op: 'move'; readonly from: string; readonly path: string }

const before = {
  id: 'p',
  tenantId: 't1',
  type: 'subscription',
  seats: { available: 10, assigned: 2 },
  list: ['a', 'b', 'c'],
  flag: true,
  nothing: null,
  name: 'Contoso',
}

describe('patch', () => {
  let account: Account
  beforeAll(async () => {
    account = await openAccount()
  })
  afterAll(() => account.close())
  beforeEach(async () => {
    await account.container.items.upsert(before)
  })
  const item = () => account.container.item('p', 't1')
  const patch = (operations: Operation[]) => item().patch(operations as PatchOperation[])

  test.each<[string, Operation[], object]>([
    ['sets a property', [{ op: 'set', path: '/name', value: 'Fabrikam' }], { name: 'Fabrikam' }],
    [
      'sets deep down',
      [{ op: 'set', path: '/seats/available', value: 1 }],
      { seats: { available: 1, assigned: 2 } },
    ],
    ['sets an object', [{ op: 'set', path: '/new', value: { a: [1] } }], { new: { a: [1] } }],
    ['overwrites in an array', [{ op: 'set', path: '/list/1', value: 'B' }], { list: ['a', 'B', 'c'] }],
    ['adds a property', [{ op: 'add', path: '/extra', value: null }], { extra: null }],
    ['inserts into an array', [{ op: 'add', path: '/list/1', value: 'x' }], { list: ['a', 'x', 'b', 'c'] }],
    ['appends to an array', [{ op: 'add', path: '/list/-', value: 'd' }], { list: ['a', 'b', 'c', 'd'] }],
    ['replaces', [{ op: 'replace', path: '/flag', value: false }], { flag: false }],
    ['removes from an array', [{ op: 'remove', path: '/list/0' }], { list: ['b', 'c'] }],
    [
      'increments',
      [{ op: 'incr', path: '/seats/assigned', value: 3 }],
      { seats: { available: 10, assigned: 5 } },
    ],
    [
      'decrements',
      [{ op: 'incr', path: '/seats/assigned', value: -1.5 }],
      { seats: { available: 10, assigned: 0.5 } },
    ],
    ['increments what is missing from nothing', [{ op: 'incr', path: '/count', value: 7 }], { count: 7 }],
    ['moves', [{ op: 'move', from: '/name', path: '/title' }], { title: 'Contoso' }],
    [
      'does several in order',
      [
        { op: 'set', path: '/n', value: 1 },
        { op: 'incr', path: '/n', value: 1 },
        { op: 'move', from: '/n', path: '/m' },
      ],
      { m: 2 },
    ],
  ])('%s', async (_, operations, expected) => {
    const { statusCode, resource } = await patch(operations)
    expect(statusCode).toBe(200)
    expect(resource).toMatchObject(expected)
    expect((await item().read()).resource).toEqual(resource)
  })

  test('removes a property, and a moved one leaves its place', async () => {
    const removed = await item().patch([{ op: 'remove', path: '/name' }])
    expect(removed.resource).not.toHaveProperty('name')
    const moved = await patch([{ op: 'move', from: '/flag', path: '/seats/flag' }])
    expect(moved.resource).not.toHaveProperty('flag')
    expect(moved.resource).toMatchObject({ seats: { available: 10, assigned: 2, flag: true } })
  })

  test.each<[string, Operation[]]>([
    ['replacing what is missing', [{ op: 'replace', path: '/gone', value: 1 }]],
    ['removing what is missing', [{ op: 'remove', path: '/gone' }]],
    ['incrementing a text', [{ op: 'incr', path: '/name', value: 1 }]],
    ['a missing parent', [{ op: 'set', path: '/gone/child', value: 1 }]],
    ['a place outside of the array', [{ op: 'add', path: '/list/9', value: 1 }]],
    ['the id', [{ op: 'set', path: '/id', value: 'q' }]],
    ['the partition key', [{ op: 'set', path: '/tenantId', value: 't2' }]],
    ['moving into itself', [{ op: 'move', from: '/seats', path: '/seats/inner' }]],
    ['eleven operations', Array.from({ length: 11 }, (_, i) => ({ op: 'set', path: `/f${i}`, value: i }))],
    [
      'a later operation',
      [
        { op: 'set', path: '/name', value: 'half' },
        { op: 'remove', path: '/gone' },
      ],
    ],
  ])('%s is refused and changes nothing', async (_, operations) => {
    const { resource } = await item().read()
    expect((await failure(patch(operations))).code).toBe(400)
    expect((await item().read()).resource).toEqual(resource)
  })

  test('ten operations are allowed', async () => {
    const operations = Array.from({ length: 10 }, (_, i) => ({
      op: 'set' as const,
      path: `/f${i}`,
      value: i,
    }))
    expect((await patch(operations)).resource).toMatchObject({ f0: 0, f9: 9 })
  })

  const operations: PatchOperation[] = [{ op: 'set', path: '/touched', value: true }]

  test.each([
    'from c where c.seats.available >= 10',
    "from c where c.type = 'subscription' and c.flag",
    'from c where c.seats.available > 9 and c.seats.assigned < 3 and c.seats.assigned <= 2',
    'from c where c.seats.available != 9',
    'from c where not c.seats.available = 9',
    "from c where c.name in ('Contoso', 'Fabrikam')",
    "from c where c.name not in ('Fabrikam')",
    'from c where c.seats.available between 10 and 12',
    'from c where c.seats.available + c.seats.assigned * 2 - 4 = 10',
    'from c where is_defined(c.name) and not is_defined(c.gone)',
    'from c where c.nothing = null',
    "from c where array_contains(c.list, 'b')",
    "from c where startswith(c.name, 'con', true) or c.gone = 1",
    "from c where lower(c.name) = 'contoso'",
    'from c where c["seats"]["available"] = 10',
  ])('the condition "%s" holds', async (condition) => {
    expect((await item().patch({ operations, condition })).resource).toMatchObject({ touched: true })
  })

  test.each([
    'from c where c.seats.available >= 11',
    "from c where c.type = 'other'",
    "from c where c.seats.available >= '1'",
    'from c where c.gone = 1',
    'from c where c.gone != 1',
    'from c where not c.gone = 1',
    "from c where c.name in ('Fabrikam')",
    'from c where c.name = null',
    "from c where startswith(c.name, 'con')",
  ])('the condition "%s" does not hold', async (condition) => {
    expect((await failure(item().patch({ operations, condition }))).code).toBe(412)
    expect((await item().read()).resource).not.toHaveProperty('touched')
  })

  test('a condition that is no SQL is a bad request', async () => {
    expect((await failure(item().patch({ operations, condition: 'from c where c.' }))).code).toBe(400)
  })
})
