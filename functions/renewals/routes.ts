import { routesOf } from '../http/route-table.ts'

export const renewalsRoutes = routesOf('renewals', {
  'invoices-pay': ['POST', '/tenants/{t}/invoices/{id}/pay', () => import('./invoices-pay.ts')],
})
