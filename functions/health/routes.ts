import { routesOf } from '../http/route-table.ts'

export const healthRoutes = routesOf('health', {
  live: ['GET', '/health/live', () => import('./live.ts')],
  work: ['GET', '/health/work', () => import('./work.ts')],
  ready: ['GET', '/health/ready', () => import('./ready.ts')],
})
