import { routesOf } from '../http/route-table.ts'

export const seatsRoutes = routesOf('seats', {
  capacity: ['GET', '/tenants/{t}/capacity', () => import('./capacity.ts')],
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
  'bulk-assign': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/assignments/bulk',
    () => import('./bulk-assign.ts'),
  ],
  'bulk-remove': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/assignments/bulkRemove',
    () => import('./bulk-remove.ts'),
  ],
  'preview-bulk': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/assignments/previewBulk',
    () => import('./preview-bulk.ts'),
  ],
  'own-licenses': ['GET', '/tenants/{t}/users/me/licenses', () => import('./own-licenses.ts')],
})
