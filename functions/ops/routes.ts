import { routesOf } from '../http/route-table.ts'

export const opsRoutes = routesOf('ops', {
  'refunds-list': ['GET', '/ops/refunds', () => import('./refunds-list.ts')],
  'dead-letters-list': ['GET', '/ops/deadLetters', () => import('./dead-letters-list.ts')],
  'dead-letters-drop': ['POST', '/ops/deadLetters/drop', () => import('./dead-letters-drop.ts')],
  'dead-letters-resubmit-all': [
    'POST',
    '/ops/deadLetters/resubmitAll',
    () => import('./dead-letters-resubmit-all.ts'),
  ],
  'dead-letters-resubmit': ['POST', '/ops/deadLetters/resubmit', () => import('./dead-letters-resubmit.ts')],
  'mail-list': ['GET', '/ops/mail', () => import('./mail-list.ts')],
  'operations-list': ['GET', '/ops/operations', () => import('./operations-list.ts')],
  'operations-get': ['GET', '/ops/operations/{id}', () => import('./operations-get.ts')],
  'operations-cancel': ['POST', '/ops/operations/{id}/cancel', () => import('./operations-cancel.ts')],
  'operations-pause': ['POST', '/ops/operations/{id}/pause', () => import('./operations-pause.ts')],
  'operations-resume': ['POST', '/ops/operations/{id}/resume', () => import('./operations-resume.ts')],
  'queues-list': ['GET', '/ops/queues', () => import('./queues-list.ts')],
  'tenants-get': ['GET', '/ops/tenants/{t}', () => import('./tenants-get.ts')],
  'tenants-list': ['GET', '/ops/tenants', () => import('./tenants-list.ts')],
  'tenants-put': ['PUT', '/ops/tenants/{t}', () => import('./tenants-put.ts')],
  'users-import': ['POST', '/ops/tenants/{t}/users/import', () => import('./users-import.ts')],
  'work-items-complete': ['POST', '/ops/workItems/{id}/complete', () => import('./work-items-complete.ts')],
  'work-items-list': ['GET', '/ops/workItems', () => import('./work-items-list.ts')],
  'work-items-take': ['POST', '/ops/workItems/{id}/take', () => import('./work-items-take.ts')],
})
