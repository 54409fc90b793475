import { createRoute } from '@tanstack/react-router'
import { oneOf, textOf } from '../look/data-table/list-page-search.ts'
import type { When } from '../look/when.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

/** `operation` is the operation's own page, which goes on when this one is closed. */
export const steps = ['sources', 'target', 'check'] as const
export type Step = (typeof steps)[number]

/** All that is chosen stands in the address: a reload loses nothing, and Back undoes one choice after another. */
export interface ConsolidateSearch {
  /** Their ids in their order, each followed by a dot but the last. */
  readonly sources?: string | undefined
  readonly step?: Step | undefined
  /** A subscription, or a product of which any does. */
  readonly target?: string | undefined
  readonly product?: string | undefined
  readonly when?: Exclude<When['kind'], 'now'> | undefined
  readonly at?: string | undefined
}

export const consolidateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/products/consolidate',
  validateSearch: (search: Record<string, unknown>): ConsolidateSearch => ({
    sources: textOf(search, 'sources'),
    step: oneOf(search, 'step', steps),
    target: textOf(search, 'target'),
    product: textOf(search, 'product'),
    when: oneOf(search, 'when', ['moment', 'endOfTerm']),
    at: textOf(search, 'at'),
  }),
  component: lazyPage(() => import('./consolidate-page.tsx'), 'ConsolidatePage'),
})

export const consolidateRoutes = [consolidateRoute] as const
