import { routesOf } from '../http/route-table.ts'

export const partnersRoutes = routesOf('partners', {
  'delegations-list': ['GET', '/tenants/{t}/delegations', () => import('./delegations-list.ts')],
  'delegations-create': ['POST', '/tenants/{t}/delegations', () => import('./delegations-create.ts')],
  'delegations-get': ['GET', '/tenants/{t}/delegations/{id}', () => import('./delegations-get.ts')],
  'delegations-update': ['PATCH', '/tenants/{t}/delegations/{id}', () => import('./delegations-update.ts')],
  'delegations-delete': ['DELETE', '/tenants/{t}/delegations/{id}', () => import('./delegations-delete.ts')],
})
