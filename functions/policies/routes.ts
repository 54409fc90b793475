import { routesOf } from '../http/route-table.ts'

export const policiesRoutes = routesOf('policies', {
  'data-get': ['GET', '/tenants/{t}/dataPolicies', () => import('./data-get.ts')],
  'data-put': ['PUT', '/tenants/{t}/dataPolicies', () => import('./data-put.ts')],
  'products-get': [
    'GET',
    '/tenants/{t}/policies/allowSelfServicePurchase/products/{id}',
    () => import('./products-get.ts'),
  ],
  'products-put': [
    'PUT',
    '/tenants/{t}/policies/allowSelfServicePurchase/products/{id}',
    () => import('./products-put.ts'),
  ],
  get: ['GET', '/tenants/{t}/policies/allowSelfServicePurchase', () => import('./get.ts')],
  put: ['PUT', '/tenants/{t}/policies/allowSelfServicePurchase', () => import('./put.ts')],
})
