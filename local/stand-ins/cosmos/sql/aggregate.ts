import type { Json, JsonObject, Value } from '../json.ts'
import { compareForOrder, typeRank } from '../values.ts'
import { compile, type Parameters, requireFinite } from './evaluate.ts'
import { type Expression, isAggregate, type Query } from './syntax.ts'
import { unsupported } from './tokens.ts'

export type Aggregate = { add(document: JsonObject): void; result(): Value }

/** The aggregates of a selection: one for `SELECT VALUE COUNT(1)`, several for `SELECT COUNT(1) AS n, SUM(c.x)`. */
export function aggregatesOf({ select }: Query): readonly Expression[] {
  if (select.kind === 'value') return isAggregate(select.value) ? [select.value] : []
  if (select.kind === 'everything') return []
  const expressions = select.properties.map(({ value }) => value)
  const aggregates = expressions.filter(isAggregate)
  if (aggregates.length > 0 && aggregates.length < expressions.length)
    throw unsupported('aggregates beside other values')
  return aggregates
}

/** Runs all aggregates of the selection and gives the one row, or undefined for none. */
export function startAggregates(query: Query, parameters: Parameters): Aggregate {
  const aggregates = aggregatesOf(query).map((expression) => startAggregate(expression, parameters))
  return {
    add: (document) => {
      for (const aggregate of aggregates) aggregate.add(document)
    },
    result: () => {
      if (query.select.kind !== 'properties') return aggregates[0]?.result()
      const row: Record<string, Json> = {}
      for (const [i, { name }] of query.select.properties.entries()) {
        const value = aggregates[i]?.result()
        if (value !== undefined) row[name] = value
      }
      return row
    },
  }
}

function startAggregate(expression: Expression, parameters: Parameters): Aggregate {
  if (expression.kind !== 'call') throw new Error('An aggregate is a call.')
  const value = compile(expression.args[0] as Expression, parameters)
  switch (expression.name) {
    case 'COUNT':
      return count(value)
    case 'SUM':
      return sum(value)
    default:
      return extreme(value, expression.name === 'MIN' ? -1 : 1)
  }
}

function count(value: (document: JsonObject) => Value): Aggregate {
  let result = 0
  return {
    add: (document) => {
      if (value(document) !== undefined) result++
    },
    result: () => result,
  }
}

/** Missing values do not count; one that is not a number makes the sum undefined. */
function sum(value: (document: JsonObject) => Value): Aggregate {
  let result: number | undefined = 0
  return {
    add: (document) => {
      const given = value(document)
      if (given === undefined || result === undefined) return
      result = typeof given === 'number' ? requireFinite(result + given) : undefined
    },
    result: () => result,
  }
}

/** Missing values do not count; an array or an object makes the result undefined. */
function extreme(value: (document: JsonObject) => Value, sign: 1 | -1): Aggregate {
  let result: Value
  let isUndefined = false
  return {
    add: (document) => {
      const given = value(document)
      if (given === undefined) return
      if (typeRank(given) >= 5) isUndefined = true
      else if (result === undefined || compareForOrder(given, result) * sign > 0) result = given
    },
    result: () => (isUndefined ? undefined : result),
  }
}
