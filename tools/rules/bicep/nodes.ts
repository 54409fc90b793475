import type { Node } from 'web-tree-sitter'

/** The grammar does not know `...rest` in an object: it is given the property `__` in its place, of the same width. */
export const spreadKey = '__'

/** The checks do not know this piece of Bicep: it fails loudly, since silence would pass for a check. */
export class NotUnderstood extends Error {
  readonly line: number

  constructor(node: Node, why = `the check does not understand ${node.type.replaceAll('_', ' ')}`) {
    super(`${why}: ${textOf(node)}`)
    this.line = lineOf(node)
  }
}

export function lineOf(node: Node): number {
  return node.startPosition.row + 1
}

/** The beginning of it, for people. */
export function textOf(node: Node): string {
  const text = node.text.replace(/\s+/g, ' ').trim()
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The parts that mean something. */
export function namedOf(node: Node): Node[] {
  return node.namedChildren.filter((child) => !child.type.endsWith('comment'))
}

export function partOf(node: Node, field: string): Node {
  const part = node.childForFieldName(field)
  if (!part) throw new NotUnderstood(node)
  return part
}
