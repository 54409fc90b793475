import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import type { statuses } from './routes.tsx'

export type LicenseRequest = Schemas['LicenseRequest']
export type Subscription = Schemas['Subscription']
export type Status = (typeof statuses)[number]

export function useRequests(status: Status | undefined) {
  const { api, tenantId } = useSession()
  return useAllRows<LicenseRequest>({
    key: ['requests', tenantId, status],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/licenseRequests', {
          params: {
            path: { t: tenantId },
            query: { maxpagesize: 200, ...(status ? { status } : {}), ...continuation },
          },
        }),
      ),
  })
}

export function useRequest(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['request', tenantId, id],
    queryFn: () =>
      ok(api.GET('/tenants/{t}/licenseRequests/{id}', { params: { path: { t: tenantId, id } } })),
  })
}

/** Where licences of the product may come from: what the API lets the person assign, the fullest of free ones first. */
export function useSources(productId: string) {
  const { api, tenantId } = useSession()
  const list = useAllRows<Subscription>({
    key: ['subscriptions', tenantId, { productId, status: 'Active' }],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: {
            path: { t: tenantId },
            query: { maxpagesize: 500, productId, status: 'Active', ...continuation },
          },
        }),
      ),
  })
  const sources = list.rows
    .filter(({ actions }) => actions.includes('assign'))
    .toSorted((one, other) => other.availableLicenses - one.availableLicenses)
  return { ...list, rows: sources }
}

export interface Decision {
  readonly userIds: string[]
  readonly message?: string
  readonly subscriptionId?: string
}

/** Approves, or rejects, for chosen people of a request. (B10) */
export function useDecide(id: string, verb: 'approve' | 'reject', onDone: () => void) {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const params = { path: { t: tenantId, id } }
  return useWrite({
    action: `${verb}-request:${id}`,
    send: ({ subscriptionId, ...body }: Decision, repeat) =>
      verb === 'reject'
        ? api.POST('/tenants/{t}/licenseRequests/{id}/reject', { params, headers: { ...repeat }, body })
        : api.POST('/tenants/{t}/licenseRequests/{id}/approve', {
            params,
            headers: { ...repeat },
            body: { ...body, ...(subscriptionId === undefined ? {} : { subscriptionId }) },
          }),
    async onDone() {
      await client.invalidateQueries()
      onDone()
    },
  })
}
