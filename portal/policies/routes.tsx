import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'
import { type PolicyValue, policyValues } from './policy-values.ts'

interface PoliciesSearch extends ListSearch {
  readonly value?: PolicyValue | undefined
}

export const policiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies',
  validateSearch: (search: Record<string, unknown>): PoliciesSearch => ({
    ...listSearch(search),
    value: oneOf(search, 'value', policyValues),
  }),
  component: lazyPage(() => import('./policies-page.tsx'), 'PoliciesPage'),
})

export const countriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/countries',
  validateSearch: (search: Record<string, unknown>) => listSearch(search),
  component: lazyPage(() => import('./countries-page.tsx'), 'CountriesPage'),
})

export const policiesRoutes = [policiesRoute, countriesRoute] as const
