import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const statuses = ['Pending', 'Approved', 'PartlyApproved', 'Rejected', 'Withdrawn'] as const

interface RequestsSearch extends ListSearch {
  /** Those that wait, unless somebody says otherwise. */
  readonly status?: (typeof statuses)[number] | 'all' | undefined
}

export const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: (search: Record<string, unknown>): RequestsSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', [...statuses, 'all']),
  }),
  component: lazyPage(() => import('./requests-page.tsx'), 'RequestsPage'),
})

export const requestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests/$id',
  component: lazyPage(() => import('./request-page.tsx'), 'RequestPage'),
})

export const requestsRoutes = [requestsRoute, requestRoute] as const
