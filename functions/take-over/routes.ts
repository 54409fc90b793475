import { routesOf } from '../http/route-table.ts'

export const takeOverRoutes = routesOf('take-over', {
  cancel: ['POST', '/tenants/{t}/subscriptions/{id}/cancel', () => import('./cancel.ts')],
  consolidate: ['POST', '/tenants/{t}/subscriptions/consolidate', () => import('./consolidate.ts')],
  'preview-consolidate': [
    'POST',
    '/tenants/{t}/subscriptions/previewConsolidate',
    () => import('./preview-consolidate.ts'),
  ],
  'move-targets': ['GET', '/tenants/{t}/subscriptions/{id}/moveTargets', () => import('./move-targets.ts')],
  'move-users': ['POST', '/tenants/{t}/subscriptions/{id}/moveUsers', () => import('./move-users.ts')],
  'preview-cancel': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/previewCancel',
    () => import('./preview-cancel.ts'),
  ],
  'preview-move': ['POST', '/tenants/{t}/subscriptions/{id}/previewMove', () => import('./preview-move.ts')],
  'preview-undo': ['POST', '/tenants/{t}/operations/{id}/previewUndo', () => import('./preview-undo.ts')],
  'request-cancellation': [
    'POST',
    '/tenants/{t}/subscriptions/{id}/requestCancellation',
    () => import('./request-cancellation.ts'),
  ],
  'take-control': ['POST', '/tenants/{t}/subscriptions/{id}/takeControl', () => import('./take-control.ts')],
  undo: ['POST', '/tenants/{t}/operations/{id}/undo', () => import('./undo.ts')],
})
