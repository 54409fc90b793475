import { routesOf } from '../http/route-table.ts'

export const renewalsRoutes = routesOf('renewals', {
  'transfer-ownership': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/transferOwnership',
    () => import('./transfer-ownership.ts'),
  ],
  'transfer-all': [
    'POST',
    '/tenants/{t}/users/{userId}/transferOwnership',
    () => import('./transfer-all.ts'),
  ],
  orphans: ['GET', '/tenants/{t}/orphans', () => import('./orphans.ts')],
  'invoices-pay': ['POST', '/tenants/{t}/invoices/{id}/pay', () => import('./invoices-pay.ts')],
})
