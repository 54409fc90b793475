import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const channels = ['selfService', 'central', 'signUp', 'trial'] as const

interface LicensesSearch extends ListSearch {
  readonly channel?: (typeof channels)[number] | undefined
}

export const licensesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/licenses',
  validateSearch: (search: Record<string, unknown>): LicensesSearch => ({
    ...listSearch(search),
    channel: oneOf(search, 'channel', channels),
  }),
  component: lazyPage(() => import('./licenses-page.tsx'), 'LicensesPage'),
})

export const productLicensesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/licenses/$productId',
  component: lazyPage(() => import('./product-page.tsx'), 'ProductPage'),
})

export const licensesRoutes = [licensesRoute, productLicensesRoute] as const
