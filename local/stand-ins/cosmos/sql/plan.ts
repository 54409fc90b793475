import type { Json, JsonObject, Path, Value } from '../json.ts'
import { pathKey } from '../json.ts'
import type { Order } from '../storage/record-index.ts'
import { compile, type Evaluate, fixedValue, type Parameters } from './evaluate.ts'
import type { Expression, Query } from './syntax.ts'

/** How a query's WHERE can be answered from an index, and what is left to test on each document. */
export type Plan = {
  /** `path = scalar`, one for each path. */
  readonly equal: readonly { readonly path: Path; readonly value: Value }[]
  /** `path IN (…)` and `ARRAY_CONTAINS(@list, path)` with scalars. Tested on each document as well. */
  readonly sets: readonly { readonly path: Path; readonly values: readonly Value[] }[]
  readonly order: readonly Order[]
  /** Where on the first path of ORDER BY to begin and to stop, both included. */
  readonly from?: Value
  readonly to?: Value
  /** Every condition but those in `equal`. */
  readonly matches: (document: JsonObject) => boolean
}

/** A condition that the request adds to the text: the partition key's leading values. */
export type Equality = { readonly path: Path; readonly value: Value }

export function planQuery(query: Query, parameters: Parameters, given: readonly Equality[]): Plan {
  const equal = new Map(given.map((equality) => [pathKey(equality.path), equality]))
  const sets: { path: Path; values: readonly Value[] }[] = []
  const rest: Evaluate[] = []
  const bounds: { from?: Value; to?: Value } = {}
  for (const condition of conjuncts(query.where)) {
    const equality = equalityOf(condition, parameters)
    if (equality !== undefined && !equal.has(pathKey(equality.path))) {
      equal.set(pathKey(equality.path), equality)
      continue
    }
    const set = setOf(condition, parameters)
    if (set !== undefined) sets.push(set)
    noteBound(bounds, condition, query.orderBy[0], parameters)
    rest.push(compile(condition, parameters))
  }
  return {
    equal: [...equal.values()],
    sets,
    order: query.orderBy,
    ...bounds,
    matches: (document) => rest.every((test) => test(document) === true),
  }
}

/** `c.tenantId = @t` and the like, wherever they must hold for a document to be in the result. */
export function requiredEqualities(query: Query, parameters: Parameters): readonly Equality[] {
  return conjuncts(query.where).flatMap((condition) => equalityOf(condition, parameters) ?? [])
}

function conjuncts(where: Expression | undefined): readonly Expression[] {
  if (where === undefined) return []
  if (where.kind === 'logical' && where.operator === 'AND') return where.operands.flatMap(conjuncts)
  return [where]
}

function equalityOf(condition: Expression, parameters: Parameters): Equality | undefined {
  if (condition.kind !== 'comparison' || condition.operator !== '=') return undefined
  const { left, right } = condition
  const [path, other] = left.kind === 'path' ? [left, right] : [right, left]
  if (path.kind !== 'path' || path.path.length === 0) return undefined
  const fixed = fixedValue(other, parameters)
  return fixed !== undefined && isIndexable(fixed.value) ? { path: path.path, value: fixed.value } : undefined
}

function setOf(
  condition: Expression,
  parameters: Parameters,
): { path: Path; values: readonly Value[] } | undefined {
  let operand: Expression | undefined
  let list: Expression | undefined
  if (condition.kind === 'in') {
    operand = condition.operand
    list = { kind: 'array', items: condition.list }
  } else if (condition.kind === 'call' && condition.name === 'ARRAY_CONTAINS') {
    list = condition.args[0]
    operand = condition.args[1]
  }
  if (operand?.kind !== 'path' || operand.path.length === 0 || list === undefined) return undefined
  const values = fixedValue(list, parameters)?.value
  if (!Array.isArray(values) || !values.every(isIndexable)) return undefined
  return { path: operand.path, values: [...new Set(values as readonly Json[])] }
}

function noteBound(
  bounds: { from?: Value; to?: Value },
  condition: Expression,
  order: Order | undefined,
  parameters: Parameters,
): void {
  if (order === undefined || condition.kind !== 'comparison') return
  const { left, right, operator } = condition
  if (left.kind !== 'path' || pathKey(left.path) !== pathKey(order.path)) return
  const fixed = fixedValue(right, parameters)
  if (fixed === undefined || !isIndexable(fixed.value)) return
  const isLower = operator === '>' || operator === '>='
  if (!isLower && operator !== '<' && operator !== '<=') return
  bounds[isLower === order.descending ? 'to' : 'from'] = fixed.value
}

/** undefined equals nothing, also not a missing property, so it must not be looked up. */
function isIndexable(value: Value): boolean {
  return value === null || (typeof value !== 'object' && value !== undefined)
}
