import type { Method } from './context.ts'
import type { Route } from './route.ts'

/** What is known of a route before its first call: enough to register it. Its file is loaded with that call. */
export interface RouteEntry {
  /** `{feature}-{file}`: the function's name and the operation id. */
  readonly name: string
  readonly method: Method
  /** As the OpenAPI page shows it: `/tenants/{t}/subscriptions/{id}`. */
  readonly path: string
  load(): Promise<Route>
}

type Line = readonly [method: Method, path: string, load: () => Promise<{ readonly route: Route }>]

/** The table of a feature: a line a route, under the name of its file. */
export function routesOf(feature: string, lines: Readonly<Record<string, Line>>): readonly RouteEntry[] {
  return Object.entries(lines).map(([file, [method, path, load]]) => ({
    name: `${feature}-${file}`,
    method,
    path,
    load: async () => (await load()).route,
  }))
}
