import { createRoute } from '@tanstack/react-router'
import { oneOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { productsLayout } from './layout-route.tsx'

export const tabs = ['overview', 'users', 'history', 'operations'] as const
/** What a link to a subscription can ask to do there, as the menu of a row does. */
export const dialogs = [
  'request',
  'transfer',
  'support',
  'delete',
  'quantity',
  'assign',
  'assignList',
  'unassignList',
] as const

export type Tab = (typeof tabs)[number]
export type DialogName = (typeof dialogs)[number]

export interface SubscriptionSearch {
  readonly tab?: Tab | undefined
  readonly do?: DialogName | undefined
  /** Of the users those who had a licence. */
  readonly revoked?: true | undefined
}

const list = createRoute({ getParentRoute: () => productsLayout, path: '/products' })

const subscription = createRoute({
  getParentRoute: () => productsLayout,
  path: '/subscriptions/$id',
  validateSearch: (search: Record<string, unknown>): SubscriptionSearch => ({
    tab: oneOf(search, 'tab', tabs),
    do: oneOf(search, 'do', dialogs),
    revoked: search['revoked'] === true ? true : undefined,
  }),
  component: lazyPage(() => import('./subscription-page.tsx'), 'SubscriptionPage'),
})

/** Below the layout, beside the pages of whatever else is opened out of the list. */
export const productsPages = [list, subscription] as const
