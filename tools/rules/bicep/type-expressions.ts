import type { Node } from 'web-tree-sitter'
import type { TypeExpression, TypeProperty } from './model.ts'
import { lineOf, NotUnderstood, namedOf } from './nodes.ts'

const primitives = ['array', 'bool', 'int', 'object', 'string']

/** What a parameter, an output or a type of one's own may be. */
export function typeOf(node: Node): TypeExpression {
  const line = lineOf(node)
  const parts = namedOf(node)
  switch (node.type) {
    case 'type':
    case 'parenthesized_type':
    case 'parenthesized_expression':
      return typeOf(only(node))
    case 'primitive_type':
      return { kind: 'primitive', name: node.text, line }
    case 'identifier':
      return { kind: primitives.includes(node.text) ? 'primitive' : 'name', name: node.text, line }
    case 'string':
      return { kind: 'literal', value: node.text.slice(1, -1), line }
    case 'number':
      return { kind: 'literal', value: Number(node.text), line }
    case 'boolean':
      return { kind: 'literal', value: node.text === 'true', line }
    case 'null':
      return { kind: 'literal', value: null, line }
    case 'union_type':
      return {
        kind: 'union',
        of: parts.map(typeOf).flatMap((type) => (type.kind === 'union' ? type.of : [type])),
        line,
      }
    case 'binary_expression': {
      if (node.childForFieldName('operator')?.text !== '|') throw new NotUnderstood(node)
      return {
        kind: 'union',
        of: parts.map(typeOf).flatMap((type) => (type.kind === 'union' ? type.of : [type])),
        line,
      }
    }
    case 'array_type':
      return { kind: 'array', of: typeOf(only(node)), line }
    case 'nullable_type':
      if (!node.text.endsWith('?')) throw new NotUnderstood(node)
      return { kind: 'nullable', of: typeOf(only(node)), line }
    case 'object':
      return {
        kind: 'object',
        properties: parts.filter(({ type }) => type !== 'decorators').map(propertyOf),
        line,
      }
    default:
      throw new NotUnderstood(node)
  }
}

function propertyOf(node: Node): TypeProperty {
  const [first, second] = namedOf(node)
  // `*: string` has no named key.
  const [key, type] = second ? [first, second] : [undefined, first]
  if (node.type !== 'object_property' || !type) throw new NotUnderstood(node)
  return {
    key: key === undefined ? '*' : key.text.replace(/^'|'$/g, ''),
    type: typeOf(type),
    line: lineOf(node),
  }
}

function only(node: Node): Node {
  const [one, other] = namedOf(node)
  if (!one || other) throw new NotUnderstood(node)
  return one
}
