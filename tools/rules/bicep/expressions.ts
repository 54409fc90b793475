import type { Node } from 'web-tree-sitter'
import type { Entry, Loop, ObjectValue, Value } from './model.ts'
import { lineOf, NotUnderstood, namedOf, partOf, spreadKey } from './nodes.ts'

type Make = (value: Value) => Value

/** What an expression says. */
export function expressionOf(node: Node): Value {
  const line = lineOf(node)
  switch (node.type) {
    case 'string':
      return stringOf(node)
    case 'number':
      return { kind: 'literal', value: Number(node.text), line }
    case 'boolean':
      return { kind: 'literal', value: node.text === 'true', line }
    case 'null':
      return { kind: 'literal', value: null, line }
    case 'identifier':
      return { kind: 'name', name: node.text, line }
    case 'object':
      return objectOf(node)
    case 'array':
      return arrayOf(node)
    case 'for_statement': {
      const { loop, condition, body } = loopOf(node)
      return { kind: 'loop', loop, condition, body: expressionOf(body), line }
    }
    case 'parenthesized_expression':
      return closed(expressionOf(only(node)))
    case 'ternary_expression': {
      const [yes, no] = [expressionOf(partOf(node, 'consequence')), expressionOf(partOf(node, 'alternative'))]
      return behindLast(partOf(node, 'condition'), ['choice', 'lambda'], (condition) => ({
        kind: 'choice',
        condition,
        branches: [yes, no],
        line,
      }))
    }
    case 'binary_expression': {
      const right = expressionOf(partOf(node, 'right'))
      const operator = partOf(node, 'operator').text
      return behindLast(partOf(node, 'left'), ['choice', 'lambda'], (left) => ({
        kind: 'operation',
        operator,
        operands: [left, right],
        line,
      }))
    }
    case 'unary_expression':
      return {
        kind: 'operation',
        operator: partOf(node, 'operator').text,
        operands: [expressionOf(partOf(node, 'argument'))],
        line,
      }
    case 'member_expression':
    case 'resource_expression': {
      const nested = node.type === 'resource_expression'
      const name = partOf(node, nested ? 'resource' : 'property').text
      const safe = node.children.some(({ type }) => type === '.?')
      return suffix(partOf(node, 'object'), (of) => ({ kind: 'member', of, name, nested, safe, line }))
    }
    case 'subscript_expression': {
      const index = expressionOf(partOf(node, 'index'))
      return suffix(partOf(node, 'object'), (of) => ({ kind: 'index', of, index, line }))
    }
    case 'call_expression':
      return callOf(node)
    case 'lambda_expression':
      return lambdaOf(node)
    case 'nullable_type':
      // `x!`: what is known to be there.
      if (node.text.endsWith('!')) return expressionOf(only(node))
      throw new NotUnderstood(node)
    default:
      throw new NotUnderstood(node)
  }
}

export function objectOf(node: Node): ObjectValue {
  const entries = namedOf(node)
    // A nested resource is a declaration: see parse.ts.
    .filter((child) => child.type !== 'decorators' && child.firstNamedChild?.type !== 'resource_declaration')
    .map(entryOf)
  return { kind: 'object', entries, line: lineOf(node) }
}

function entryOf(node: Node): Entry {
  const [key, value] = namedOf(node)
  if (node.type !== 'object_property' || !key || !value) throw new NotUnderstood(node)
  return { key: keyOf(key), value: expressionOf(value), line: lineOf(node) }
}

function keyOf(node: Node): Entry['key'] {
  if (node.type === 'identifier') return node.text === spreadKey ? undefined : node.text
  if (node.type !== 'string') throw new NotUnderstood(node)
  const key = stringOf(node)
  return key.kind === 'literal' ? String(key.value) : key
}

export function loopOf(node: Node): { loop: Loop; condition: Value | undefined; body: Node } {
  const names = node.namedChildren.find((child) => child.type === 'for_loop_parameters')
  const initializer = node.childForFieldName('initializer')
  const body = partOf(node, 'body')
  const over = namedOf(node).find(
    (child) => child.id !== names?.id && child.id !== initializer?.id && child.id !== body.id,
  )
  if (!over) throw new NotUnderstood(node)
  const [item, index] = names ? namedOf(names).map((name) => name.text) : [initializer?.text]
  if (!item) throw new NotUnderstood(node)
  const { condition, rest } = conditionOf(body)
  return { loop: { item, index, over: expressionOf(over) }, condition, body: rest }
}

export function conditionOf(node: Node): { condition: Value | undefined; rest: Node } {
  if (node.type !== 'if_statement') return { condition: undefined, rest: node }
  const [condition, rest] = namedOf(node)
  if (!condition || !rest) throw new NotUnderstood(node)
  return { condition: expressionOf(condition), rest }
}

/** To the grammar `[a[0].b]` has two items, `a` and `[0].b`: what touches what stands before it belongs to that. */
function arrayOf(node: Node): Value {
  const items: Value[] = []
  let end = -1
  for (const child of namedOf(node)) {
    const value = expressionOf(child)
    const before = items.at(-1)
    if (before && child.startIndex === end) items[items.length - 1] = behind(before, value, child)
    else items.push(value)
    end = child.endIndex
  }
  return { kind: 'array', items, line: lineOf(node) }
}

function behind(before: Value, value: Value, node: Node): Value {
  if (value.kind === 'member' || value.kind === 'index')
    return { ...value, of: behind(before, value.of, node) }
  if (value.kind === 'operation') {
    const [first, ...others] = value.operands
    if (first) return { ...value, operands: [behind(before, first, node), ...others] }
  }
  const [index, more] = value.kind === 'array' ? value.items : []
  if (!index || more) throw new NotUnderstood(node)
  return { kind: 'index', of: before, index, line: before.line }
}

/** The text between interpolations is taken as it is written: the grammar has no node for some of it. */
function stringOf(node: Node): Value {
  const line = lineOf(node)
  const quote = node.text.startsWith("'''") ? "'''" : "'"
  const parts: (string | Value)[] = []
  let from = node.startIndex + quote.length
  const plain = (to: number) => {
    const text = node.text.slice(from - node.startIndex, to - node.startIndex)
    if (text) parts.push(quote === "'" ? unescaped(text, node) : text.replace(/^\r?\n/, ''))
  }
  for (const child of node.children.filter(({ type }) => type === 'interpolation')) {
    plain(child.startIndex)
    parts.push(expressionOf(only(child)))
    from = child.endIndex
  }
  plain(node.endIndex - quote.length)
  if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join(''), line }
  return { kind: 'interpolated', parts, line }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' }
function unescaped(text: string, node: Node): string {
  return text.replace(
    /\\(?:u\{(?<code>[0-9a-fA-F]+)\}|(?<one>[\s\S]))/g,
    (written, code?: string, one?: string) => {
      const meant = code ? String.fromCodePoint(Number.parseInt(code, 16)) : escapes[one ?? '']
      if (meant === undefined) throw new NotUnderstood(node, `there is no escape ${written}`)
      return meant
    },
  )
}

function callOf(node: Node): Value {
  const line = lineOf(node)
  const args = namedOf(partOf(node, 'arguments')).map(expressionOf)
  const called = partOf(node, 'function')
  if (called.type === 'identifier') return { kind: 'call', of: undefined, name: called.text, args, line }
  return suffix(called, (of) => {
    if (of.kind === 'name') return { kind: 'call', of: undefined, name: of.name, args, line }
    if (of.kind !== 'member') throw new NotUnderstood(node)
    // `az.resourceGroup()` and `sys.resourceGroup()` are the functions of that name.
    const namespace = of.of.kind === 'name' && ['az', 'sys'].includes(of.of.name)
    return { kind: 'call', of: namespace ? undefined : of.of, name: of.name, args, line }
  })
}

function lambdaOf(node: Node): Value {
  const [left, body] = namedOf(node)
  if (!left || !body) throw new NotUnderstood(node)
  const names = left.type === 'parenthesized_expression' ? namedOf(left) : [left]
  if (!names.every((name) => name.type === 'identifier')) throw new NotUnderstood(node)
  return {
    kind: 'lambda',
    parameters: names.map((name) => name.text),
    body: expressionOf(body),
    line: lineOf(node),
  }
}

/** What parentheses hold together. */
const inParentheses = new WeakSet<Value>()
function closed(value: Value): Value {
  const copy = { ...value }
  inParentheses.add(copy)
  return copy
}

/** To the grammar `a ? b : c.d` is `(a ? b : c).d`: whatever ends in `c` gets the suffix there. */
function suffix(node: Node, make: Make): Value {
  return behindLast(node, ['choice', 'lambda', 'operation'], make)
}

function behindLast(node: Node, open: readonly Value['kind'][], make: Make): Value {
  const push = (value: Value): Value => {
    if (inParentheses.has(value) || !open.includes(value.kind)) return make(value)
    if (value.kind === 'choice') return { ...value, branches: pushedLast(value.branches) }
    if (value.kind === 'operation') return { ...value, operands: pushedLast(value.operands) }
    if (value.kind === 'lambda') return { ...value, body: push(value.body) }
    return make(value)
  }
  const pushedLast = (values: readonly Value[]) =>
    values.map((value, at) => (at === values.length - 1 ? push(value) : value))
  return push(expressionOf(node))
}

function only(node: Node): Node {
  const [one, other] = namedOf(node)
  if (!one || other) throw new NotUnderstood(node)
  return one
}
