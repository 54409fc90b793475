import { routesOf } from '../http/route-table.ts'

export const requestsRoutes = routesOf('requests', {
  list: ['GET', '/tenants/{t}/licenseRequests', () => import('./list.ts')],
  create: ['POST', '/tenants/{t}/licenseRequests', () => import('./create.ts')],
  get: ['GET', '/tenants/{t}/licenseRequests/{id}', () => import('./get.ts')],
  approve: ['POST', '/tenants/{t}/licenseRequests/{id}/approve', () => import('./approve.ts')],
  reject: ['POST', '/tenants/{t}/licenseRequests/{id}/reject', () => import('./reject.ts')],
  withdraw: ['POST', '/tenants/{t}/licenseRequests/{id}/withdraw', () => import('./withdraw.ts')],
})
