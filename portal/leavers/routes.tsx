import { createRoute } from '@tanstack/react-router'
import { listSearch } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const leaversRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/leavers',
  validateSearch: (search: Record<string, unknown>) => listSearch(search),
  component: lazyPage(() => import('./leavers-page.tsx'), 'LeaversPage'),
})

export const leaversRoutes = [leaversRoute] as const
