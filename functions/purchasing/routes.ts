import { routesOf } from '../http/route-table.ts'

export const purchasingRoutes = routesOf('purchasing', {
  quote: ['POST', '/tenants/{t}/quotes', () => import('./quote.ts')],
  buy: ['POST', '/tenants/{t}/subscriptions', () => import('./buy.ts')],
  'orders-create': ['POST', '/tenants/{t}/orders', () => import('./orders-create.ts')],
  'orders-get': ['GET', '/tenants/{t}/orders/{id}', () => import('./orders-get.ts')],
  'orders-complete': ['POST', '/tenants/{t}/orders/{id}/complete', () => import('./orders-complete.ts')],
  'preview-change': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/previewChange',
    () => import('./preview-change.ts'),
  ],
  change: ['PATCH', '/tenants/{t}/subscriptions/{id}', () => import('./change.ts')],
})
