import { routesOf } from '../http/route-table.ts'

export const auditRoutes = routesOf('audit', {
  list: ['GET', '/tenants/{t}/auditEvents', () => import('./list.ts')],
  export: ['GET', '/tenants/{t}/auditEvents/export', () => import('./export.ts')],
})
