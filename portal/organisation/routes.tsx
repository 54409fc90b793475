import { createRoute } from '@tanstack/react-router'
import { listSearch } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'

/** One heading and the same tabs above all of it. */
export const organizationLayout = createRoute({
  getParentRoute: () => rootRoute,
  path: '/organization',
  component: lazyPage(() => import('./organization-layout.tsx'), 'OrganizationLayout'),
})

const details = createRoute({
  getParentRoute: () => organizationLayout,
  path: '/',
  component: lazyPage(() => import('./details.tsx'), 'Details'),
})

const data = createRoute({
  getParentRoute: () => organizationLayout,
  path: '/data',
  component: lazyPage(() => import('./data-policies.tsx'), 'DataPoliciesPart'),
})

export const guestsRoute = createRoute({
  getParentRoute: () => organizationLayout,
  path: '/guests',
  validateSearch: listSearch,
  component: lazyPage(() => import('./guests.tsx'), 'Guests'),
})

export const partnersRoute = createRoute({
  getParentRoute: () => organizationLayout,
  path: '/partners',
  validateSearch: listSearch,
  component: lazyPage(() => import('./partners.tsx'), 'Partners'),
})

const deletion = createRoute({
  getParentRoute: () => organizationLayout,
  path: '/deletion',
  component: lazyPage(() => import('./deletion.tsx'), 'Deletion'),
})

/** Below the layout, beside the pages that are other features'. */
export const organizationPages = [details, data, guestsRoute, partnersRoute, deletion] as const
