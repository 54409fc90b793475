export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'parameter'
      readonly name: string
      readonly isOptional: boolean
      readonly constraints: readonly Constraint[]
    }
  | { readonly kind: 'rest'; readonly name: string }

type Constraint = (value: string) => boolean

export interface RouteTemplate {
  readonly text: string
  readonly segments: readonly Segment[]
}

/** Undefined for an argument that the constraint does not take. */
const constraints: Readonly<Record<string, (argument: string | undefined) => Constraint | undefined>> = {
  int: (argument) =>
    argument === undefined
      ? (value) => /^[\t-\r ]*[+-]?\d+[\t-\r ]*$/.test(value) && Number(value) === (Number(value) | 0)
      : undefined,
  guid: (argument) =>
    argument === undefined ? (value) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value) : undefined,
  maxlength: (argument) =>
    argument !== undefined && /^\d{1,9}$/.test(argument)
      ? (value) => value.length <= Number(argument)
      : undefined,
}

/** Parses `a/{b}/{c:int}/{d:maxlength(5)?}/{*rest}`; any other syntax of ASP.NET routes is refused by name. */
export function parseRoute(functionName: string, route: string, prefix: string): RouteTemplate {
  const text = [prefix, route]
    .map((part) => part.replaceAll(/^\/|\/$/g, ''))
    .filter(Boolean)
    .join('/')
  const refuse = (why: string) => new Error(`Function "${functionName}": the route "${text}" ${why}.`)
  // The real host compares how the function's own route starts, so it refuses "administrators" as well.
  if (/^\/?(admin|runtime)/i.test(route) || isReserved(`/${text}`))
    throw refuse("conflicts with the real host's own routes")
  const segments = text.split('/').map((part) => parseSegment(part, refuse))
  const names = segments.flatMap((segment) =>
    segment.kind === 'literal' ? [] : [segment.name.toLowerCase()],
  )
  if (new Set(names).size < names.length) throw refuse('has the same parameter twice')
  const rest = segments.findIndex((segment) => segment.kind === 'rest')
  if (rest >= 0 && rest < segments.length - 1) throw refuse('has a catch-all that is not the last segment')
  return { text, segments }
}

/** The real host keeps these paths to itself, whatever a catch-all would take. */
export function isReserved(path: string): boolean {
  return /^\/(admin|runtime)(\/|$)/i.test(path)
}

function parseSegment(part: string, refuse: (why: string) => Error): Segment {
  if (!/[{}]/.test(part)) {
    if (part === '') throw refuse('has an empty segment')
    return { kind: 'literal', text: part.toLowerCase() }
  }
  const match = /^\{(\*?)(\w+)((?::[^:?{}]+)*)(\??)\}$/.exec(part)
  if (match === null) throw refuse(`has the segment "${part}", which this host does not serve`)
  const [, star, name = '', texts = '', optional] = match
  const own = texts.split(':').slice(1)
  if (star === '*') {
    if (own.length > 0 || optional === '?')
      throw refuse(`has the segment "${part}", which this host does not serve`)
    return { kind: 'rest', name }
  }
  const parsed = own.map((one) => {
    const constraint = parseConstraint(one)
    if (constraint === undefined)
      throw refuse(`has the constraint "${one}" on "${part}", which this host does not serve`)
    return constraint
  })
  return { kind: 'parameter', name, isOptional: optional === '?', constraints: parsed }
}

function parseConstraint(text: string): Constraint | undefined {
  const [, name = '', argument] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? []
  return Object.hasOwn(constraints, name) ? constraints[name]?.(argument) : undefined
}

/** The parameters of a path that the template matches, as ASP.NET's RoutePatternMatcher finds them. */
export function matchRoute(
  { segments }: RouteTemplate,
  parts: readonly string[],
): Record<string, string> | undefined {
  // One slash at the end means nothing, but a catch-all keeps it.
  const count = parts.at(-1) === '' ? parts.length - 1 : parts.length
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = index < count ? parts[index] : undefined
    if (part === '') return undefined
    if (segment.kind === 'rest') {
      if (part !== undefined) params[segment.name] = parts.slice(index).join('/')
      return params
    }
    if (part === undefined) {
      if (segment.kind === 'literal' || !segment.isOptional) return undefined
    } else if (segment.kind === 'literal') {
      if (part.toLowerCase() !== segment.text) return undefined
    } else {
      if (!segment.constraints.every((holds) => holds(part))) return undefined
      params[segment.name] = part
    }
  }
  return count > segments.length ? undefined : params
}
