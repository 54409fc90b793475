import { notDone } from '../answers.ts'
import { type JsonObject, valueAt } from '../json.ts'
import { startAggregates } from '../sql/aggregate.ts'
import { compile, objectOf, type Parameters } from '../sql/evaluate.ts'
import { planQuery } from '../sql/plan.ts'
import { visitMatches } from '../sql/run.ts'
import { sliceOf } from '../sql/slice.ts'
import type { Query } from '../sql/syntax.ts'
import type { Entry } from '../storage/entry.ts'
import type { Continuation } from './continuation.ts'
import type { Scope } from './query-scope.ts'

/** Production's answers hold at most 4 MB, whatever page size is asked for. */
const pageBytesMax = 4 * 1024 * 1024
/** After a full page, how far to look for one more match before saying that there may be one. */
const lookAheadMax = 1_000

/** Rows as JSON text, and what the next page needs when there may be one. */
export type Page = { readonly rows: readonly string[]; readonly next?: Continuation }

export function documentPage(
  scope: Scope,
  query: Query,
  parameters: Parameters,
  pageSize: number,
  continuation: Continuation | undefined,
): Page {
  const { top, offset, limit } = sliceOf(query, parameters)
  const limits = [top, limit].filter((limit) => limit !== undefined)
  const allowed = continuation ? continuation.remaining : limits.length > 0 ? Math.min(...limits) : null
  let skip = continuation ? 0 : (offset ?? 0)
  const rowsMax = Math.min(pageSize, allowed ?? pageSize)
  const place = continuation?.source ?? 0
  const source = scope.sources[place]
  if (allowed === 0 || source === undefined) return { rows: [] }
  if (pageSize === 0) return { rows: [], next: continuation ?? { source: 0, remaining: allowed } }

  const row = rowOf(query, parameters)
  const rows: string[] = []
  let last: Entry | undefined
  let taken = 0
  let bytes = 0
  const plan = planQuery(query, parameters, scope.given)
  let lookAhead = 0
  const isFull = () => taken >= rowsMax || bytes >= pageBytesMax
  // On a full page, a document too far away to look at counts as one more: the next page may then be empty.
  const matches = (document: JsonObject) => (isFull() && ++lookAhead > lookAheadMax) || plan.matches(document)
  const isFinished = visitMatches(source, { ...plan, matches }, continuation?.position, (entry) => {
    if (isFull()) return false
    if (skip > 0) {
      skip--
      return true
    }
    last = entry
    taken++
    const text = row(entry)
    if (text !== undefined) {
      rows.push(text)
      bytes += text.length
    }
    return true
  })
  const remaining = allowed === null ? null : allowed - taken
  if (remaining === 0) return { rows }
  if (isFinished || last === undefined) {
    // A page holds documents of one source only, and so it may hold few of them or none.
    if (place + 1 >= scope.sources.length) return { rows }
    return { rows, next: { source: place + 1, remaining } }
  }
  const { document } = last.version
  const values = plan.order.map(({ path }) => valueAt(document, path))
  return { rows, next: { source: place, position: { values, sequence: last.sequence }, remaining } }
}

export function aggregatePage(scope: Scope, query: Query, parameters: Parameters): Page {
  if (query.top ?? query.offset) throw notDone('aggregates with TOP, OFFSET or LIMIT')
  const aggregates = startAggregates(query, parameters)
  const plan = planQuery({ ...query, orderBy: [] }, parameters, scope.given)
  for (const source of scope.sources)
    visitMatches(source, plan, undefined, ({ version }) => {
      aggregates.add(version.document)
      return true
    })
  const result = aggregates.result()
  return { rows: result === undefined ? [] : [JSON.stringify(result)] }
}

/** The text of a row; undefined drops it, as `SELECT VALUE` does with undefined. */
function rowOf({ select }: Query, parameters: Parameters): (entry: Entry) => string | undefined {
  if (select.kind === 'everything') return ({ version }) => version.text
  if (select.kind === 'value') {
    const value = compile(select.value, parameters)
    return ({ version }) => {
      const given = value(version.document)
      return given === version.document ? version.text : JSON.stringify(given)
    }
  }
  const properties = select.properties.map(({ name, value }) => ({ name, value: compile(value, parameters) }))
  return ({ version }) => JSON.stringify(objectOf(properties, version.document))
}
