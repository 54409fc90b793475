import { badRequest, notDone } from '../answers.ts'
import { type Json, type JsonObject, type Value, valueAt } from '../json.ts'
import { compareScalars, equals } from '../values.ts'
import { sqlFunction } from './functions.ts'
import { type ArithmeticOperator, type ComparisonOperator, type Expression, isAggregate } from './syntax.ts'
import { unsupported } from './tokens.ts'

export type Evaluate = (document: JsonObject) => Value
export type Parameters = ReadonlyMap<string, Value>

const comparisons: Readonly<Record<Exclude<ComparisonOperator, '='>, (order: number) => boolean>> = {
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}
const operators: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
}

/** Turns an expression into a function of the document. Lists become sets here, once for all documents. */
export function compile(expression: Expression, parameters: Parameters): Evaluate {
  const fixed = fixedValue(expression, parameters)
  if (fixed !== undefined) return () => fixed.value
  switch (expression.kind) {
    case 'path': {
      const [first, second] = expression.path
      if (second === undefined && typeof first === 'string')
        return (document) => (Object.hasOwn(document, first) ? document[first] : undefined)
      return first === undefined ? (document) => document : (document) => valueAt(document, expression.path)
    }
    case 'unary':
      return unary(expression.operator, compile(expression.operand, parameters))
    case 'logical':
      return logical(
        expression.operator === 'OR',
        expression.operands.map((operand) => compile(operand, parameters)),
      )
    case 'comparison':
      return comparison(
        expression.operator,
        compile(expression.left, parameters),
        compile(expression.right, parameters),
      )
    case 'arithmetic':
      return arithmetic(
        compile(expression.first, parameters),
        expression.rest.map(({ operator, operand }) => ({ operator, operand: compile(operand, parameters) })),
      )
    case 'in':
      return membership(expression.operand, { kind: 'array', items: expression.list }, parameters)
    case 'call':
      return call(expression, parameters)
    case 'array': {
      const items = expression.items.map((item) => compile(item, parameters))
      return (document) => items.map((item) => item(document)).filter((value) => value !== undefined)
    }
    case 'object': {
      const properties = expression.properties.map(({ name, value }) => ({
        name,
        value: compile(value, parameters),
      }))
      return (document) => objectOf(properties, document)
    }
    case 'constant':
    case 'parameter':
      throw new Error('Constants and parameters are fixed values.')
  }
}

export function objectOf(
  properties: readonly { readonly name: string; readonly value: Evaluate }[],
  document: JsonObject,
): JsonObject {
  const result: Record<string, Json> = {}
  for (const { name, value } of properties) {
    const given = value(document)
    if (given !== undefined) result[name] = given
  }
  return result
}

/** The value of an expression that does not look at the document. Wrapped, because undefined is a value too. */
export function fixedValue(
  expression: Expression,
  parameters: Parameters,
): { readonly value: Value } | undefined {
  if (expression.kind === 'constant') return expression
  if (expression.kind === 'parameter') {
    if (!parameters.has(expression.name))
      throw badRequest(`The query uses the parameter '${expression.name}', which was not given.`)
    return { value: parameters.get(expression.name) }
  }
  if (expression.kind === 'array') {
    const items = expression.items.map((item) => fixedValue(item, parameters))
    if (items.includes(undefined)) return undefined
    return { value: items.flatMap((item) => (item?.value === undefined ? [] : [item.value])) }
  }
  if (expression.kind === 'unary' && expression.operator !== 'NOT') {
    const operand = fixedValue(expression.operand, parameters)
    return operand && { value: unary(expression.operator, () => operand.value)({}) }
  }
  return undefined
}

function unary(operator: 'NOT' | '-' | '+', operand: Evaluate): Evaluate {
  return (document) => {
    const value = operand(document)
    if (operator === 'NOT') return typeof value === 'boolean' ? !value : undefined
    if (typeof value !== 'number') return undefined
    return operator === '-' ? -value : value
  }
}

/** AND is false when one operand is, OR true; else one operand that is no boolean makes the whole undefined. */
function logical(decisive: boolean, operands: readonly Evaluate[]): Evaluate {
  return (document) => {
    let result: boolean | undefined = !decisive
    for (const operand of operands) {
      const value = operand(document)
      if (value === decisive) return decisive
      if (value !== !decisive) result = undefined
    }
    return result
  }
}

function comparison(operator: ComparisonOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === '=') return (document) => equals(left(document), right(document))
  const test = comparisons[operator]
  return (document) => {
    const order = compareScalars(left(document), right(document))
    return order === undefined ? undefined : test(order)
  }
}

function arithmetic(
  first: Evaluate,
  rest: readonly { readonly operator: ArithmeticOperator; readonly operand: Evaluate }[],
): Evaluate {
  return (document) => {
    let result = first(document)
    for (const { operator, operand } of rest) {
      const value = operand(document)
      if (typeof result !== 'number' || typeof value !== 'number') return undefined
      result = requireFinite(operators[operator](result, value))
    }
    return result
  }
}

/** JSON has no infinity, and would say null in its place. */
export function requireFinite(result: number): number {
  if (!Number.isFinite(result)) throw notDone('a result beyond the range of a double')
  return result
}

function call(expression: Expression & { kind: 'call' }, parameters: Parameters): Evaluate {
  const { name, args } = expression
  if (isAggregate(expression)) throw unsupported(`${name} inside of an expression`)
  if (name === 'ARRAY_CONTAINS' && args.length === 3) throw unsupported('ARRAY_CONTAINS with three arguments')
  const run = sqlFunction(name, args.length)
  const [array, wanted] = args
  if (name === 'ARRAY_CONTAINS' && array !== undefined && wanted !== undefined) {
    const fixed = fixedValue(array, parameters)
    if (fixed !== undefined) {
      if (!Array.isArray(fixed.value)) return () => undefined
      return membership(wanted, { kind: 'constant', value: fixed.value }, parameters)
    }
  }
  const compiled = args.map((argument) => compile(argument, parameters))
  return (document) => run(...compiled.map((argument) => argument(document)))
}

/** `x IN (…)` and `ARRAY_CONTAINS(@list, x)`: a set makes 5,000 values as fast as five. */
function membership(operand: Expression, list: Expression, parameters: Parameters): Evaluate {
  const value = compile(operand, parameters)
  const fixed = fixedValue(list, parameters)?.value as readonly Json[] | undefined
  if (fixed?.every((item) => typeof item !== 'object' || item === null)) {
    const set = new Set<Value>(fixed)
    return (document) => {
      const wanted = value(document)
      return wanted === undefined ? undefined : set.has(wanted)
    }
  }
  const values = compile(list, parameters)
  return (document) => {
    const wanted = value(document)
    if (wanted === undefined) return undefined
    return (values(document) as readonly Json[]).some((item) => equals(item, wanted) === true)
  }
}
