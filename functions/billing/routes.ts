import { routesOf } from '../http/route-table.ts'

export const billingRoutes = routesOf('billing', {
  'payment-methods-list': ['GET', '/tenants/{t}/paymentMethods', () => import('./payment-methods-list.ts')],
  'payment-methods-create': [
    'POST',
    '/tenants/{t}/paymentMethods',
    () => import('./payment-methods-create.ts'),
  ],
  'invoices-document': ['GET', '/tenants/{t}/invoices/{id}/document', () => import('./invoices-document.ts')],
})
