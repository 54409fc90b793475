import { routesOf } from '../http/route-table.ts'

export const supportRoutes = routesOf('support', {
  'cases-open': ['POST', '/tenants/{t}/supportCases', () => import('./cases-open.ts')],
  'cases-list': ['GET', '/tenants/{t}/supportCases', () => import('./cases-list.ts')],
  'cases-get': ['GET', '/tenants/{t}/supportCases/{id}', () => import('./cases-get.ts')],
  'desk-list': ['GET', '/support/cases', () => import('./desk-list.ts')],
  'desk-get': ['GET', '/support/cases/{id}', () => import('./desk-get.ts')],
  'desk-cancel': ['POST', '/support/cases/{id}/cancelSubscription', () => import('./desk-cancel.ts')],
  'desk-resolve': ['POST', '/support/cases/{id}/resolve', () => import('./desk-resolve.ts')],
})
