import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const statuses = ['open', 'resolved'] as const
export const kinds = ['question', 'cancelSubscription'] as const

export interface CasesSearch extends ListSearch {
  readonly status?: (typeof statuses)[number] | undefined
  readonly kind?: (typeof kinds)[number] | undefined
}

export interface NewCaseSearch {
  readonly subscriptionId?: string | undefined
  readonly kind?: (typeof kinds)[number] | undefined
}

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/support',
  validateSearch: (search: Record<string, unknown>): CasesSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', statuses),
    kind: oneOf(search, 'kind', kinds),
  }),
  component: lazyPage(() => import('./cases-page.tsx'), 'CasesPage'),
})

const open = createRoute({
  getParentRoute: () => rootRoute,
  path: '/support/new',
  validateSearch: (search: Record<string, unknown>): NewCaseSearch => ({
    subscriptionId: textOf(search, 'subscriptionId'),
    kind: oneOf(search, 'kind', kinds),
  }),
  component: lazyPage(() => import('./open-case-page.tsx'), 'OpenCasePage'),
})

const supportCase = createRoute({
  getParentRoute: () => rootRoute,
  path: '/support/$id',
  component: lazyPage(() => import('./case-page.tsx'), 'CasePage'),
})

export const supportRoutes = [list, open, supportCase] as const
