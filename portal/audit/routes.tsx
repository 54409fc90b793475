import { createRoute } from '@tanstack/react-router'
import { textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'
import type { AuditSearch } from './audit-search.ts'

function dayIn(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = textOf(search, name)
  return text !== undefined && /^20\d\d-\d\d-\d\d$/.test(text) ? text : undefined
}

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    from: dayIn(search, 'from'),
    to: dayIn(search, 'to'),
    actor: textOf(search, 'actor'),
    action: textOf(search, 'action'),
    subscriptionId: textOf(search, 'subscriptionId'),
  }),
  component: lazyPage(() => import('./audit-page.tsx'), 'AuditPage'),
})

export const auditRoutes = [auditRoute] as const
