import { routesOf } from '../http/route-table.ts'

/** The addresses that existing tools call, Microsoft's paths: the MSCommerce module, Graph clients, scripts. (B08) */
export const policySurfaceRoutes = routesOf('policy-surface', {
  'assign-license': ['POST', '/v1.0/users/{id}/assignLicense', () => import('./assign-license.ts')],
  'authorization-policy-update': [
    'PATCH',
    '/v1.0/policies/authorizationPolicy',
    () => import('./authorization-policy-update.ts'),
  ],
  'autoclaim-get': ['GET', '/fd/m365licensing/v1/policies/autoclaim', () => import('./autoclaim-get.ts')],
  'autoclaim-set': ['POST', '/fd/m365licensing/v1/policies/autoclaim', () => import('./autoclaim-set.ts')],
  'license-details-list': [
    'GET',
    '/v1.0/users/{id}/licenseDetails',
    () => import('./license-details-list.ts'),
  ],
  'offer-types-get': [
    'GET',
    '/v1.0/policies/{policyId}/offerTypes/{id}',
    () => import('./offer-types-get.ts'),
  ],
  'offer-types-put': [
    'PUT',
    '/v1.0/policies/{policyId}/offerTypes/{id}',
    () => import('./offer-types-put.ts'),
  ],
  'policies-get': ['GET', '/v1.0/policies/{policyId}', () => import('./policies-get.ts')],
  'policies-list': ['GET', '/v1.0/policies', () => import('./policies-list.ts')],
  'products-get': [
    'GET',
    '/v1.0/policies/{policyId}/products/{productId}',
    () => import('./products-get.ts'),
  ],
  'products-list': ['GET', '/v1.0/policies/{policyId}/products', () => import('./products-list.ts')],
  'products-put': [
    'PUT',
    '/v1.0/policies/{policyId}/products/{productId}',
    () => import('./products-put.ts'),
  ],
  'subscribed-skus-list': ['GET', '/v1.0/subscribedSkus', () => import('./subscribed-skus-list.ts')],
  'subscriptions-get': ['GET', '/v1.0/directory/subscriptions/{id}', () => import('./subscriptions-get.ts')],
  'subscriptions-list': ['GET', '/v1.0/directory/subscriptions', () => import('./subscriptions-list.ts')],
  'v1-offer-types-get': [
    'GET',
    '/v1/policies/{policyId}/offerTypes/{id}',
    () => import('./v1/offer-types-get.ts'),
  ],
  'v1-offer-types-put': [
    'PUT',
    '/v1/policies/{policyId}/offerTypes/{id}',
    () => import('./v1/offer-types-put.ts'),
  ],
  'v1-policies-get': ['GET', '/v1/policies/{policyId}', () => import('./v1/policies-get.ts')],
  'v1-policies-list': ['GET', '/v1/policies', () => import('./v1/policies-list.ts')],
  'v1-products-get': [
    'GET',
    '/v1/policies/{policyId}/products/{productId}',
    () => import('./v1/products-get.ts'),
  ],
  'v1-products-list': ['GET', '/v1/policies/{policyId}/products', () => import('./v1/products-list.ts')],
  'v1-products-put': [
    'PUT',
    '/v1/policies/{policyId}/products/{productId}',
    () => import('./v1/products-put.ts'),
  ],
})
