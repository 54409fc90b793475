import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const groupings = ['product', 'purchaser', 'month', 'channel'] as const
export const spendChannels = ['selfService', 'central'] as const

export interface SpendSearch extends ListSearch {
  readonly by?: (typeof groupings)[number] | undefined
  readonly channel?: (typeof spendChannels)[number] | undefined
  /** Months, as `2026-01`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

function monthOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = textOf(search, name)
  return text !== undefined && /^20\d\d-(0[1-9]|1[0-2])$/.test(text) ? text : undefined
}

export const spendRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/spend',
  validateSearch: (search: Record<string, unknown>): SpendSearch => ({
    ...listSearch(search),
    by: oneOf(search, 'by', groupings),
    channel: oneOf(search, 'channel', spendChannels),
    from: monthOf(search, 'from'),
    to: monthOf(search, 'to'),
  }),
  component: lazyPage(() => import('./spend-page.tsx'), 'SpendPage'),
})

export const savingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/spend/savings',
  validateSearch: (search: Record<string, unknown>): ListSearch => listSearch(search),
  component: lazyPage(() => import('./savings-page.tsx'), 'SavingsPage'),
})

export const spendRoutes = [spendRoute, savingsRoute] as const
