import { matchRoute, type RouteTemplate } from './route-template.ts'

export interface Route<Target> {
  readonly functionName: string
  readonly template: RouteTemplate
  readonly methods: readonly string[]
  readonly target: Target
}

export interface Match<Target> {
  readonly target: Target
  readonly params: Record<string, string>
}

/**
 * Tries the routes in the order of their functions' names, as the real host does (FunctionMetadataManager sorts them,
 * ordinal and ignoring case): a literal has no precedence, and a route without the method is passed over.
 */
export function createRouter<Target>(
  routes: readonly Route<Target>[],
): (method: string, path: string) => Match<Target> | undefined {
  refuseConflicts(routes)
  const inOrder = routes.toSorted((a, b) => ordinal(a.functionName, b.functionName))
  return (method, path) => {
    const parts = path.slice(1).split('/')
    for (const { methods, template, target } of inOrder) {
      const params = methods.includes(method) ? matchRoute(template, parts) : undefined
      if (params) return { target, params }
    }
    return undefined
  }
}

/** The real host leaves the second function out, and tells of it in its log alone. */
function refuseConflicts(routes: readonly Route<unknown>[]): void {
  for (const [index, route] of routes.entries()) {
    for (const other of routes.slice(0, index)) {
      const isSame = route.template.text.toLowerCase() === other.template.text.toLowerCase()
      const method = isSame ? route.methods.find((name) => other.methods.includes(name)) : undefined
      if (method !== undefined)
        throw new Error(
          `Functions "${other.functionName}" and "${route.functionName}" both answer ${method} on "${route.template.text}".`,
        )
    }
  }
}

function ordinal(a: string, b: string): number {
  const [upperA, upperB] = [a.toUpperCase(), b.toUpperCase()]
  return upperA < upperB ? -1 : upperA > upperB ? 1 : 0
}
