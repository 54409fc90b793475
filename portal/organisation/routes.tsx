import { createRoute } from '@tanstack/react-router'
import { listSearch } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

/** One heading and the same tabs above all of it. */
const layout = createRoute({
  getParentRoute: () => rootRoute,
  path: '/organization',
  component: lazyPage(() => import('./organization-layout.tsx'), 'OrganizationLayout'),
})

const details = createRoute({
  getParentRoute: () => layout,
  path: '/',
  component: lazyPage(() => import('./details.tsx'), 'Details'),
})

const data = createRoute({
  getParentRoute: () => layout,
  path: '/data',
  component: lazyPage(() => import('./data-policies.tsx'), 'DataPoliciesPart'),
})

export const guestsRoute = createRoute({
  getParentRoute: () => layout,
  path: '/guests',
  validateSearch: listSearch,
  component: lazyPage(() => import('./guests.tsx'), 'Guests'),
})

export const partnersRoute = createRoute({
  getParentRoute: () => layout,
  path: '/partners',
  validateSearch: listSearch,
  component: lazyPage(() => import('./partners.tsx'), 'Partners'),
})

const deletion = createRoute({
  getParentRoute: () => layout,
  path: '/deletion',
  component: lazyPage(() => import('./deletion.tsx'), 'Deletion'),
})

export const organizationRoutes = [
  layout.addChildren([details, data, guestsRoute, partnersRoute, deletion]),
] as const
