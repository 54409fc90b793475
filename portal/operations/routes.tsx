import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

/** `unfinished` is three states of the API's, and `planned` is of one of them what waits for its time. */
export const statusFilters = [
  'unfinished',
  'planned',
  'NotStarted',
  'Running',
  'Paused',
  'Succeeded',
  'Failed',
  'Canceled',
] as const
export const kinds = [
  'moveUsers',
  'cancel',
  'consolidate',
  'exportUsers',
  'assignUsers',
  'unassignUsers',
  'deleteSignUp',
  'undo',
  'transferOwnership',
] as const
export const outcomes = ['succeeded', 'skipped', 'failed'] as const

export interface OperationsSearch extends ListSearch {
  readonly status?: (typeof statusFilters)[number] | undefined
  readonly kind?: (typeof kinds)[number] | undefined
}

export interface OperationSearch {
  readonly outcome?: (typeof outcomes)[number] | undefined
}

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  validateSearch: (search: Record<string, unknown>): OperationsSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', statusFilters),
    kind: oneOf(search, 'kind', kinds),
  }),
  component: lazyPage(() => import('./operations-page.tsx'), 'OperationsPage'),
})

const operation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations/$id',
  validateSearch: (search: Record<string, unknown>): OperationSearch => ({
    outcome: oneOf(search, 'outcome', outcomes),
  }),
  component: lazyPage(() => import('./operation-page.tsx'), 'OperationPage'),
})

export const operationsRoutes = [list, operation] as const
