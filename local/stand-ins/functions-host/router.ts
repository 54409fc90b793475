import { type Constraint, constraints, type RouteTemplate } from './route-template.ts'

export interface Route<Target> {
  readonly template: RouteTemplate
  readonly methods: readonly string[]
  readonly target: Target
}

export type Match<Target> =
  | { readonly kind: 'found'; readonly target: Target; readonly params: Record<string, string> }
  | { readonly kind: 'wrongMethod'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' }

interface End<Target> {
  readonly target: Target
  readonly names: readonly string[]
  readonly template: string
}

interface Node<Target> {
  readonly literals: Map<string, Node<Target>>
  readonly constrained: Map<Constraint, Node<Target>>
  parameter: Node<Target> | undefined
  rest: Node<Target> | undefined
  /** Who answers here, by method. */
  readonly ends: Map<string, End<Target>>
}

/** Builds the tree once. Literals beat constrained parameters, these beat plain ones, and a catch-all comes last. */
export function createRouter<Target>(
  routes: readonly Route<Target>[],
): (method: string, path: string) => Match<Target> {
  const root = emptyNode<Target>()
  for (const route of routes) add(root, route)
  return (method, path) => {
    const segments = split(path)
    if (segments === undefined) return { kind: 'unknown' }
    const allowed = new Set<string>()
    const values: string[] = []
    const end = walk(root, segments, 0, values, method, allowed)
    if (end === undefined)
      return allowed.size > 0 ? { kind: 'wrongMethod', allowed: [...allowed] } : { kind: 'unknown' }
    const params: Record<string, string> = {}
    end.names.forEach((name, index) => {
      const value = values[index]
      // An empty catch-all is absent, as in ASP.NET.
      if (value) params[name] = value
    })
    return { kind: 'found', target: end.target, params }
  }
}

function add<Target>(root: Node<Target>, route: Route<Target>): void {
  let node = root
  const names: string[] = []
  for (const segment of route.template.segments) {
    switch (segment.kind) {
      case 'literal':
        node = childOf(node.literals, segment.text)
        break
      case 'parameter':
        names.push(segment.name)
        if (segment.constraint === undefined) node = node.parameter ??= emptyNode()
        else node = childOf(node.constrained, segment.constraint)
        break
      case 'rest':
        names.push(segment.name)
        node = node.rest ??= emptyNode()
    }
  }
  for (const method of route.methods) {
    const other = node.ends.get(method)
    if (other !== undefined)
      throw new Error(`The routes "${other.template}" and "${route.template.text}" both answer ${method}.`)
    node.ends.set(method, { target: route.target, names, template: route.template.text })
  }
}

function walk<Target>(
  node: Node<Target>,
  segments: readonly string[],
  index: number,
  values: string[],
  method: string,
  allowed: Set<string>,
): End<Target> | undefined {
  const depth = values.length
  const segment = segments[index]
  if (segment === undefined) {
    const end = node.ends.get(method)
    if (end !== undefined) return end
    for (const name of node.ends.keys()) allowed.add(name)
  } else {
    const literal = node.literals.get(segment.toLowerCase())
    const found = literal && walk(literal, segments, index + 1, values, method, allowed)
    if (found) return found
    for (const [constraint, child] of node.constrained) {
      if (!constraints[constraint](segment)) continue
      values.push(segment)
      const end = walk(child, segments, index + 1, values, method, allowed)
      if (end) return end
      values.length = depth
    }
    if (node.parameter) {
      values.push(segment)
      const end = walk(node.parameter, segments, index + 1, values, method, allowed)
      if (end) return end
      values.length = depth
    }
  }
  const end = node.rest?.ends.get(method)
  if (end !== undefined) values.push(segments.slice(index).join('/'))
  else for (const name of node.rest?.ends.keys() ?? []) allowed.add(name)
  return end
}

/** Undefined for a path that no template can match: one with an empty segment in the middle. */
function split(path: string): string[] | undefined {
  const trimmed = path.endsWith('/') ? path.slice(1, -1) : path.slice(1)
  if (trimmed === '') return []
  const segments = trimmed.split('/')
  if (segments.includes('')) return undefined
  return path.includes('%') ? segments.map(decode) : segments
}

/** An encoded slash stays encoded, and so does what is not valid: Kestrel does the same. */
function decode(segment: string): string {
  try {
    return segment
      .split(/(%2f)/i)
      .map((part) => (/^%2f$/i.test(part) ? part : decodeURIComponent(part)))
      .join('')
  } catch {
    return segment
  }
}

function emptyNode<Target>(): Node<Target> {
  return {
    literals: new Map(),
    constrained: new Map(),
    parameter: undefined,
    rest: undefined,
    ends: new Map(),
  }
}

function childOf<Key, Target>(children: Map<Key, Node<Target>>, key: Key): Node<Target> {
  const known = children.get(key)
  if (known !== undefined) return known
  const fresh = emptyNode<Target>()
  children.set(key, fresh)
  return fresh
}
