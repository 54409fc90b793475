import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const statuses = ['Pending', 'Approved', 'PartlyApproved', 'Rejected', 'Withdrawn'] as const

export interface RequestsSearch extends ListSearch {
  readonly status?: (typeof statuses)[number] | undefined
}

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/my-requests',
  validateSearch: (search: Record<string, unknown>): RequestsSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', statuses),
  }),
  component: lazyPage(() => import('./requests-page.tsx'), 'RequestsPage'),
})

const ask = createRoute({
  getParentRoute: () => rootRoute,
  path: '/my-requests/new',
  validateSearch: (search: Record<string, unknown>): { readonly productId?: string | undefined } => ({
    productId: textOf(search, 'productId'),
  }),
  component: lazyPage(() => import('./ask-page.tsx'), 'AskPage'),
})

const request = createRoute({
  getParentRoute: () => rootRoute,
  path: '/my-requests/$id',
  component: lazyPage(() => import('./request-page.tsx'), 'RequestPage'),
})

export const myRequestsRoutes = [list, ask, request] as const
