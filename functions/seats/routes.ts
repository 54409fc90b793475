import { routesOf } from '../http/route-table.ts'

export const seatsRoutes = routesOf('seats', {
  'exports-get': ['GET', '/tenants/{t}/exports/{id}', () => import('./exports-get.ts')],
  'licenses-list': ['GET', '/tenants/{t}/licenses', () => import('./licenses-list.ts')],
  'licenses-export': ['POST', '/tenants/{t}/licenses/export', () => import('./licenses-export.ts')],
  'licenses-get': ['GET', '/tenants/{t}/licenses/{productId}', () => import('./licenses-get.ts')],
  'licenses-remove': [
    'POST',
    '/tenants/{t}/licenses/{productId}/remove',
    () => import('./licenses-remove.ts'),
  ],
  list: ['GET', '/tenants/{t}/subscriptions/{id}/assignments', () => import('./list.ts')],
  assign: ['POST', '/tenants/{t}/subscriptions/{id}/assignments', () => import('./assign.ts')],
  unassign: ['POST', '/tenants/{t}/subscriptions/{id}/assignments/remove', () => import('./unassign.ts')],
  'own-licenses': ['GET', '/tenants/{t}/users/me/licenses', () => import('./own-licenses.ts')],
})
