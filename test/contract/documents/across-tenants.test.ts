import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Comparison, Query } from '#core/ports/documents.ts'
import { aSample, newTenant } from './samples.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

/** Pages over all tenants while documents come and go, against a plain sort: few values, so that many are equal. */
const value = fc.integer({ min: 1, max: 5 })
const tenant = fc.integer({ min: 0, max: 4 })
const change = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), tenant, value }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat({ max: 30 }) }),
)
const scenario = fc.record({
  documents: fc.array(fc.record({ tenant, value }), { maxLength: 20 }),
  order: fc.constantFrom(undefined, 'ascending' as const, 'descending' as const),
  sizes: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
  /** What the store gives at most at a time; none: all that is asked for. */
  shortPages: fc.oneof(
    fc.constant([]),
    fc.array(fc.nat({ max: 3 }), { maxLength: 4 }).map((caps) => [...caps, 2]),
  ),
  /** What happens after each page. */
  changes: fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 6 }),
})

type Stored = {
  readonly place: string
  readonly tenantId: TenantId
  readonly id: string
  readonly value: number
}

describe.each([1, 2, 5])('pages over all tenants, in %s physical partitions', (keyRanges) => {
  let store: StandIn
  beforeAll(async () => {
    store = await openStandIn({ keyRanges })
  })
  afterAll(() => store.close())

  test('give every document once and in order, whatever comes and goes between them', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ documents, order, sizes, shortPages, changes }) => {
        const tenants = Array.from({ length: 5 }, newTenant)
        const mark = newTenant()
        const ever: Stored[] = []
        const gone = new Set<string>()
        const create = async (one: { readonly tenant: number; readonly value: number }) => {
          const tenantId = tenants[one.tenant] as TenantId
          const id = `d${ever.length}`
          const more = {
            userPrincipalName: mark,
            createdAt: `2026-01-0${one.value}T00:00:00.000Z` as Instant,
          }
          const document = aSample(tenantId, id, more)
          expect((await store.documents.commit(tenantId, [{ kind: 'create', document }])).committed).toBe(
            true,
          )
          const stored = { place: `${tenantId} ${id}`, tenantId, id, value: one.value }
          ever.push(stored)
          return stored
        }
        for (const one of documents) await create(one)
        const required = new Set(ever.map(({ place }) => place))

        const isMarked: Comparison = { field: 'userPrincipalName', is: '=', value: mark }
        const query: Query = {
          where: [isMarked],
          ...(order && { orderBy: { field: 'createdAt', direction: order } }),
        }
        const isAhead = (one: Stored, last: Stored | undefined) =>
          order === 'ascending' ? one.value > (last?.value ?? 0) : one.value < (last?.value ?? 9)
        await store.shortPages(shortPages)
        const seen: Stored[] = []
        let continuation: string | undefined
        for (let page = 0; page === 0 || continuation !== undefined; page++) {
          const size = sizes[page % sizes.length] as number
          const from = continuation === undefined ? { size } : { size, continuation }
          const { found, continuation: next } = await store.acrossTenants.page(query, from)
          expect(found.length).toBeLessThanOrEqual(size)
          if (next !== undefined) expect(found).not.toEqual([])
          for (const { tenantId, id } of found)
            seen.push(ever.find(({ place }) => place === `${tenantId} ${id}`) as Stored)
          continuation = next
          if (next === undefined) break
          for (const one of changes[page] ?? []) {
            if (one.kind === 'create') {
              const stored = await create(one)
              if (order && isAhead(stored, seen.at(-1))) required.add(stored.place)
              continue
            }
            const victim = ever[one.at]
            if (victim === undefined || gone.has(victim.place)) continue
            await store.documents.commit(victim.tenantId, [{ kind: 'delete', id: victim.id }])
            gone.add(victim.place)
          }
        }

        const places = seen.map(({ place }) => place)
        expect(new Set(places).size).toBe(places.length)
        for (const place of required) if (!gone.has(place)) expect(places).toContain(place)
        const values = seen.map((one) => one.value)
        if (order === 'ascending') expect(values).toEqual(values.toSorted((a, b) => a - b))
        if (order === 'descending') expect(values).toEqual(values.toSorted((a, b) => b - a))
        expect(await store.acrossTenants.count(query)).toBe(ever.length - gone.size)
      }),
      { numRuns: 100 },
    )
  })
})
