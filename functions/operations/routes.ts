import { routesOf } from '../http/route-table.ts'

export const operationsRoutes = routesOf('operations', {
  list: ['GET', '/tenants/{t}/operations', () => import('./list.ts')],
  get: ['GET', '/tenants/{t}/operations/{id}', () => import('./get.ts')],
  update: ['PATCH', '/tenants/{t}/operations/{id}', () => import('./update.ts')],
  cancel: ['POST', '/tenants/{t}/operations/{id}/cancel', () => import('./cancel.ts')],
  pause: ['POST', '/tenants/{t}/operations/{id}/pause', () => import('./pause.ts')],
  results: ['GET', '/tenants/{t}/operations/{id}/results', () => import('./results.ts')],
  resume: ['POST', '/tenants/{t}/operations/{id}/resume', () => import('./resume.ts')],
})
