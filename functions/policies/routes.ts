import { routesOf } from '../http/route-table.ts'

export const policiesRoutes = routesOf('policies', {
  apply: ['POST', '/tenants/{t}/policies/allowSelfServicePurchase/apply', () => import('./apply.ts')],
  export: ['GET', '/tenants/{t}/policies/allowSelfServicePurchase/export', () => import('./export.ts')],
  preview: ['POST', '/tenants/{t}/policies/allowSelfServicePurchase/preview', () => import('./preview.ts')],
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
