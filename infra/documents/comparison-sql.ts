import type { Scalar } from '#core/kernel/json.ts'
import type { Comparison } from '#core/ports/documents.ts'

/** How a value appears in the text: as a parameter of a query, or as a literal where parameters do not exist. */
export type Render = (value: Scalar | readonly Scalar[]) => string

/** Longer lists become one array: an IN of hundreds of values makes a long plan. */
const inListMax = 50

/** Text for JSON values that is also valid Cosmos SQL: its strings take JSON's quotes and escapes. */
export const literal: Render = (value) => JSON.stringify(value)

/** Collects values as parameters and gives their names. */
export function parameters(): {
  readonly render: Render
  readonly list: { name: string; value: Parameter }[]
} {
  const list: { name: string; value: Parameter }[] = []
  return {
    list,
    render(value) {
      const name = `@p${list.length}`
      list.push({ name, value: typeof value === 'object' && value !== null ? [...value] : (value as Scalar) })
      return name
    },
  }
}

type Parameter = Scalar | Scalar[]

export function comparisonsSql(comparisons: readonly Comparison[], render: Render): string {
  return comparisons.map((comparison) => comparisonSql(comparison, render)).join(' AND ')
}

function comparisonSql(comparison: Comparison, render: Render): string {
  if ('anyOf' in comparison) {
    if (comparison.anyOf.length === 0) return 'false'
    return `(${comparison.anyOf.map((one) => comparisonSql(one, render)).join(' OR ')})`
  }
  if ('allOf' in comparison) return `(${comparisonsSql(comparison.allOf, render)})`
  const path = fieldSql(comparison.field)
  switch (comparison.is) {
    case 'startsWith':
      return `STARTSWITH(${path}, ${render(comparison.value)})`
    case 'contains':
      return `ARRAY_CONTAINS(${path}, ${render(comparison.value)})`
    case 'in':
      return isAnyOf(path, comparison.values, render)
    case 'not in':
      return isNoneOf(path, comparison.values, render)
    case '=':
      return `${path} = ${render(comparison.value)}`
    case '!=':
      return isNoneOf(path, [comparison.value], render)
    default:
      return `${path} ${comparison.is} ${render(comparison.value)}`
  }
}

function isAnyOf(path: string, values: readonly Scalar[], render: Render): string {
  const [only] = values
  if (only === undefined) return 'false'
  if (values.length === 1) return `${path} = ${render(only)}`
  if (values.length > inListMax) return `ARRAY_CONTAINS(${render(values)}, ${path})`
  return `${path} IN (${values.map((value) => render(value)).join(', ')})`
}

/**
 * Comparing null with a text is undefined in Cosmos SQL, so `c.x != 'a'` would lose the documents whose x is null.
 * Said in full here, it means what it says: x is there, and is something else.
 */
function isNoneOf(path: string, values: readonly Scalar[], render: Render): string {
  const others = values.filter((value) => value !== null)
  const nullToo = others.length === values.length
  if (others.length === 0)
    return nullToo ? `IS_DEFINED(${path})` : `(IS_DEFINED(${path}) AND NOT IS_NULL(${path}))`
  const [only] = others
  const differs =
    others.length === 1 && only !== undefined
      ? `${path} != ${render(only)}`
      : `NOT ${isAnyOf(path, others, render)}`
  return nullToo ? `(IS_NULL(${path}) OR ${differs})` : `(NOT IS_NULL(${path}) AND ${differs})`
}

/** Fields are the only text of ours that stands in a query as it is. */
export function fieldSql(field: string): string {
  if (!/^[A-Za-z][A-Za-z0-9.]*$/.test(field)) throw new Error(`'${field}' is no field that can be asked for.`)
  return `c.${field}`
}
