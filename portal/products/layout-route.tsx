import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const channels = ['selfService', 'central', 'signUp', 'trial', 'all'] as const
export const statuses = ['Active', 'Expired', 'Disabled', 'Deleted'] as const

export interface ProductsSearch extends ListSearch {
  readonly channel?: (typeof channels)[number] | undefined
  readonly status?: (typeof statuses)[number] | undefined
  readonly productId?: string | undefined
  readonly purchaserId?: string | undefined
}

/** The list stays beside whatever of it is opened, where there is room; so its filters are theirs, too. */
export const productsLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'products-layout',
  validateSearch: (search: Record<string, unknown>): ProductsSearch => ({
    ...listSearch(search),
    channel: oneOf(search, 'channel', channels),
    status: oneOf(search, 'status', statuses),
    productId: textOf(search, 'productId'),
    purchaserId: textOf(search, 'purchaserId'),
  }),
  component: lazyPage(() => import('./products-layout.tsx'), 'ProductsLayout'),
})
