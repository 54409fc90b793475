import { type Path, pathKey, type Value, valueAt } from '../json.ts'
import type { Source } from '../storage/container.ts'
import { type Entry, isExpired } from '../storage/entry.ts'
import { compareEntries, comparePlaces } from '../storage/record-index.ts'
import type { RecordSet } from '../storage/record-set.ts'
import { compareForOrder } from '../values.ts'
import type { Plan } from './plan.ts'

/** The last document of a page: its values in the order of ORDER BY, and its position for equal ones. */
export type Position = { readonly values: readonly Value[]; readonly sequence: number }

/** Up to so many documents are collected and sorted for an IN; beyond, its index would not pay. */
const collectedMax = 5_000

/**
 * Visits the documents that match, in order, from after a position, until `visit` returns false. Returns whether it
 * went to the end.
 */
export function visitMatches(
  { records, find }: Source,
  plan: Plan,
  after: Position | undefined,
  visit: (entry: Entry) => boolean,
): boolean {
  const now = Date.now()
  const isWithin = (entry: Entry) => isAfter(plan, after, entry)
  let isFinished = true
  const visitLive = (entry: Entry): boolean => {
    if (isBeyond(plan, entry)) return false
    if (isExpired(entry.version, now) || !plan.matches(entry.version.document)) return true
    isFinished = visit(entry)
    return isFinished
  }
  const few = byId(find, plan) ?? byValues(records, plan)
  if (few === undefined) {
    const index = records.index({ equal: plan.equal.map(({ path }) => path), order: plan.order })
    index.list(plan.equal.map(({ value }) => value))?.visitFrom(isWithin, visitLive)
  } else {
    few.sort((left, right) => compareEntries(plan.order, left, right))
    for (const entry of few) if (isWithin(entry) && !visitLive(entry)) break
  }
  return isFinished
}

/** `c.id = @id` and `c.id IN (…)` need no index: the documents are held by id. */
function byId(find: Source['find'], plan: Plan): Entry[] | undefined {
  const isId = ({ path }: { readonly path: Path }) => path.length === 1 && path[0] === 'id'
  const single = plan.equal.find(isId)
  const ids = single === undefined ? plan.sets.find(isId)?.values : [single.value]
  return ids
    ?.flatMap((id) => (typeof id === 'string' ? find(id) : []))
    .filter(({ version }) => plan.equal.every(({ path, value }) => valueAt(version.document, path) === value))
}

function byValues(records: RecordSet, plan: Plan): Entry[] | undefined {
  const taken = new Set(plan.equal.map(({ path }) => pathKey(path)))
  for (const { path, values } of plan.sets) {
    if (taken.has(pathKey(path))) continue
    const index = records.index({ equal: [...plan.equal.map((equality) => equality.path), path], order: [] })
    const fixed = plan.equal.map(({ value }) => value)
    const lists = values.map((value) => index.list([...fixed, value]))
    if (lists.reduce((sum, list) => sum + (list?.length ?? 0), 0) > collectedMax) continue
    const entries: Entry[] = []
    const collect = (entry: Entry) => entries.push(entry) > 0
    for (const list of lists) list?.visitFrom(() => true, collect)
    return entries
  }
  return undefined
}

function isAfter(plan: Plan, after: Position | undefined, entry: Entry): boolean {
  if ('from' in plan && againstBound(plan, entry, plan.from) < 0) return false
  if (after === undefined) return true
  for (const [i, { path, descending }] of plan.order.entries()) {
    const difference = compareForOrder(valueAt(entry.version.document, path), after.values[i])
    if (difference !== 0) return descending ? difference < 0 : difference > 0
  }
  return comparePlaces(plan.order, entry.sequence, after.sequence) > 0
}

/** Past this document no other can match. */
function isBeyond(plan: Plan, entry: Entry): boolean {
  return 'to' in plan && againstBound(plan, entry, plan.to) > 0
}

function againstBound({ order: [order] }: Plan, entry: Entry, bound: Value): number {
  if (order === undefined) return 0
  const difference = compareForOrder(valueAt(entry.version.document, order.path), bound)
  return order.descending ? -difference : difference
}
