import { createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'
import type { QueueName } from './queries.ts'

type Given = Record<string, unknown>

/** The API's list of queues names them as texts. */
export const queueNames = [
  'move-users',
  'cancel-with-email',
  'consolidate-subscriptions',
  'send-email',
  'export-users',
  'assign-users',
  'unassign-users',
  'renew-subscriptions',
  'deliver-events',
] as const satisfies readonly QueueName[]
export const boardStatuses = [
  'all',
  'NotStarted',
  'Running',
  'Paused',
  'Succeeded',
  'Failed',
  'Canceled',
] as const
export const mailStatuses = ['queued', 'sent', 'refused', 'failed'] as const
export const workItemStatuses = ['all', 'queued', 'taken', 'done', 'withdrawn'] as const
export const workItemKinds = ['data.purge', 'tenant.purge'] as const
export const refundStatuses = ['pending', 'done'] as const

interface OpenableSearch extends ListSearch {
  /** The row that is shown in full. */
  readonly open?: string | undefined
}

interface OperationsSearch extends OpenableSearch {
  readonly status?: (typeof boardStatuses)[number] | undefined
  readonly tenantId?: string | undefined
  readonly attention?: 'true' | undefined
}

interface DeadLettersSearch extends OpenableSearch {
  readonly queue?: QueueName | undefined
}

interface MailSearch extends OpenableSearch {
  readonly status?: (typeof mailStatuses)[number] | undefined
  readonly tenantId?: string | undefined
  readonly operationId?: string | undefined
  readonly subscriptionId?: string | undefined
}

interface WorkItemsSearch extends ListSearch {
  readonly status?: (typeof workItemStatuses)[number] | undefined
  readonly kind?: (typeof workItemKinds)[number] | undefined
}

interface RefundsSearch extends ListSearch {
  readonly status?: (typeof refundStatuses)[number] | undefined
}

const openable = (search: Given): OpenableSearch => ({ ...listSearch(search), open: textOf(search, 'open') })

export const operationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/operations',
  validateSearch: (search: Given): OperationsSearch => ({
    ...openable(search),
    status: oneOf(search, 'status', boardStatuses),
    tenantId: textOf(search, 'tenantId'),
    attention: oneOf(search, 'attention', ['true']),
  }),
  component: lazyPage(() => import('./operations-page.tsx'), 'OperationsPage'),
})

export const queuesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/queues',
  validateSearch: listSearch,
  component: lazyPage(() => import('./queues-page.tsx'), 'QueuesPage'),
})

export const deadLettersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/dead-letters',
  validateSearch: (search: Given): DeadLettersSearch => ({
    ...openable(search),
    queue: oneOf(search, 'queue', queueNames),
  }),
  component: lazyPage(() => import('./dead-letters-page.tsx'), 'DeadLettersPage'),
})

export const mailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/mail',
  validateSearch: (search: Given): MailSearch => ({
    ...openable(search),
    status: oneOf(search, 'status', mailStatuses),
    tenantId: textOf(search, 'tenantId'),
    operationId: textOf(search, 'operationId'),
    subscriptionId: textOf(search, 'subscriptionId'),
  }),
  component: lazyPage(() => import('./mail-page.tsx'), 'MailPage'),
})

export const workItemsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/work-items',
  validateSearch: (search: Given): WorkItemsSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', workItemStatuses),
    kind: oneOf(search, 'kind', workItemKinds),
  }),
  component: lazyPage(() => import('./work-items-page.tsx'), 'WorkItemsPage'),
})

export const refundsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/refunds',
  validateSearch: (search: Given): RefundsSearch => ({
    ...listSearch(search),
    status: oneOf(search, 'status', refundStatuses),
  }),
  component: lazyPage(() => import('./refunds-page.tsx'), 'RefundsPage'),
})

export const tenantsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/tenants',
  validateSearch: listSearch,
  component: lazyPage(() => import('./tenants-page.tsx'), 'TenantsPage'),
})

export const onboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/tenants/new',
  component: lazyPage(() => import('./onboard-page.tsx'), 'OnboardPage'),
})

export const tenantRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/tenants/$t',
  component: lazyPage(() => import('./tenant-page.tsx'), 'TenantPage'),
})

export const importPeopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/tenants/$t/people',
  validateSearch: listSearch,
  component: lazyPage(() => import('./import-people-page.tsx'), 'ImportPeoplePage'),
})

export const operatorRoutes = [
  operationsRoute,
  queuesRoute,
  deadLettersRoute,
  mailRoute,
  workItemsRoute,
  refundsRoute,
  tenantsRoute,
  onboardRoute,
  tenantRoute,
  importPeopleRoute,
] as const
