import type { Json, JsonObject, Value } from '../json.ts'
import { compareForOrder, typeRank } from '../values.ts'
import { compile, type Parameters, requireFinite } from './evaluate.ts'
import { type Call, type Expression, isAggregate, type Property, type Query } from './syntax.ts'
import { unsupported } from './tokens.ts'

export type Aggregate = { add(document: JsonObject): void; result(): Value }

/** The aggregates of a selection: of `SELECT VALUE COUNT(1)`, `SELECT COUNT(1) AS n` or `SELECT VALUE [{"item": COUNT(1)}]`. */
export function aggregatesOf({ select }: Query): readonly Call[] {
  if (select.kind === 'everything') return []
  const expressions = select.kind === 'value' ? [select.value] : select.properties.map(({ value }) => value)
  return expressions.flatMap(aggregatesIn)
}

function aggregatesIn(expression: Expression): readonly Call[] {
  if (isAggregate(expression)) return [expression]
  if (expression.kind === 'array') return expression.items.flatMap(aggregatesIn)
  return expression.kind === 'object' ? expression.properties.flatMap(({ value }) => aggregatesIn(value)) : []
}

/** Runs all aggregates of the selection and gives the one row, or undefined for none. */
export function startAggregates({ select }: Query, parameters: Parameters): Aggregate {
  if (select.kind === 'everything') throw new Error('A selection of everything has no aggregates.')
  return select.kind === 'value'
    ? start(select.value, parameters)
    : startObject(select.properties, parameters)
}

function start(expression: Expression, parameters: Parameters): Aggregate {
  if (isAggregate(expression)) return startCall(expression, parameters)
  if (expression.kind === 'object') return startObject(expression.properties, parameters)
  if (expression.kind !== 'array') throw unsupported('aggregates beside other values')
  const items = expression.items.map((item) => start(item, parameters))
  return {
    add: addToAll(items),
    result: () => items.map((item) => item.result()).filter((value) => value !== undefined),
  }
}

function startObject(properties: readonly Property[], parameters: Parameters): Aggregate {
  const parts = properties.map(({ name, value }) => ({ name, aggregate: start(value, parameters) }))
  return {
    add: addToAll(parts.map(({ aggregate }) => aggregate)),
    result: () => {
      const row: Record<string, Json> = {}
      for (const { name, aggregate } of parts) {
        const value = aggregate.result()
        if (value !== undefined) row[name] = value
      }
      return row
    },
  }
}

function addToAll(aggregates: readonly Aggregate[]): Aggregate['add'] {
  return (document) => {
    for (const aggregate of aggregates) aggregate.add(document)
  }
}

function startCall({ name, args }: Call, parameters: Parameters): Aggregate {
  const value = compile(args[0] as Expression, parameters)
  switch (name) {
    case 'COUNT':
      return count(value)
    case 'SUM':
      return sum(value)
    default:
      return extreme(value, name === 'MIN' ? -1 : 1)
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
