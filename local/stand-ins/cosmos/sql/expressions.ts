import type { Value } from '../json.ts'
import { isReserved, type SqlCursor } from './cursor.ts'
import { functionNames } from './functions.ts'
import {
  type ArithmeticOperator,
  aggregateNames,
  type ComparisonOperator,
  type Expression,
  type Property,
} from './syntax.ts'
import { syntaxError, unsupported } from './tokens.ts'

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>='])
const constants = new Map<string, Value>([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
  ['UNDEFINED', undefined],
])

/** Expressions of Cosmos SQL by recursive descent, from the loosest operator down to the tightest. */
export function parseExpression(cursor: SqlCursor, allowsAggregates = false): Expression {
  cursor.allowsAggregates = allowsAggregates
  return cursor.deeper(() => parseOr(cursor))
}

export function parsePrimary(cursor: SqlCursor): Expression {
  const { kind, text, upper, at } = cursor.token
  if (kind === 'number' || kind === 'text') {
    if (kind === 'number' && !Number.isFinite(Number(text))) throw cursor.unexpected()
    cursor.advance()
    return { kind: 'constant', value: kind === 'number' ? Number(text) : text }
  }
  if (kind === 'parameter') {
    cursor.advance()
    return { kind: 'parameter', name: text }
  }
  if (cursor.acceptSign('(')) {
    if (cursor.isWord('SELECT')) throw unsupported('SELECT in an expression')
    const value = parseExpression(cursor)
    cursor.expectSign(')')
    return value
  }
  if (cursor.acceptSign('[')) return { kind: 'array', items: parseList(cursor, ']', cursor.allowsAggregates) }
  if (cursor.acceptSign('{')) return parseObject(cursor)
  if (kind !== 'word') throw cursor.unexpected()
  if (constants.has(upper)) {
    cursor.advance()
    return { kind: 'constant', value: constants.get(upper) }
  }
  if (upper === 'EXISTS' || upper === 'ARRAY' || upper === 'UDF') throw unsupported(text)
  if (isReserved(upper)) throw cursor.unexpected()
  cursor.advance()
  if (cursor.isSign('(')) return parseCall(cursor, text)
  if (text !== cursor.alias) throw syntaxError(text, at)
  return parsePath(cursor)
}

function parseOr(cursor: SqlCursor): Expression {
  const operands = [parseAnd(cursor)]
  while (cursor.acceptWord('OR')) operands.push(parseAnd(cursor))
  return logical('OR', operands)
}

function parseAnd(cursor: SqlCursor): Expression {
  const operands = [parseNot(cursor)]
  while (cursor.acceptWord('AND')) operands.push(parseNot(cursor))
  return logical('AND', operands)
}

function parseNot(cursor: SqlCursor): Expression {
  if (!cursor.acceptWord('NOT')) return parseComparison(cursor)
  return { kind: 'unary', operator: 'NOT', operand: cursor.deeper(() => parseNot(cursor)) }
}

function parseComparison(cursor: SqlCursor): Expression {
  const left = parseSum(cursor)
  const { kind, text } = cursor.token
  if (kind === 'sign' && comparisons.has(text)) {
    cursor.advance()
    return comparison(text as ComparisonOperator, left, parseSum(cursor))
  }
  if (cursor.acceptWord('NOT'))
    return { kind: 'unary', operator: 'NOT', operand: parseMembership(cursor, left) }
  return cursor.isWord('IN') || cursor.isWord('BETWEEN') ? parseMembership(cursor, left) : left
}

function parseMembership(cursor: SqlCursor, operand: Expression): Expression {
  if (cursor.acceptWord('BETWEEN')) {
    const low = parseSum(cursor)
    cursor.expectWord('AND')
    const high = parseSum(cursor)
    return logical('AND', [comparison('>=', operand, low), comparison('<=', operand, high)])
  }
  cursor.expectWord('IN')
  cursor.expectSign('(')
  if (cursor.isWord('SELECT')) throw unsupported('SELECT in an expression')
  if (cursor.isSign(')')) throw cursor.unexpected()
  return { kind: 'in', operand, list: parseList(cursor, ')') }
}

function parseSum(cursor: SqlCursor): Expression {
  const first = parseProduct(cursor)
  const rest: { operator: ArithmeticOperator; operand: Expression }[] = []
  while (cursor.isSign('+') || cursor.isSign('-')) {
    const operator = cursor.token.text as '+' | '-'
    cursor.advance()
    rest.push({ operator, operand: parseProduct(cursor) })
  }
  return rest.length === 0 ? first : { kind: 'arithmetic', first, rest }
}

function parseProduct(cursor: SqlCursor): Expression {
  const first = parseSigned(cursor)
  const rest: { operator: '*'; operand: Expression }[] = []
  while (cursor.acceptSign('*')) rest.push({ operator: '*', operand: parseSigned(cursor) })
  if (cursor.isLeftOutSign()) throw cursor.unexpected()
  return rest.length === 0 ? first : { kind: 'arithmetic', first, rest }
}

function parseSigned(cursor: SqlCursor): Expression {
  if (!cursor.isSign('-') && !cursor.isSign('+')) return parsePrimary(cursor)
  const operator = cursor.token.text as '-' | '+'
  cursor.advance()
  return { kind: 'unary', operator, operand: cursor.deeper(() => parseSigned(cursor)) }
}

function parseCall(cursor: SqlCursor, written: string): Expression {
  const name = written.toUpperCase()
  const isAggregateCall = aggregateNames.has(name)
  if (!functionNames.has(name) && !(isAggregateCall && cursor.allowsAggregates)) throw unsupported(written)
  cursor.advance()
  const args = parseList(cursor, ')')
  if (isAggregateCall && args.length !== 1) throw syntaxError(written, cursor.token.at)
  return { kind: 'call', name, args }
}

function parseList(cursor: SqlCursor, end: string, allowsAggregates = false): readonly Expression[] {
  const items: Expression[] = []
  if (cursor.acceptSign(end)) return items
  do items.push(parseExpression(cursor, allowsAggregates))
  while (cursor.acceptSign(','))
  cursor.expectSign(end)
  return items
}

function parseObject(cursor: SqlCursor): Expression {
  const properties: Property[] = []
  const { allowsAggregates } = cursor
  if (cursor.acceptSign('}')) return { kind: 'object', properties }
  do {
    const name = requireName(cursor.nameOrText())
    cursor.expectSign(':')
    properties.push({ name, value: parseExpression(cursor, allowsAggregates) })
  } while (cursor.acceptSign(','))
  cursor.expectSign('}')
  return { kind: 'object', properties }
}

/** A row is a plain object, which cannot have this as a property. */
export function requireName(name: string): string {
  if (name === '__proto__') throw unsupported(name)
  return name
}

function parsePath(cursor: SqlCursor): Expression {
  const path: (string | number)[] = []
  for (;;) {
    if (cursor.acceptSign('.')) path.push(cursor.identifier())
    else if (cursor.acceptSign('[')) {
      const { kind, text } = cursor.token
      if (kind === 'parameter') throw unsupported(`[${text}]`)
      if (kind !== 'text' && kind !== 'number') throw cursor.unexpected()
      cursor.advance()
      path.push(kind === 'number' ? Number(text) : text)
      cursor.expectSign(']')
    } else return { kind: 'path', path }
  }
}

function logical(operator: 'AND' | 'OR', operands: readonly Expression[]): Expression {
  const [only] = operands
  return operands.length === 1 && only !== undefined ? only : { kind: 'logical', operator, operands }
}

function comparison(operator: ComparisonOperator, left: Expression, right: Expression): Expression {
  return { kind: 'comparison', operator, left, right }
}
