import { type AnyRoute, createRoute } from '@tanstack/react-router'
import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { lazyPage } from '../shell/lazy-page.ts'
import { deliveryStatuses, sentTypes } from './event-types.ts'

export interface WebhookSearch extends ListSearch {
  readonly status?: (typeof deliveryStatuses)[number] | undefined
  readonly type?: (typeof sentTypes)[number] | undefined
  /** The event that is open. */
  readonly open?: string | undefined
}

/** Below the heading and the tabs of the organisation, whose route is another feature's. */
export function webhooksRoutesIn<Parent extends AnyRoute>(parent: Parent) {
  const list = createRoute({
    getParentRoute: () => parent,
    path: '/webhooks',
    validateSearch: listSearch,
    component: lazyPage(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
  })
  const webhook = createRoute({
    getParentRoute: () => parent,
    path: '/webhooks/$id',
    validateSearch: (search: Record<string, unknown>): WebhookSearch => ({
      status: oneOf(search, 'status', deliveryStatuses),
      type: oneOf(search, 'type', sentTypes),
      open: textOf(search, 'open'),
    }),
    component: lazyPage(() => import('./webhook-page.tsx'), 'WebhookPage'),
  })
  return [list, webhook] as const
}
