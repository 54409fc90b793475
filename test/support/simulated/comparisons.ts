import type { Scalar } from '#core/kernel/json.ts'
import type { Comparison } from '#core/ports/documents.ts'

/** The comparisons of the documents port as Cosmos DB means them: an absent field matches nothing. */
export function matches(document: object, comparisons: readonly Comparison[]): boolean {
  for (const comparison of comparisons) if (!holds(document, comparison)) return false
  return true
}

function holds(document: object, comparison: Comparison): boolean {
  if ('allOf' in comparison) return comparison.allOf.every((one) => holds(document, one))
  if ('anyOf' in comparison) return comparison.anyOf.some((one) => holds(document, one))
  const found = valueAt(document, comparison.field)
  if (found === undefined) return false
  switch (comparison.is) {
    case '=':
      return found === comparison.value
    case '!=':
      return found !== comparison.value
    case 'in':
      return comparison.values.includes(found as Scalar)
    case 'not in':
      return !comparison.values.includes(found as Scalar)
    case 'contains':
      return Array.isArray(found) && found.includes(comparison.value)
    case 'startsWith':
      return typeof found === 'string' && found.startsWith(comparison.value)
    default:
      return inOrder(found, comparison.is, comparison.value)
  }
}

/** Values of different kinds have no order. */
function inOrder(found: unknown, is: '<' | '<=' | '>' | '>=', value: Scalar): boolean {
  if (typeof found !== typeof value || (found === null) !== (value === null)) return false
  const order = compareValues(found, value)
  if (order === 0) return is === '<=' || is === '>='
  return order < 0 === (is === '<' || is === '<=')
}

const pathParts = new Map<string, readonly string[]>()

export function partsOf(path: string): readonly string[] {
  let parts = pathParts.get(path)
  if (!parts) {
    parts = path.split('.')
    pathParts.set(path, parts)
  }
  return parts
}

export function valueAt(document: object, path: string): unknown {
  let value: unknown = document
  for (const part of partsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

/** The order of values of different kinds in an ORDER BY. */
const kinds = ['undefined', 'null', 'boolean', 'number', 'string', 'object']

export function compareValues(a: unknown, b: unknown): number {
  const byKind = rank(a) - rank(b)
  if (byKind !== 0) return byKind
  if (a === b || a === undefined || a === null || typeof a === 'object') return 0
  return (a as string) < (b as string) ? -1 : 1
}

function rank(value: unknown): number {
  return kinds.indexOf(value === null ? 'null' : typeof value)
}
