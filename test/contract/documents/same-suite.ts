import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Json, Scalar } from '#core/kernel/json.ts'
import type { Commit, Comparison, Documents, Query, Write } from '#core/ports/documents.ts'
import { simulatedDocuments } from '../../support/simulated/documents.ts'
import { aSample, newTenant, type Sample } from './samples.ts'
import type { Store } from './suite.ts'

type Match = 'none' | 'current' | 'other'
type Planned =
  | { readonly kind: 'create'; readonly id: string; readonly text: string }
  | { readonly kind: 'upsert'; readonly id: string; readonly text: string }
  | { readonly kind: 'replace'; readonly id: string; readonly text: string; readonly match: Match }
  | { readonly kind: 'delete'; readonly id: string; readonly match: Match }
  | {
      readonly kind: 'patch'
      readonly id: string
      readonly set: Record<string, Json>
      readonly add: Record<string, number>
      readonly when: readonly Comparison[]
      readonly match: Match
    }

const id = fc.constantFrom('a', 'b', 'c', 'd')
const word = fc.constantFrom('x', 'y', 'z', 'X', '', 'é', "it's", '"q"\\')
const match = fc.constantFrom<Match>('none', 'none', 'current', 'other')
const scalar = fc.oneof(word, fc.integer({ min: -2, max: 3 }), fc.boolean(), fc.constant(null))
const field = fc.constantFrom('displayName', 'counted', 'seat.state', 'seat.operationId', 'absent', 'id')

/** Only kinds that a field may have: other comparisons across kinds are undefined in Cosmos DB. */
const fits = (name: string, value: Scalar) =>
  value === null || typeof value === (name === 'counted' ? 'number' : 'string')
const fitting = fc.tuple(field, scalar).filter(([name, value]) => fits(name, value))
const one: fc.Arbitrary<Comparison> = fc.oneof(
  fc
    .tuple(fitting, fc.constantFrom('=', '!=', '<', '<=', '>', '>='))
    .map(([[name, value], is]) => ({ field: name, is, value }) as Comparison),
  fc
    .tuple(fc.constantFrom('displayName', 'seat.operationId'), word)
    .map(([name, value]): Comparison => ({ field: name, is: 'startsWith', value })),
  fc
    .tuple(
      fc.constantFrom('displayName', 'seat.operationId'),
      fc.constantFrom('in', 'not in'),
      fc.array(fc.oneof(word, fc.constant(null)), { maxLength: 4 }),
    )
    .map(([name, is, values]) => ({ field: name, is, values }) as Comparison),
)
const comparison = fc.oneof(
  one,
  fc.array(one, { maxLength: 3 }).map((anyOf): Comparison => ({ anyOf })),
)
const where = fc.array(comparison, { maxLength: 2 })

const patched: fc.Arbitrary<Planned> = fc
  .record({
    kind: fc.constant('patch' as const),
    id,
    set: fc.oneof(
      fc.record({ displayName: word }),
      fc.record({ 'seat.state': word, 'seat.operationId': fc.oneof(word, fc.constant(null)) }),
      fc.record({
        counted: fc.oneof({ weight: 8, arbitrary: fc.integer({ max: 9 }) }, { weight: 1, arbitrary: word }),
      }),
      fc.record({ 'no.parent': fc.constant(1) }),
      fc.constant({}),
    ),
    add: fc.oneof(fc.record({ counted: fc.integer({ min: -3, max: 3 }) }), fc.constant({})),
    when: fc.oneof(fc.constant([]), where),
    match,
  })
  .filter(({ set, add }) => Object.keys(set).length + Object.keys(add).length > 0)
const planned: fc.Arbitrary<Planned> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('create' as const, 'upsert' as const),
      id,
      text: word,
    }) as fc.Arbitrary<Planned>,
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const), id, text: word, match }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), id, match }) },
  { weight: 4, arbitrary: patched },
)
const batches = fc.array(fc.array(planned, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })

/** One of each, however few runs there are. */
const everyOutcome: Planned[][] = [
  [{ kind: 'create', id: 'a', text: 'x' }],
  [{ kind: 'create', id: 'a', text: 'y' }],
  [{ kind: 'delete', id: 'b', match: 'none' }],
  [{ kind: 'replace', id: 'a', text: 'z', match: 'other' }],
  [{ kind: 'patch', id: 'a', set: { 'no.parent': 1 }, add: {}, when: [], match: 'none' }],
]

/** The simulation proves nothing about Cosmos DB unless its store does the same with any writes. */
export function sameAsSimulated(name: string, open: () => Promise<Store>, numRuns = 150): void {
  describe(name, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    test('any sequence of batches ends the same on the simulated store as on Cosmos DB', async () => {
      const outcomes = new Set<string>()
      await fc.assert(
        fc.asyncProperty(batches, where, fc.boolean(), async (sequence, filter, ordered) => {
          const tenant = newTenant()
          const query: Query = {
            where: filter,
            ...(ordered ? { orderBy: { field: 'seat.state', direction: 'descending' as const } } : {}),
          }
          const left = await play(simulatedDocuments().documents, tenant, sequence, query)
          const right = await play(store.documents, tenant, sequence, query)
          // Of equals, each comes first somewhere.
          const found = ({ found }: typeof left) => (store.isForeign && ordered ? found.toSorted() : found)
          expect({ ...left, found: found(left) }).toEqual({ ...right, found: found(right) })
          for (const outcome of left.outcomes) outcomes.add(outcome)
        }),
        { numRuns, examples: [[everyOutcome, [], false]] },
      )
      // A run that never met one of these would prove little.
      for (const wanted of ['committed', 'exists', 'missing', 'condition', 'threw']) {
        expect(
          [...outcomes].some((outcome) => outcome.startsWith(wanted)),
          wanted,
        ).toBe(true)
      }
    })
  })
}

async function play(
  documents: Documents,
  tenant: TenantId,
  sequence: readonly (readonly Planned[])[],
  query: Query,
) {
  const outcomes: string[] = []
  for (const batch of sequence) {
    const writes = await Promise.all(batch.map((plan) => writeOf(documents, tenant, plan)))
    outcomes.push(await documents.commit(tenant, writes).then(outcomeOf, () => 'threw'))
  }
  const everything = await pagesOf(documents, tenant, { where: [] })
  return {
    outcomes,
    everything: everything.map(({ _etag, ...rest }) => rest),
    found: (await pagesOf(documents, tenant, query)).map((document) => document.id),
    count: await documents.count(tenant, query),
  }
}

function outcomeOf(commit: Commit): string {
  if (commit.committed) return `committed ${commit.etags.map((etag) => (etag ? 'etag' : 'none')).join(' ')}`
  return `${commit.because} at ${commit.at}`
}

async function pagesOf(documents: Documents, tenant: TenantId, query: Query) {
  const found = []
  for await (const page of documents.pages<Sample>(tenant, query, 2)) {
    found.push(...page.items)
    if (found.length > 100) throw new Error('The pages have no end.')
  }
  return found
}

async function writeOf(documents: Documents, tenant: TenantId, plan: Planned): Promise<Write> {
  if (plan.kind === 'create' || plan.kind === 'upsert') {
    return { kind: plan.kind, document: aSample(tenant, plan.id, { displayName: plan.text }) }
  }
  const current = plan.match === 'current' ? await documents.read(tenant, plan.id) : undefined
  const etag = current?._etag ?? '"other"'
  if (plan.kind === 'replace') {
    const document = aSample(tenant, plan.id, { displayName: plan.text })
    return { kind: 'replace', document, ifMatch: etag }
  }
  const ifMatch = plan.match === 'none' ? {} : { ifMatch: etag }
  if (plan.kind === 'delete') return { kind: 'delete', id: plan.id, ...ifMatch }
  const { add, set, when } = plan
  return { kind: 'patch', id: plan.id, set, add, when, ...ifMatch }
}
