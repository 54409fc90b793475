import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listSearch } from '../look/data-table/list-page-search.ts'
import { rootRoute } from '../shell/root-route.tsx'

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  validateSearch: (search: Record<string, unknown>) => listSearch(search),
  component: lazyRouteComponent(() => import('./operations-page.tsx'), 'OperationsPage'),
})

const operation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations/$id',
  component: lazyRouteComponent(() => import('./operation-page.tsx'), 'OperationPage'),
})

export const operationsRoutes = [list, operation] as const
