import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import { type Comparison, everywhere, type Found, type Query, type Write } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { aSample, newTenant, type Sample } from './samples.ts'
import type { Store } from './suite.ts'

/** What `/ops` takes as a `continuation`, which is one of the store in base64. */
const continuationLengthMax = 4_000

const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z` as Instant
const placeOf = ({ tenantId, id }: Found) => `${tenantId} ${id}`

/** What every look over all tenants promises: run against the simulated store and against Cosmos DB's protocol. */
export function promisesAcrossTenants(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const create = async (...documents: Sample[]) => {
      for (const document of documents)
        await store.documents.commit(document.tenantId, [{ kind: 'create', document }])
    }

    /** Documents that no other test has written, of so many tenants in turn, each with the day it was created. */
    async function marked(tenantCount: number, days: readonly number[]) {
      const mark = newTenant()
      const tenants = Array.from({ length: tenantCount }, newTenant)
      let count = 0
      const add = async (n: number) => {
        const tenant = tenants[count % tenantCount] as TenantId
        const more = { userPrincipalName: `${mark}@contoso.example`, createdAt: day(n) }
        const document = aSample(tenant, `d${count++}`, more)
        await create(document)
        return { place: `${tenant} ${document.id}`, day: n }
      }
      const places: { place: string; day: number }[] = []
      for (const n of days) places.push(await add(n))
      const where: Comparison[] = [{ field: 'userPrincipalName', is: 'startsWith', value: mark }]
      const ordered = (direction: 'ascending' | 'descending'): Query => ({
        where,
        orderBy: { field: 'createdAt', direction },
      })
      const dayOf = new Map(places.map((one) => [one.place, one.day]))
      return { query: { where } as Query, ordered, places, dayOf, add, tenants }
    }

    /** All pages, each asked for as another process would; fails where there is no end. */
    async function pagesOf(query: Query, size: number, between: (page: number) => unknown = () => undefined) {
      const pages: string[][] = []
      let continuation: string | undefined
      do {
        const from = continuation === undefined ? { size } : { size, continuation }
        const page = await store.acrossTenants.page(query, from)
        expect(page.found.length).toBeLessThanOrEqual(size)
        if (page.found.length === 0) expect(page.continuation).toBeUndefined()
        pages.push(page.found.map(placeOf))
        continuation = page.continuation
        expect(pages.length).toBeLessThan(100)
        if (continuation !== undefined) await between(pages.length)
      } while (continuation !== undefined)
      return pages
    }

    test('only ids are found, and no more than asked for', async () => {
      const { query, places } = await marked(2, [1, 1, 1])
      const { found } = await store.acrossTenants.page(query, { size: 10 })
      expect(Object.keys(found[0] ?? {}).sort()).toEqual(['id', 'tenantId'])
      const all = (await pagesOf(query, 10)).flat()
      expect(all.toSorted()).toEqual(places.map(({ place }) => place).toSorted())
    })

    test('numbers are added up over all tenants, whoever has none', async () => {
      const mark = newTenant()
      const counts: readonly object[] = [{ counted: 3 }, { counted: -1 }, { counted: 40 }]
      for (const counted of counts) {
        const more = { userPrincipalName: `${mark}@contoso.example`, ...counted }
        await create(aSample(newTenant(), 'a', more))
      }
      const of = (value: string): Query => ({
        where: [{ field: 'userPrincipalName', is: 'startsWith', value }],
      })
      expect(await store.acrossTenants.sum(of(mark), 'counted')).toBe(42)
      expect(await store.acrossTenants.sum(of(newTenant()), 'counted')).toBe(0)
    })

    test('documents are counted', async () => {
      const { query, places } = await marked(4, [1, 2, 3, 4, 5, 6, 7])
      expect(await store.acrossTenants.count(query)).toBe(places.length)
      const revoked: Comparison = { field: 'seat.state', is: '=', value: 'revoked' }
      const none: Query = { where: [...query.where, revoked] }
      expect(await store.acrossTenants.count(none)).toBe(0)
      expect(await store.acrossTenants.page(none, { size: 2 })).toEqual({ found: [] })
    })

    test('a page without an order goes on where the one before ended, and only the last may be empty', async () => {
      const { query, places } = await marked(5, [1, 1, 1, 1, 1, 1, 1])
      for (let size = 1; size <= places.length + 1; size++) {
        const all = (await pagesOf(query, size)).flat()
        expect(all.toSorted()).toEqual(places.map(({ place }) => place).toSorted())
      }
      const all: Found[] = []
      for await (const found of everywhere(store.acrossTenants, query)) all.push(found)
      expect(all.map(placeOf).toSorted()).toEqual(places.map(({ place }) => place).toSorted())
    })

    test('the one document that there is stands on the first page, whoever it belongs to', async () => {
      for (let n = 0; n < 8; n++) {
        const { query, ordered, places } = await marked(1, [1])
        for (const one of [query, ordered('ascending')]) {
          const { found } = await store.acrossTenants.page(one, { size: 1 })
          expect(found.map(placeOf)).toEqual(places.map(({ place }) => place))
        }
      }
    })

    test.each(['ascending', 'descending'] as const)(
      'an order holds from page to page, %s',
      async (direction) => {
        const { ordered, places } = await marked(4, [3, 9, 1, 7, 5, 2, 8, 4, 6])
        const sorted = places.toSorted((a, b) => (direction === 'ascending' ? a.day - b.day : b.day - a.day))
        for (let size = 1; size <= places.length + 1; size++) {
          const pages = await pagesOf(ordered(direction), size)
          expect(pages.flat()).toEqual(sorted.map(({ place }) => place))
        }
      },
    )

    test.each(['ascending', 'descending'] as const)(
      'of documents with equal values each comes once, %s',
      async (direction) => {
        const { ordered, places, dayOf } = await marked(3, [2, 1, 2, 2, 1, 1, 2, 2, 1, 3, 2])
        const days = places.map((one) => one.day).toSorted((a, b) => a - b)
        for (let size = 1; size <= places.length + 1; size++) {
          const all = (await pagesOf(ordered(direction), size)).flat()
          expect(all.toSorted()).toEqual(places.map(({ place }) => place).toSorted())
          expect(all.map((place) => dayOf.get(place))).toEqual(
            direction === 'ascending' ? days : days.toReversed(),
          )
        }
      },
    )

    test.each(['ascending', 'descending'] as const)(
      'what is created meanwhile takes nothing away and doubles nothing, %s',
      async (direction) => {
        for (const size of [1, 2, 3]) {
          const { ordered, places, add } = await marked(3, [4, 4, 6, 8, 8, 8, 6, 12])
          const created: string[] = []
          const all = (
            await pagesOf(ordered(direction), size, async (page) => {
              if (page > 3) return
              created.push((await add(direction === 'ascending' ? 20 + page : 4 - page)).place)
              await add(8)
              await add(direction === 'ascending' ? 1 : 20)
            })
          ).flat()
          expect(new Set(all).size).toBe(all.length)
          const known = new Set(places.map(({ place }) => place))
          const sorted = places.toSorted((a, b) =>
            direction === 'ascending' ? a.day - b.day : b.day - a.day,
          )
          expect(all.filter((place) => known.has(place)).toSorted()).toEqual([...known].toSorted())
          const days = all.flatMap((place) => sorted.find((one) => one.place === place)?.day ?? [])
          expect(days).toEqual(sorted.map((one) => one.day))
          expect(all).toEqual(expect.arrayContaining(created))
        }
      },
    )

    test('the document that a page ended with may go before the next one is asked for', async () => {
      const { ordered, places } = await marked(3, [5, 5, 5, 5, 3, 3, 3])
      const query = ordered('descending')
      const { found, continuation = '' } = await store.acrossTenants.page(query, { size: 2 })
      const last = found.at(-1) as Found
      await store.documents.commit(last.tenantId, [{ kind: 'delete', id: last.id }])
      const seen = found.map(placeOf)
      for (let next: string | undefined = continuation; next !== undefined; ) {
        const page: Awaited<ReturnType<Store['acrossTenants']['page']>> = await store.acrossTenants.page(
          query,
          { size: 2, continuation: next },
        )
        seen.push(...page.found.map(placeOf))
        next = page.continuation
      }
      expect(seen.toSorted()).toEqual(places.map(({ place }) => place).toSorted())
    })

    test('one tenant among all can be asked for, in order', async () => {
      const { ordered, places, tenants } = await marked(3, [1, 2, 3, 4, 5, 6, 7, 8])
      const [, tenant = ''] = tenants
      const { where, orderBy } = ordered('descending')
      const mine: Comparison = { field: 'tenantId', is: '=', value: tenant }
      const query = { where: [...where, mine], ...(orderBy && { orderBy }) }
      const expected = places.filter(({ place }) => place.startsWith(tenant)).map(({ place }) => place)
      for (const size of [1, 2, 5]) expect((await pagesOf(query, size)).flat()).toEqual(expected.toReversed())
      expect(await store.acrossTenants.count(query)).toBe(expected.length)
    })

    test('a continuation that no page gave is told apart from a failure', async () => {
      const { query, ordered } = await marked(2, [1, 2, 3])
      for (const one of [query, ordered('descending')]) {
        for (const continuation of ['x', '{}', '-1', 'null', '+RID:~abc#RT:1#TRC:1', 'x'.repeat(3_000)]) {
          const page = store.acrossTenants.page(one, { size: 1, continuation })
          await expect(page, continuation).rejects.toThrow(UnknownContinuation)
        }
      }
    })

    test('so is one that was damaged, and one of another query', async () => {
      const { query, ordered } = await marked(2, [1, 2, 3])
      const queries = [query, ordered('descending'), ordered('ascending')]
      const given = await Promise.all(
        queries.map(async (one) => (await store.acrossTenants.page(one, { size: 1 })).continuation ?? ''),
      )
      for (const [i, one] of queries.entries()) {
        const own = given[i] ?? ''
        const damaged = [own.slice(1), own.slice(0, -1), `${own} `, own.replace(/\d(?=\D*$)/, 'x')]
        for (const continuation of [...damaged, ...given.filter((other) => other !== own)]) {
          const page = store.acrossTenants.page(one, { size: 1, continuation })
          await expect(page, continuation).rejects.toThrow(UnknownContinuation)
        }
        expect((await store.acrossTenants.page(one, { size: 9, continuation: own })).found).not.toEqual([])
      }
    })

    test('a continuation fits into a link', async () => {
      const tenants = Array.from({ length: 4 }, newTenant)
      const mark = `${'ö'.repeat(100)}"\\${newTenant()}`
      const writes = (tenant: TenantId): Write[] =>
        ['a', 'b', 'c'].map((id) => ({
          kind: 'create',
          document: aSample(tenant, id, { userPrincipalName: `${mark}${id}` }),
        }))
      for (const tenant of tenants) await store.documents.commit(tenant, writes(tenant))
      const where: Comparison[] = [{ field: 'userPrincipalName', is: 'startsWith', value: mark }]
      for (const query of [
        { where },
        { where, orderBy: { field: 'userPrincipalName', direction: 'ascending' } },
      ]) {
        let continuation: string | undefined
        let found = 0
        do {
          const from = continuation === undefined ? { size: 1 } : { size: 1, continuation }
          const page = await store.acrossTenants.page(query as Query, from)
          found += page.found.length
          continuation = page.continuation
          if (continuation === undefined) continue
          expect(continuation).toMatch(/^[\x20-\x7e]+$/)
          expect(Buffer.from(continuation).toString('base64url').length).toBeLessThan(continuationLengthMax)
        } while (continuation !== undefined)
        expect(found).toBe(12)
      }
    })
  })
}
