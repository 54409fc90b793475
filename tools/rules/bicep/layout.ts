import type { Node } from 'web-tree-sitter'
import { lineOf, textOf } from './nodes.ts'

interface Found {
  readonly line: number
  readonly what: string
}

/**
 * Where Bicep wants a new line, and where it takes none: the grammar does not care, its compiler does. Properties and
 * items stand apart by a new line or a comma, never both; a new line may come before the `?` and the `:` of a choice,
 * inside of brackets, and behind a comma between arguments; nowhere else in an expression.
 */
export function layoutFaults(node: Node): readonly Found[] {
  return [...own(node), ...node.children.flatMap(layoutFaults)]
}

function own(node: Node): readonly Found[] {
  switch (node.type) {
    case 'object':
    case 'array':
      return separated(node)
    case 'arguments':
      return node.children.at(-2)?.type === ','
        ? [{ line: lineOf(node), what: `a comma ends ${textOf(node)}` }]
        : []
    case 'infrastructure':
      return pairs(meaningful(node))
        .filter(([before, after]) => before.endPosition.row === after.startPosition.row)
        .map(([, after]) => ({
          line: lineOf(after),
          what: `a declaration begins on a line of its own: ${textOf(after)}`,
        }))
    case 'binary_expression':
    case 'unary_expression':
    case 'member_expression':
    case 'resource_expression':
    case 'subscript_expression':
    case 'call_expression':
    case 'object_property':
    case 'variable_declaration':
    case 'parameter_declaration':
    case 'output_declaration':
    case 'resource_declaration':
    case 'module_declaration':
    case 'if_statement':
      return onOneLine(node)
    case 'ternary_expression':
      return pairs(meaningful(node))
        .filter(([before, after]) => ['?', ':'].includes(before.type) && apart(before, after))
        .map(([, after]) => broken(after))
    case 'interpolation':
      return node.startPosition.row === node.endPosition.row
        ? []
        : [{ line: lineOf(node), what: `an interpolation stands on one line: ${textOf(node)}` }]
    default:
      return []
  }
}

function separated(node: Node): readonly Found[] {
  const inner = meaningful(node).slice(1, -1)
  return pairs(inner)
    .flatMap(([before, after]) => {
      // `a[0].b`, which is one item: see expressions.ts.
      const isIndex = after.text.startsWith('[') && before.endIndex === after.startIndex
      if (before.type === 'decorators' || isIndex) return []
      const newLine = apart(before, after)
      if (before.type === ',' && newLine) {
        return [{ line: lineOf(before), what: 'a comma or a new line stands between two, not both' }]
      }
      if (before.type !== ',' && after.type !== ',' && !newLine) {
        return [{ line: lineOf(after), what: `a comma or a new line stands before ${textOf(after)}` }]
      }
      return []
    })
    .concat(inner.at(-1)?.type === ',' ? [{ line: lineOf(node), what: `a comma ends ${textOf(node)}` }] : [])
}

function onOneLine(node: Node): readonly Found[] {
  return pairs(meaningful(node))
    .filter(([before, after]) => apart(before, after))
    .map(([, after]) => broken(after))
}

function broken(node: Node): Found {
  return { line: lineOf(node), what: `Bicep takes no new line here: ${textOf(node)}` }
}

function apart(before: Node, after: Node): boolean {
  return before.endPosition.row !== after.startPosition.row
}

function meaningful(node: Node): readonly Node[] {
  return node.children.filter(({ type }) => !type.endsWith('comment'))
}

function pairs(nodes: readonly Node[]): readonly (readonly [Node, Node])[] {
  return nodes.slice(1).map((node, at) => [nodes[at] ?? node, node])
}
