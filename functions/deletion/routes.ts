import { routesOf } from '../http/route-table.ts'

export const deletionRoutes = routesOf('deletion', {
  check: ['GET', '/tenants/{t}/deletionCheck', () => import('./check.ts')],
  'sign-ups-delete': ['DELETE', '/tenants/{t}/subscriptions/{id}', () => import('./sign-ups-delete.ts')],
  'tenants-delete': ['DELETE', '/tenants/{t}', () => import('./tenants-delete.ts')],
})
