import { notDone } from '../answers.ts'
import { aggregatesOf } from './aggregate.ts'
import type { Parameters } from './evaluate.ts'
import { print, printObject, printOrder, printPath } from './print.ts'
import { type Slice, sliceOf } from './slice.ts'
import { type Expression, isAggregate, type Query, type Selection } from './syntax.ts'

/** The hashes of partition keys that a query is about, as the plan tells the client. */
export type PlanRange = {
  readonly min: string
  readonly max: string
  readonly isMinInclusive: boolean
  readonly isMaxInclusive: boolean
}

/** The client puts a condition in its place, by which it goes on where a page ended. */
const filter = '{documentdb-formattableorderbyquery-filter}'

const aggregateTypes: Readonly<Record<string, string>> = {
  COUNT: 'Count',
  SUM: 'Sum',
  MIN: 'Min',
  MAX: 'Max',
}

/** Whether the gateway leaves a query over several partitions to the client, also when one range holds them all. */
export function needsClient(query: Query): boolean {
  const { orderBy, top, offset } = query
  return orderBy.length > 0 || top !== undefined || offset !== undefined || aggregatesOf(query).length > 0
}

/**
 * What the client needs in order to ask each range for its part and to put the parts together. For a query that needs
 * no client the plan has nothing in it.
 */
export function clientPlan(
  query: Query,
  parameters: Parameters,
  queryRanges: readonly PlanRange[],
): Readonly<Record<string, unknown>> {
  const { select, orderBy } = query
  const slice = sliceOf(query, parameters)
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: 'None',
      top: slice.top ?? null,
      offset: slice.offset ?? null,
      limit: slice.limit ?? null,
      orderBy: orderBy.map(({ descending }) => (descending ? 'Descending' : 'Ascending')),
      orderByExpressions: orderBy.map(({ path }) => printPath(path)),
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: aggregatesOf(query).map((call) => aggregateTypes[call.name]),
      groupByAliasToAggregateType: {},
      rewrittenQuery: rewrite(query, slice),
      hasSelectValue: select.kind === 'value',
      dCountInfo: null,
      hasNonStreamingOrderBy: false,
    },
    queryRanges,
  }
}

/** What each range is asked instead; empty: the query as it is. */
function rewrite(query: Query, slice: Slice): string {
  const { select, where, orderBy } = query
  const condition = where ? ` WHERE ${print(where)}` : ''
  const end = slice.limit === undefined ? '' : ` OFFSET 0 LIMIT ${(slice.offset ?? 0) + slice.limit}`
  if (aggregatesOf(query).length > 0) return rewriteAggregate(query, condition)
  if (orderBy.length > 0) {
    const top = slice.top === undefined ? '' : `TOP ${slice.top} `
    const items = orderBy.map(({ path }) => `{"item": ${printPath(path)}}`).join(', ')
    const filtered = where ? `(${print(where)} AND (${filter}))` : `(${filter})`
    return `SELECT ${top}c._rid, [${items}] AS orderByItems, ${payloadOf(select)} AS payload FROM c WHERE ${filtered} ORDER BY ${printOrder(orderBy)}${end}`
  }
  return end === '' ? '' : `SELECT ${printSelection(select)} FROM c${condition}${end}`
}

/** MIN and MAX give the number of values as well: a range that has none says nothing of the whole. */
function rewriteAggregate({ select, orderBy, top, offset }: Query, condition: string): string {
  if (select.kind !== 'value') return '' // The client refuses it by itself.
  if (!isAggregate(select.value)) throw notDone('aggregates inside of other values over several partitions')
  if (orderBy.length > 0 || top || offset)
    throw notDone('aggregates with ORDER BY, TOP or OFFSET over several partitions')
  const { name, args } = select.value
  const call = print(select.value)
  const property = name === 'MIN' ? 'min' : name === 'MAX' ? 'max' : undefined
  const counted = `COUNT(${print(args[0] as Expression)})`
  const more = property ? `, "item2": {"${property}": ${call}, "count": ${counted}}` : ''
  return `SELECT VALUE [{"item": ${call}${more}}] FROM c${condition}`
}

function payloadOf(select: Selection): string {
  if (select.kind === 'everything') return 'c'
  return select.kind === 'value' ? print(select.value) : printObject(select.properties)
}

function printSelection(select: Selection): string {
  if (select.kind === 'everything') return '*'
  if (select.kind === 'value') return `VALUE ${print(select.value)}`
  return select.properties.map(({ name, value }) => `${print(value)} AS ${JSON.stringify(name)}`).join(', ')
}
