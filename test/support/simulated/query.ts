import type { DocumentBase, Page, Query, Stored } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { charges } from './charges.ts'
import { compareValues, valueAt } from './comparisons.ts'
import type { Entry } from './partition.ts'

/** Where a page ended: the last entry's place, and its value where there is an order. */
type Place = readonly [sequence: number, value?: unknown]

/** One page of what was found; the continuation says where it ended, so it survives changes in between. */
export function pageOf<D extends DocumentBase>(
  found: readonly Entry[],
  query: Query,
  size: number,
  continuation?: string,
): Page<D> {
  const compare = comparePlaces(query)
  const ordered = query.orderBy
    ? found.toSorted((a, b) => compare(placeOf(a, query), placeOf(b, query)))
    : found
  let start = 0
  if (continuation !== undefined) {
    const after = placeIn(continuation)
    start = ordered.findIndex((entry) => compare(placeOf(entry, query), after) > 0)
    if (start < 0) start = ordered.length
  }
  const taken = ordered.slice(start, start + size)
  const last = taken.at(-1)
  const bytes = taken.reduce((sum, entry) => sum + entry.bytes, 0)
  return {
    items: taken.map((entry) => project<D>(entry.document, query.fields)),
    ...(last && start + size < ordered.length ? { continuation: JSON.stringify(placeOf(last, query)) } : {}),
    requestUnits: charges.query(taken.length, bytes),
  }
}

function placeIn(continuation: string): Place {
  let place: unknown
  try {
    place = JSON.parse(continuation)
  } catch (cause) {
    throw new UnknownContinuation({ cause })
  }
  if (!Array.isArray(place) || typeof place[0] !== 'number') throw new UnknownContinuation()
  return place as unknown as Place
}

function placeOf(entry: Entry, query: Query): Place {
  const value = query.orderBy && valueAt(entry.document, query.orderBy.field)
  return value === undefined ? [entry.sequence] : [entry.sequence, value]
}

function comparePlaces({ orderBy }: Query): (a: Place, b: Place) => number {
  if (!orderBy) return (a, b) => a[0] - b[0]
  const sign = orderBy.direction === 'ascending' ? 1 : -1
  return (a, b) => sign * (compareValues(a[1], b[1]) || a[0] - b[0])
}

function project<D extends DocumentBase>(document: Stored, fields: readonly string[] | undefined): Stored<D> {
  if (!fields) return document as unknown as Stored<D>
  const whole = document as unknown as Readonly<Record<string, unknown>>
  const part: Record<string, unknown> = { _etag: document._etag }
  for (const field of fields) if (whole[field] !== undefined) part[field] = whole[field]
  return part as unknown as Stored<D>
}
