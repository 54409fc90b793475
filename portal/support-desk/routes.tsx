import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const caseStatuses = ['all', 'open', 'resolved'] as const
export const caseKinds = ['question', 'cancelSubscription'] as const

interface CasesSearch extends ListSearch {
  /** Open ones when absent. */
  readonly status?: (typeof caseStatuses)[number] | undefined
  readonly kind?: (typeof caseKinds)[number] | undefined
}

export const casesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/support-cases',
  validateSearch: (search: Record<string, unknown>): CasesSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', caseStatuses),
    kind: oneOf(search, 'kind', caseKinds),
  }),
  component: lazyPage(() => import('./cases-page.tsx'), 'CasesPage'),
})

export const caseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/support-cases/$id',
  component: lazyPage(() => import('./case-page.tsx'), 'CasePage'),
})

export const supportDeskRoutes = [casesRoute, caseRoute] as const
