import { createRoute, redirect } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

export const ranges = ['3m', '6m', 'days'] as const
export const invoiceStatuses = ['Open', 'Paid', 'Declined', 'Credited'] as const

export interface InvoicesSearch extends ListSearch {
  /** The past three months when absent. (R119) */
  readonly range?: (typeof ranges)[number] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly status?: (typeof invoiceStatuses)[number] | undefined
}

const billing = createRoute({
  getParentRoute: () => rootRoute,
  path: '/billing',
  beforeLoad: () => {
    throw redirect({ to: '/billing/invoices', replace: true })
  },
})

const invoices = createRoute({
  getParentRoute: () => rootRoute,
  path: '/billing/invoices',
  validateSearch: (search: Record<string, unknown>): InvoicesSearch => ({
    ...listSearch(search),
    range: oneOf(search, 'range', ranges),
    from: textOf(search, 'from'),
    to: textOf(search, 'to'),
    status: oneOf(search, 'status', invoiceStatuses),
  }),
  component: lazyPage(() => import('./invoices-page.tsx'), 'InvoicesPage'),
})

const invoice = createRoute({
  getParentRoute: () => rootRoute,
  path: '/billing/invoices/$id',
  component: lazyPage(() => import('./invoice-page.tsx'), 'InvoicePage'),
})

const cards = createRoute({
  getParentRoute: () => rootRoute,
  path: '/billing/payment-methods',
  component: lazyPage(() => import('./cards-page.tsx'), 'CardsPage'),
})

const profiles = createRoute({
  getParentRoute: () => rootRoute,
  path: '/billing/profiles',
  component: lazyPage(() => import('./profiles-page.tsx'), 'ProfilesPage'),
})

export const billingRoutes = [billing, invoices, invoice, cards, profiles] as const
