import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const channels = ['selfService', 'trial', 'signUp', 'central'] as const
export const statuses = ['Active', 'Expired', 'Disabled', 'Deleted'] as const

export interface PurchasesSearch extends ListSearch {
  readonly channel?: (typeof channels)[number] | undefined
  readonly status?: (typeof statuses)[number] | undefined
}

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mine',
  validateSearch: (search: Record<string, unknown>): PurchasesSearch => ({
    ...listSearch(search),
    channel: oneOf(search, 'channel', channels),
    status: oneOf(search, 'status', statuses),
  }),
  component: lazyPage(() => import('./purchases-page.tsx'), 'PurchasesPage'),
})

const purchase = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mine/$id',
  component: lazyPage(() => import('./purchase-page.tsx'), 'PurchasePage'),
})

/** What is done to it has an address of its own: the mail that asks to cancel leads to `/mine/{id}/cancel`. (R067) */
const action = createRoute({
  getParentRoute: () => purchase,
  path: '/$action',
})

export const purchasesRoutes = [list, purchase.addChildren([action])] as const
