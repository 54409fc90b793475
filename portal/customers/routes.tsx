import { createRoute } from '@tanstack/react-router'
import { listSearch } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const customersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/customers',
  validateSearch: listSearch,
  component: lazyPage(() => import('./customers-page.tsx'), 'CustomersPage'),
})

export const customersRoutes = [customersRoute] as const
