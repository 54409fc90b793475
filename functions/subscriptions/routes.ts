import { routesOf } from '../http/route-table.ts'

export const subscriptionsRoutes = routesOf('subscriptions', {
  'cancellation-reasons': [
    'GET',
    '/reference/cancellationReasons',
    () => import('./cancellation-reasons.ts'),
  ],
  list: ['GET', '/tenants/{t}/subscriptions', () => import('./list.ts')],
  get: ['GET', '/tenants/{t}/subscriptions/{id}', () => import('./get.ts')],
})
