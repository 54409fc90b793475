import { badRequest } from '../answers.ts'
import { fixedValue, type Parameters } from './evaluate.ts'
import type { Expression, Query } from './syntax.ts'

/** How much of its result a query asks for. */
export type Slice = {
  readonly top: number | undefined
  readonly offset: number | undefined
  readonly limit: number | undefined
}

export function sliceOf({ top, offset, limit }: Query, parameters: Parameters): Slice {
  const count = (expression: Expression | undefined) => countOf(expression, parameters)
  return { top: count(top), offset: count(offset), limit: count(limit) }
}

function countOf(expression: Expression | undefined, parameters: Parameters): number | undefined {
  if (expression === undefined) return undefined
  const value = fixedValue(expression, parameters)?.value
  if (!Number.isInteger(value) || (value as number) < 0)
    throw badRequest('TOP, OFFSET and LIMIT take a whole number of zero or more.')
  return value as number
}
