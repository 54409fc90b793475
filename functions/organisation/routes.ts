import { routesOf } from '../http/route-table.ts'

export const organisationRoutes = routesOf('organisation', {
  'reference-links': ['GET', '/reference/links', () => import('./reference-links.ts')],
  me: ['GET', '/me', () => import('./me.ts')],
  'customers-list': ['GET', '/me/customers', () => import('./customers-list.ts')],
  get: ['GET', '/tenants/{t}', () => import('./get.ts')],
  update: ['PATCH', '/tenants/{t}', () => import('./update.ts')],
  people: ['GET', '/tenants/{t}/users', () => import('./people.ts')],
})
