import type { Incoming, Method } from './context.ts'
import type { Reply } from './reply.ts'
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

/** What a browser loads as a page: no call of the API, so that /openapi.json has nothing of it. */
export interface PageEntry {
  readonly name: string
  /** May end in `/{*path}`: whatever follows. */
  readonly path: string
  load(): Promise<Page>
}

export interface Page {
  answer(incoming: Incoming): Promise<Reply>
}

/** What answers to a page. */
export const methodsOfPages = ['GET', 'HEAD'] as const

type Line = readonly [method: Method, path: string, load: () => Promise<{ readonly route: Route }>]

/** The table of a feature: a line a route, under the name of its file. */
export function routesOf(feature: string, lines: Readonly<Record<string, Line>>): readonly RouteEntry[] {
  return Object.entries(lines).map(([file, [method, path, load]]) => {
    let loaded: Route | undefined
    return {
      name: `${feature}-${file}`,
      method,
      path,
      // Importing again what is there takes longer than many a route does.
      async load() {
        loaded ??= (await load()).route
        return loaded
      },
    }
  })
}
