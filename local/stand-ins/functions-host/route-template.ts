export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly constraint: Constraint | undefined }
  | { readonly kind: 'rest'; readonly name: string }

export type Constraint = keyof typeof constraints

export interface RouteTemplate {
  readonly text: string
  readonly segments: readonly Segment[]
}

export const constraints = {
  int: (value: string) => /^-?\d{1,10}$/.test(value) && Number(value) === (Number(value) | 0),
  guid: (value: string) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value),
} as const satisfies Record<string, (value: string) => boolean>

/** Parses `a/{b}/{c:int}/{*rest}`; any other syntax of ASP.NET routes is refused by name. */
export function parseRoute(functionName: string, route: string, prefix: string): RouteTemplate {
  const text = [prefix, route]
    .map((part) => part.replaceAll(/^\/|\/$/g, ''))
    .filter(Boolean)
    .join('/')
  const refuse = (why: string) => new Error(`Function "${functionName}": the route "${text}" ${why}.`)
  if (/^(admin|runtime)(\/|$)/i.test(text)) throw refuse("conflicts with the real host's own routes")
  const segments = text.split('/').map((part): Segment => {
    if (!/[{}]/.test(part)) {
      if (part === '') throw refuse('has an empty segment')
      return { kind: 'literal', text: part.toLowerCase() }
    }
    const match = /^\{(\*?)(\w+)(?::(\w+))?\}$/.exec(part)
    if (match === null) throw refuse(`has the segment "${part}", which this host does not serve`)
    const [, star, name = '', constraint] = match
    if (star === '*' && constraint === undefined) return { kind: 'rest', name }
    if (star === '*' || (constraint !== undefined && !isConstraint(constraint)))
      throw refuse(`has the constraint "${constraint}" on "${part}", which this host does not serve`)
    return { kind: 'parameter', name, constraint }
  })
  const names = segments.flatMap((segment) => (segment.kind === 'literal' ? [] : [segment.name]))
  if (new Set(names).size < names.length) throw refuse('has the same parameter twice')
  const rest = segments.findIndex((segment) => segment.kind === 'rest')
  if (rest >= 0 && rest < segments.length - 1) throw refuse('has a catch-all that is not the last segment')
  return { text, segments }
}

function isConstraint(name: string): name is Constraint {
  return Object.hasOwn(constraints, name)
}
