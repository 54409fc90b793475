import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SubscriptionId, TenantId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import {
  type AcrossTenants,
  type Comparison,
  type Documents,
  type Query,
  schemaVersionMax,
  type Write,
} from '#core/ports/documents.ts'
import { NewerDocument, UnknownContinuation } from '#core/ports/failures.ts'
import { aSample, newTenant, type Sample } from './samples.ts'

export interface Store {
  readonly documents: Documents
  readonly acrossTenants: AcrossTenants
  /** Not of this project: it may end a page when it likes, and what it charges is its own affair. */
  readonly isForeign?: boolean
  close(): Promise<void>
}

const s2 = 's2' as SubscriptionId
const isType: Comparison = { field: 'type', is: '=', value: 'assignment' }

/** What every store of documents promises: run against the simulated one and against Cosmos DB's protocol. */
export function promisesOfDocuments(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const commit = (tenant: TenantId, ...writes: Write[]) => store.documents.commit(tenant, writes)
    const create = (tenant: TenantId, ...documents: Sample[]) =>
      commit(tenant, ...documents.map((document): Write => ({ kind: 'create', document })))
    const read = (tenant: TenantId, id: string) => store.documents.read<Sample>(tenant, id)

    async function found(tenant: TenantId, where: readonly Comparison[], rest: Omit<Query, 'where'> = {}) {
      const page = await store.documents.page<Sample>(tenant, { where, ...rest }, { size: 100 })
      return page.items.map(({ id }) => id)
    }

    test('a document is read back as it was written, with its etag', async () => {
      const tenant = newTenant()
      const document = aSample(tenant, 'a', { displayName: 'Zoë "☕" \\ \u2028 O\'Neil' })
      const result = await create(tenant, document)
      const etag = result.committed ? result.etags[0] : undefined
      expect(etag).toBeTruthy()
      expect(await read(tenant, 'a')).toEqual({ ...document, _etag: etag })
      expect(await read(tenant, 'b')).toBeUndefined()
      expect(await read(newTenant(), 'a')).toBeUndefined()
    })

    test('what a write and a page cost is told with them, and grows with them', async () => {
      const tenant = newTenant()
      const one = await create(tenant, aSample(tenant, 'a'))
      const three = await create(tenant, ...['b', 'c', 'd'].map((id) => aSample(tenant, id)))
      const page = await store.documents.page(tenant, { where: [isType] }, { size: 10 })
      if (store.isForeign)
        console.log(
          `Request units of one document created, three in one batch, four read by a query: ${[one, three, page].map(({ requestUnits }) => requestUnits).join(', ')}`,
        )
      expect(one.requestUnits).toBeGreaterThan(0)
      expect(three.requestUnits).toBeGreaterThan(one.requestUnits)
      expect(page.requestUnits).toBeGreaterThan(0)
    })

    test('every write gives a new etag, and a read one may be written back', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'))
      const before = await read(tenant, 'a')
      if (!before) throw new Error('It was just written.')
      const document = { ...before, displayName: 'New' }
      const result = await commit(tenant, { kind: 'replace', document, ifMatch: before._etag })
      const after = await read(tenant, 'a')
      expect(result).toMatchObject({ committed: true, etags: [after?._etag] })
      expect(after?._etag).not.toBe(before._etag)
      expect(after).toEqual({ ...document, _etag: after?._etag })
    })

    test('a batch stops at its first impossible write and leaves nothing behind', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'))
      const old = await read(tenant, 'a')
      const good: Write = { kind: 'create', document: aSample(tenant, 'new') }
      const change: Write = { kind: 'patch', id: 'a', set: { displayName: 'Changed' } }
      const impossible: [Write, string][] = [
        [{ kind: 'create', document: aSample(tenant, 'a') }, 'exists'],
        [{ kind: 'create', document: aSample(tenant, 'new') }, 'exists'],
        [{ kind: 'replace', document: aSample(tenant, 'b'), ifMatch: '"1"' }, 'missing'],
        [{ kind: 'replace', document: aSample(tenant, 'a'), ifMatch: '"other"' }, 'condition'],
        [{ kind: 'patch', id: 'b', set: { displayName: 'x' } }, 'missing'],
        [{ kind: 'patch', id: 'a', set: { displayName: 'x' }, ifMatch: '"other"' }, 'condition'],
        [{ kind: 'patch', id: 'a', set: { displayName: 'x' }, when: [isState('revoked')] }, 'condition'],
        [{ kind: 'delete', id: 'b' }, 'missing'],
        [{ kind: 'delete', id: 'a', ifMatch: '"other"' }, 'condition'],
      ]
      for (const [write, because] of impossible) {
        const result = await commit(tenant, good, change, write, { kind: 'delete', id: 'never-reached' })
        expect(result).toMatchObject({ committed: false, at: 2, because })
        expect(await read(tenant, 'a')).toEqual(old)
        expect(await read(tenant, 'new')).toBeUndefined()
      }
    })

    test('each write of a batch sees the ones before it', async () => {
      const tenant = newTenant()
      const result = await commit(
        tenant,
        { kind: 'create', document: aSample(tenant, 'a') },
        { kind: 'patch', id: 'a', set: { 'seat.state': 'revoked' } },
        { kind: 'patch', id: 'a', set: { displayName: 'Last' }, when: [isState('revoked')] },
        { kind: 'upsert', document: aSample(tenant, 'b') },
        { kind: 'delete', id: 'b' },
      )
      expect(result.committed).toBe(true)
      expect(await read(tenant, 'a')).toMatchObject({ displayName: 'Last', seat: { state: 'revoked' } })
      expect(await read(tenant, 'b')).toBeUndefined()
      expect(result.committed && result.etags.length).toBe(5)
      expect(result.committed && result.etags[2]).toBe((await read(tenant, 'a'))?._etag)
    })

    test('a patch changes the named fields only, and counts', async () => {
      const tenant = newTenant()
      const document = aSample(tenant, 'a')
      await create(tenant, document)
      const seat = { state: 'active', subscriptionId: s2, operationId: 'o1' }
      await commit(tenant, { kind: 'patch', id: 'a', set: { seat }, add: { counted: 3 } })
      await commit(tenant, { kind: 'patch', id: 'a', add: { counted: -5 } })
      const { _etag, ...after } = (await read(tenant, 'a')) ?? {}
      expect(after).toEqual({ ...document, seat, counted: -2 })
    })

    test('what is counted begins with the first of it, whoever comes first', async () => {
      const tenant = newTenant()
      const counter = (id: string) => aSample(tenant, id, { counted: 10 } as Partial<Sample>)
      const count = (id: string, counted: number): Write => ({
        kind: 'count',
        document: counter(id),
        add: { counted },
      })
      await create(tenant, aSample(tenant, 'a'))
      const change: Write = { kind: 'patch', id: 'a', set: { displayName: 'New' } }
      const first = await commit(tenant, change, count('b', 1), count('c', -3), count('b', 2))
      expect(first.committed && first.etags.length).toBe(4)
      const { _etag, ...begun } = (await read(tenant, 'b')) ?? {}
      expect(begun).toEqual({ ...counter('b'), counted: 13 })
      expect(await read(tenant, 'c')).toMatchObject({ counted: 7 })
      expect(await read(tenant, 'a')).toMatchObject({ displayName: 'New' })

      const together = Array.from({ length: 5 }, () => commit(tenant, count('b', 1), count('d', 1)))
      for (const done of await Promise.all(together)) expect(done.committed).toBe(true)
      expect(await read(tenant, 'b')).toMatchObject({ counted: 18 })
      expect(await read(tenant, 'd')).toMatchObject({ counted: 15 })

      const impossible: Write = { kind: 'patch', id: 'a', set: { displayName: 'x' }, ifMatch: '"other"' }
      expect(await commit(tenant, count('b', 1), count('e', 1), impossible)).toMatchObject({
        committed: false,
        at: 2,
        because: 'condition',
      })
      expect(await read(tenant, 'b')).toMatchObject({ counted: 18 })
      expect(await read(tenant, 'e')).toBeUndefined()
      const wrong: Write = { kind: 'count', document: aSample(tenant, 'f'), add: { displayName: 1 } }
      await expect(commit(tenant, wrong)).rejects.toThrow()
    })

    test('a write that could never be stored is refused before it is sent', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'))
      const many = Array.from({ length: 101 }, (_, n): Write => ({ kind: 'delete', id: `d${n}` }))
      const elevenFields = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`f${n}`, n]))
      const impossible: Write[][] = [
        [],
        many,
        [{ kind: 'patch', id: 'a', set: elevenFields }],
        [{ kind: 'patch', id: 'a' }],
        [{ kind: 'patch', id: 'a', set: { tenantId: 'x' } }],
        [{ kind: 'create', document: aSample(newTenant(), 'b') }],
      ]
      for (const writes of impossible) await expect(store.documents.commit(tenant, writes)).rejects.toThrow()
      await expect(commit(tenant, { kind: 'patch', id: 'a', set: { 'no.such.parent': 1 } })).rejects.toThrow()
      await expect(commit(tenant, { kind: 'patch', id: 'a', add: { displayName: 1 } })).rejects.toThrow()
    })

    test('an entry of the audit trail is stored once, and no write of any kind touches it again', async () => {
      const tenant = newTenant()
      const entry = aSample(tenant, 'audit:1')
      await create(tenant, entry)
      const before = await store.documents.read(tenant, entry.id)
      const ifMatch = before?._etag ?? ''
      const edits: Write[] = [
        { kind: 'upsert', document: entry },
        { kind: 'replace', document: entry, ifMatch },
        { kind: 'patch', id: entry.id, set: { displayName: 'another' }, ifMatch },
        { kind: 'delete', id: entry.id, ifMatch },
      ]
      for (const edit of edits) await expect(commit(tenant, edit)).rejects.toThrow('audit trail')
      expect(await commit(tenant, { kind: 'create', document: entry })).toMatchObject({ because: 'exists' })
      expect(await store.documents.read(tenant, entry.id)).toEqual(before)
    })

    test('what a newer release has stored is not read, whichever way it is looked at', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'), ofNewerRelease(aSample(tenant, 'b')))
      const { documents } = store
      const newer = async (work: Promise<unknown>) => {
        const error = await work.catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(NewerDocument)
        expect(error).toMatchObject({ message: expect.stringContaining(' b:') })
      }
      await newer(documents.read(tenant, 'b'))
      await newer(documents.readTogether(tenant, ['a', 'b']))
      await newer(documents.readTogether(tenant, ['missing', 'b']))
      for (const rest of [{}, { fields: ['id'] }, { fields: ['id', 'displayName', 'schemaVersion'] }]) {
        const query: Query = { where: [isType], ...rest }
        await newer(documents.page(tenant, query, { size: 10 }))
        await newer(documents.pages(tenant, query, 10)[Symbol.asyncIterator]().next())
        const { items, continuation = '' } = await documents.page(tenant, query, { size: 1 })
        expect(items).toMatchObject([{ id: 'a', schemaVersion: 1 }])
        await newer(documents.page(tenant, query, { size: 1, continuation }))
      }
      expect(await documents.readTogether(tenant, ['a', 'c'])).toMatchObject([{ id: 'a' }, undefined])
      expect(await documents.count(tenant, { where: [isType] })).toBe(2)
    })

    test('what a newer release has stored is not changed by who has not read it, and nothing of the batch is done', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'), ofNewerRelease(aSample(tenant, 'b')))
      const change = (id: string, more: object = {}): Write => ({
        kind: 'patch',
        id,
        set: { displayName: 'Old' },
        ...more,
      })
      for (const more of [{}, { when: [isState('active')] }, { when: [], add: { counted: 1 } }]) {
        const result = await commit(tenant, change('a'), change('b', more))
        expect(result).toMatchObject({ committed: false, at: 1, because: 'condition' })
      }
      const count: Write = { kind: 'count', document: aSample(tenant, 'b'), add: { counted: 1 } }
      const begun = { ...count, document: { ...aSample(tenant, 'b'), counted: 0 } } as Write
      await expect(commit(tenant, change('a'), begun)).rejects.toThrow(NewerDocument)
      expect(await read(tenant, 'a')).toMatchObject({ displayName: 'Person "a"' })

      // It is as it was: written over as the newer release would, it is there to be read.
      const asItWas = [
        { field: 'displayName', is: '=', value: 'Person "b"' },
        { field: 'counted', is: '=', value: 1 },
      ] as const
      expect(await store.documents.count(tenant, { where: [asItWas[0]] })).toBe(1)
      expect(await store.documents.count(tenant, { where: [asItWas[1]] })).toBe(0)
      await commit(tenant, { kind: 'upsert', document: aSample(tenant, 'b') })
      expect((await commit(tenant, change('a'), change('b'))).committed).toBe(true)
    })

    test('a hundred writes fit in one batch', async () => {
      const tenant = newTenant()
      const documents = Array.from({ length: 100 }, (_, n) => aSample(tenant, `d${n}`))
      expect((await create(tenant, ...documents)).committed).toBe(true)
      expect(await store.documents.count(tenant, { where: [isType] })).toBe(100)
    })

    test('comparisons find what they say, and an absent field matches nothing', async () => {
      const tenant = newTenant()
      const numbered = { counted: 5, listed: ['x', 'y'] } as Partial<Sample>
      await create(
        tenant,
        aSample(tenant, 'a', { createdAt: '2026-01-01T00:00:00.000Z' as Instant }),
        aSample(tenant, 'b', {
          createdAt: '2026-01-02T00:00:00.000Z' as Instant,
          seat: { state: 'revoked', operationId: 'o1' as Sample['seat']['operationId'] },
        }),
        aSample(tenant, 'c', {
          createdAt: '2026-01-03T00:00:00.000Z' as Instant,
          seat: { subscriptionId: s2, operationId: 'o2' as Sample['seat']['operationId'] },
          ...numbered,
        }),
      )
      const operation = 'seat.operationId'
      const second = '2026-01-02T00:00:00.000Z'
      const expected: [Comparison, string][] = [
        [{ field: 'id', is: '=', value: 'b' }, 'b'],
        [{ field: 'seat.state', is: '=', value: 'active' }, 'ac'],
        [{ field: 'seat.state', is: '!=', value: 'active' }, 'b'],
        [{ field: operation, is: '=', value: null }, 'a'],
        [{ field: operation, is: '!=', value: null }, 'bc'],
        [{ field: operation, is: '!=', value: 'o1' }, 'ac'],
        [{ field: 'createdAt', is: '<', value: second }, 'a'],
        [{ field: 'createdAt', is: '<=', value: second }, 'ab'],
        [{ field: 'createdAt', is: '>', value: second }, 'c'],
        [{ field: 'createdAt', is: '>=', value: second }, 'bc'],
        [{ field: 'createdAt', is: '>', value: 1 }, ''],
        [{ field: operation, is: '<', value: 'o2' }, 'b'],
        [{ field: operation, is: 'in', values: ['o1', 'o2', 'o3'] }, 'bc'],
        [{ field: operation, is: 'in', values: ['o2', null] }, 'ac'],
        [{ field: operation, is: 'in', values: [] }, ''],
        [{ field: operation, is: 'not in', values: ['o1'] }, 'ac'],
        [{ field: operation, is: 'not in', values: ['o1', 'o3'] }, 'ac'],
        [{ field: operation, is: 'not in', values: ['o1', 'o3', null] }, 'c'],
        [{ field: operation, is: 'not in', values: [] }, 'abc'],
        [
          { field: 'id', is: 'in', values: ['a', 'c', ...Array.from({ length: 90 }, (_, n) => `x${n}`)] },
          'ac',
        ],
        [
          { field: 'id', is: 'not in', values: ['a', ...Array.from({ length: 90 }, (_, n) => `x${n}`)] },
          'bc',
        ],
        [{ field: 'userPrincipalName', is: 'startsWith', value: 'b@con' }, 'b'],
        [{ field: operation, is: 'startsWith', value: 'o' }, 'bc'],
        [{ field: 'listed', is: 'contains', value: 'y' }, 'c'],
        [{ field: 'listed', is: 'contains', value: 'z' }, ''],
        [{ field: 'displayName', is: 'contains', value: 'P' }, ''],
        [{ field: 'counted', is: '=', value: 5 }, 'c'],
        [{ field: 'counted', is: '!=', value: 4 }, 'c'],
        [{ field: 'counted', is: '!=', value: null }, 'c'],
        [{ field: 'counted', is: 'not in', values: [1, 2] }, 'c'],
        [{ field: 'counted', is: 'not in', values: [] }, 'c'],
        [{ field: 'displayName', is: '=', value: 'Person "a"' }, 'a'],
        [
          {
            anyOf: [
              { field: 'id', is: '=', value: 'a' },
              { field: 'counted', is: '>', value: 4 },
            ],
          },
          'ac',
        ],
        [{ anyOf: [] }, ''],
        [
          {
            anyOf: [
              {
                allOf: [
                  { field: 'seat.state', is: '=', value: 'active' },
                  { field: operation, is: '=', value: null },
                ],
              },
              { field: 'id', is: '=', value: 'b' },
            ],
          },
          'ab',
        ],
      ]
      for (const [comparison, ids] of expected) {
        expect((await found(tenant, [isType, comparison])).join(''), JSON.stringify(comparison)).toBe(ids)
        // The same words must mean the same as the condition of a patch.
        for (const id of ['a', 'b', 'c']) {
          const when = [isType, comparison]
          const patched = await commit(tenant, {
            kind: 'patch',
            id,
            set: { displayName: `Person "${id}"` },
            when,
          })
          expect(patched.committed, `${JSON.stringify(comparison)} on ${id}`).toBe(ids.includes(id))
        }
      }
      expect(await found(tenant, [])).toEqual(['a', 'b', 'c'])
      expect(
        await store.documents.count(tenant, { where: [{ field: 'seat.state', is: '=', value: 'active' }] }),
      ).toBe(2)
    })

    test('a condition takes a value literally, whatever it looks like', async () => {
      const tenant = newTenant()
      const names = [`' OR true --`, `" OR true --`, `\\" OR 1=1`, 'a\nb\t\u0007', '\u2028€😀', '@p0', '\\']
      await create(tenant, ...names.map((displayName, n) => aSample(tenant, `d${n}`, { displayName })))
      for (const [n, value] of names.entries()) {
        const is: Comparison = { field: 'displayName', is: '=', value }
        expect(await found(tenant, [is])).toEqual([`d${n}`])
        const own = await commit(tenant, {
          kind: 'patch',
          id: `d${n}`,
          set: { userPrincipalName: 'x' },
          when: [is],
        })
        const other = `d${(n + 1) % names.length}`
        const wrong = await commit(tenant, {
          kind: 'patch',
          id: other,
          set: { userPrincipalName: 'x' },
          when: [is],
        })
        expect([own.committed, wrong.committed]).toEqual([true, false])
      }
    })

    test('only the fields asked for come along, the etag and what a release must be to read them', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'))
      const query = { where: [isType], fields: ['id', 'seat', 'purchaserId'] }
      const { items } = await store.documents.page<Sample>(tenant, query, { size: 10 })
      const whole = await read(tenant, 'a')
      expect(items).toEqual([{ id: 'a', seat: whole?.seat, schemaVersion: 1, _etag: whole?._etag }])
    })

    test('without an order documents come as they were first stored, page by page', async () => {
      const tenant = newTenant()
      const ids = ['e', 'a', 'd', 'b', 'c', 'g', 'f']
      for (const id of ids) await create(tenant, aSample(tenant, id))
      await commit(tenant, { kind: 'patch', id: 'e', set: { displayName: 'Later' } })
      const pages: string[][] = []
      for await (const page of store.documents.pages<Sample>(tenant, { where: [isType] }, 3)) {
        pages.push(page.items.map(({ id }) => id))
        expect(pages.length).toBeLessThan(100)
      }
      expect(pages.flat()).toEqual(ids)
      expect(Math.max(...pages.map(({ length }) => length))).toBe(3)
      if (!store.isForeign) expect(pages).toEqual([['e', 'a', 'd'], ['b', 'c', 'g'], ['f']])
    })

    test('a document that is deleted and created again goes to the end', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'a'), aSample(tenant, 'b'))
      const again = (id: string): Write[] => [
        { kind: 'delete', id },
        { kind: 'create', document: aSample(tenant, id) },
      ]
      await commit(tenant, ...again('a'))
      expect(await found(tenant, [isType])).toEqual(['b', 'a'])
      const createC: Write = { kind: 'create', document: aSample(tenant, 'c') }
      await commit(tenant, createC, { kind: 'delete', id: 'c' }, ...again('b'), createC)
      expect(await found(tenant, [isType])).toEqual(['a', 'b', 'c'])
    })

    test('an order goes both ways and over pages', async () => {
      const tenant = newTenant()
      const days = [3, 1, 5, 2, 4]
      const at = (day: number) => `2026-01-0${day}T00:00:00.000Z` as Instant
      await create(tenant, ...days.map((day) => aSample(tenant, `d${day}`, { createdAt: at(day) })))
      for (const direction of ['ascending', 'descending'] as const) {
        const orderBy = { field: 'createdAt', direction }
        const inOrder = direction === 'ascending' ? [1, 2, 3, 4, 5] : [5, 4, 3, 2, 1]
        const query: Query = { where: [isType], orderBy }
        const seen: string[] = []
        let continuation: string | undefined
        do {
          const options = continuation === undefined ? { size: 2 } : { size: 2, continuation }
          const page = await store.documents.page<Sample>(tenant, query, options)
          expect(page.items.length).toBeLessThanOrEqual(2)
          seen.push(...page.items.map(({ id }) => id))
          expect(seen.length).toBeLessThan(100)
          continuation = page.continuation
        } while (continuation !== undefined)
        expect(seen).toEqual(inOrder.map((day) => `d${day}`))
      }
    })

    test('a continuation that no page gave is told apart from a failure of the store', async () => {
      const tenant = newTenant()
      await create(tenant, aSample(tenant, 'd1'))
      for (const continuation of ['x', '{}', '-1', '+RID:~abc#RT:1#TRC:1']) {
        const page = store.documents.page(tenant, { where: [isType] }, { size: 1, continuation })
        await expect(page).rejects.toThrow(UnknownContinuation)
      }
    })

    test('pages one after another go on from the continuation of any page, also those of another reader', async () => {
      const tenant = newTenant()
      const ids = Array.from({ length: 7 }, (_, n) => `d${n}`)
      await create(tenant, ...ids.map((id) => aSample(tenant, id)))
      const query: Query = { where: [isType], fields: ['id'] }
      const { continuation = '' } = await store.documents.page<Sample>(tenant, query, { size: 2 })
      const seen: string[] = []
      for await (const page of store.documents.pages<Sample>(tenant, query, 3, continuation)) {
        seen.push(...page.items.map(({ id }) => id))
        expect(seen.length).toBeLessThan(100)
      }
      expect(seen).toEqual(ids.slice(2))
      const nowhere = store.documents.pages<Sample>(tenant, query, 3, 'x')[Symbol.asyncIterator]()
      await expect(nowhere.next()).rejects.toThrow(UnknownContinuation)
    })

    test('paging goes on rightly while what was read falls out of the query', async () => {
      const tenant = newTenant()
      const ids = Array.from({ length: 9 }, (_, n) => `d${n}`)
      await create(tenant, ...ids.map((id) => aSample(tenant, id)))
      const query: Query = { where: [isType, { field: 'seat.subscriptionId', is: '=', value: 's1' }] }
      const seen: string[] = []
      for await (const page of store.documents.pages<Sample>(tenant, query, 4)) {
        seen.push(...page.items.map(({ id }) => id))
        expect(seen.length).toBeLessThan(100)
        const move = ({ id, seat }: Sample): Write => ({
          kind: 'patch',
          id,
          set: { seat: { ...seat, subscriptionId: s2 } },
        })
        if (page.items.length > 0) await commit(tenant, ...page.items.map(move))
      }
      expect(seen).toEqual(ids)
      expect(await store.documents.count(tenant, query)).toBe(0)
    })
  })
}

function isState(value: 'active' | 'revoked'): Comparison {
  return { field: 'seat.state', is: '=', value }
}

/** Stored by a release whose documents this one cannot read. */
function ofNewerRelease(document: Sample): Sample {
  return { ...document, schemaVersion: schemaVersionMax + 1 } as unknown as Sample
}
