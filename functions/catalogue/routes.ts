import { routesOf } from '../http/route-table.ts'

export const catalogueRoutes = routesOf('catalogue', {
  precheck: ['POST', '/eligibility/precheck', () => import('./precheck.ts')],
  'reference-countries': ['GET', '/reference/countries', () => import('./reference-countries.ts')],
  'reference-products': ['GET', '/reference/products', () => import('./reference-products.ts')],
  eligibility: ['GET', '/tenants/{t}/eligibility', () => import('./eligibility.ts')],
  'products-list': ['GET', '/tenants/{t}/products', () => import('./products-list.ts')],
  'products-get': ['GET', '/tenants/{t}/products/{id}', () => import('./products-get.ts')],
})
