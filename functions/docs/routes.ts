import { type RouteEntry, routesOf } from '../http/route-table.ts'

/** The description of all routes is handed all of them: its own are among them. */
export function docsRoutes(all: () => readonly RouteEntry[]): readonly RouteEntry[] {
  return routesOf('docs', {
    page: ['GET', '/docs', () => import('./page.ts')],
    asset: ['GET', '/docs/{asset}', () => import('./asset.ts')],
    openapi: [
      'GET',
      '/openapi.json',
      async () => ({ route: (await import('./openapi.ts')).openapiRoute(all) }),
    ],
  })
}
