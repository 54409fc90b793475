import { createRoute } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
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

/** Why users of an operation may be skipped, of those kinds whose users can be for more than one reason. */
export const reasonsOf = {
  moveUsers: ['alreadyHolding', 'leftBefore'],
  assignUsers: ['alreadyHolding', 'unknown', 'userNotActive', 'guest', 'duplicate'],
  unassignUsers: ['notAssigned', 'leftBefore', 'unknown', 'duplicate'],
  undo: ['changedSince', 'alreadyHolding', 'userNotActive', 'noLicenseLeft'],
} as const satisfies Partial<Record<(typeof kinds)[number], readonly Reason[]>>

type Reason = NonNullable<Schemas['OperationResult']['reason']>
const reasons: readonly Reason[] = Object.values(reasonsOf).flat()

export interface OperationSearch {
  readonly outcome?: (typeof outcomes)[number] | undefined
  readonly reason?: Reason | undefined
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
    reason: oneOf(search, 'reason', reasons),
  }),
  component: lazyPage(() => import('./operation-page.tsx'), 'OperationPage'),
})

export const operationsRoutes = [list, operation] as const
