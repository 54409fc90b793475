import { createRoute } from '@tanstack/react-router'
import { listSearch } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  validateSearch: (search: Record<string, unknown>) => listSearch(search),
  component: lazyPage(() => import('./operations-page.tsx'), 'OperationsPage'),
})

const operation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations/$id',
  component: lazyPage(() => import('./operation-page.tsx'), 'OperationPage'),
})

export const operationsRoutes = [list, operation] as const
