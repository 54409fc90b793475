import type { AcrossTenants, Documents, Query } from '#core/ports/documents.ts'
import { aSample, newTenant } from '../../contract/documents/samples.ts'
import type { Finding } from './finding.ts'

/** The Functions host takes a request line of 8 KB: what a link has besides its continuation must fit in as well. */
const continuationCharsMax = 6_000
const documentsInAll = 300
const pageSize = 20

const queries: Readonly<Record<string, Query>> = {
  'by type': { where: [{ field: 'type', is: '=', value: 'assignment' }] },
  'by type, state and subscription': {
    where: [
      { field: 'type', is: '=', value: 'assignment' },
      { field: 'seat.state', is: '=', value: 'active' },
      { field: 'seat.lotId', is: 'in', values: ['lot', 'other'] },
    ],
  },
  'newest first': {
    where: [{ field: 'type', is: '=', value: 'assignment' }],
    orderBy: { field: 'createdAt', direction: 'descending' },
  },
}

/** Lists without an order of their own are shown in the order of writing, each row once, whatever comes meanwhile. */
export async function lookAtLists(documents: Documents, acrossTenants: AcrossTenants): Promise<Finding[]> {
  const tenant = newTenant()
  let written = 0
  const write = async (count: number) => {
    const from = written
    written += count
    const commit = await documents.commit(
      tenant,
      Array.from({ length: count }, (_, at) => ({
        kind: 'create' as const,
        document: {
          ...aSample(tenant, idOf(from + at), { seat: lotOf('lot') }),
          createdAt: momentOf(from + at),
        },
      })),
    )
    if (!commit.committed) throw new Error(`Some of ${count} documents were there already.`)
  }
  while (written < documentsInAll) await write(100)

  const findings: Finding[] = []
  for (const [what, query] of Object.entries(queries)) {
    const ids: string[] = []
    let longest = 0
    let continuation: string | undefined
    do {
      const from = { size: pageSize, ...(continuation === undefined ? {} : { continuation }) }
      const page = await documents.page(tenant, query, from)
      ids.push(...page.items.map(({ id }) => id))
      continuation = page.continuation
      longest = Math.max(longest, continuation?.length ?? 0)
      // Somebody writes while somebody else reads.
      if (ids.length === 3 * pageSize) await write(5)
    } while (continuation !== undefined)
    findings.push(orderOf(what, query, ids), lengthOf(what, longest))
  }
  const page = await acrossTenants.page(
    { where: [{ field: 'type', is: '=', value: 'assignment' }] },
    { size: 1 },
  )
  return [...findings, lengthOf('over all tenants, by type', page.continuation?.length ?? 0)]
}

function orderOf(what: string, query: Query, ids: readonly string[]): Finding {
  const sorted = query.orderBy ? ids.toSorted().reverse() : ids.toSorted()
  const misplaced = ids.filter((id, at) => id !== sorted[at]).length
  const twice = ids.length - new Set(ids).size
  return {
    what: `List ${what}, in pages of ${pageSize}, while 5 are added`,
    found: `${ids.length} rows, ${twice} twice, ${misplaced} out of order`,
    expected: query.orderBy
      ? `the first ${documentsInAll} or more, none twice, newest first`
      : `the first ${documentsInAll} or more, none twice, in the order of writing`,
    holds: ids.length >= documentsInAll && twice === 0 && misplaced === 0,
  }
}

function lengthOf(what: string, chars: number): Finding {
  return {
    what: `Longest continuation of a list ${what}`,
    found: `${chars} characters`,
    expected: `at most ${continuationCharsMax}, so that a link fits the host's request line`,
    holds: chars <= continuationCharsMax,
  }
}

function lotOf(lotId: string) {
  return { lotId } as never
}

const idOf = (number: number) => `d${String(number).padStart(6, '0')}`
const momentOf = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString() as never
