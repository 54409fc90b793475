import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows, useScrolledRows } from '../api/lists.ts'
import { answered, ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import type { PurchasesSearch } from './routes.tsx'

export type Subscription = Schemas['Subscription']
export type Assignment = Schemas['Assignment']

const whileItRunsMs = 2_000

/** One's own, also for administrators, who see those of others elsewhere. (R098, R183) */
export function usePurchases({ channel, status }: PurchasesSearch) {
  const { api, tenantId, me } = useSession()
  const filter = {
    purchaserId: me.id,
    ...(channel ? { channel } : {}),
    ...(status ? { status } : {}),
  }
  return useAllRows<Subscription>({
    key: ['subscriptions', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...filter, ...continuation } },
        }),
      ),
  })
}

/** With the version that a change has to name. */
export function usePurchase(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['subscription', tenantId, id],
    queryFn: async () => {
      const params = { path: { t: tenantId, id } }
      const { data, response } = await answered(api.GET('/tenants/{t}/subscriptions/{id}', { params }))
      return { subscription: data, etag: response.headers.get('ETag') ?? '' }
    },
    refetchInterval: ({ state: { data } }) => (data?.subscription.operationId ? whileItRunsMs : false),
  })
}

/** Who holds a licence of it. */
export function useHolders(id: string) {
  const { api, tenantId } = useSession()
  return useScrolledRows<Assignment>({
    key: ['assignments', tenantId, id, 'active'],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions/{id}/assignments', {
          params: {
            path: { t: tenantId, id },
            query: { maxpagesize: 500, status: 'active', ...continuation },
          },
        }),
      ),
  })
}

/** Renewals that could not be charged; those whose subscription is no longer shown are among them. */
export function useUnpaid() {
  const { api, tenantId, may } = useSession()
  return useQuery({
    queryKey: ['invoices', tenantId, 'declined'],
    enabled: may.seePurchases,
    queryFn: async () => {
      const query = { status: 'Declined', range: '6m', maxpagesize: 20 } as const
      const params = { path: { t: tenantId }, query }
      return (await ok(api.GET('/tenants/{t}/invoices', { params }))).value
    },
  })
}

export function useCancelPreview(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['preview-cancel', tenantId, id],
    staleTime: 0,
    queryFn: () =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/previewCancel', { params: { path: { t: tenantId, id } } }),
      ),
  })
}

export function useCancellationReasons(enabled = true) {
  const { api } = useSession()
  return useQuery({
    queryKey: ['cancellation-reasons'],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await ok(api.GET('/reference/cancellationReasons'))).value,
  })
}

/** What another total would come to today. (R101) */
export function useChangePreview(id: string, totalLicenses: number | undefined) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['preview-change', tenantId, id, totalLicenses],
    enabled: totalLicenses !== undefined,
    staleTime: 0,
    queryFn: ({ signal }) =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/previewChange', {
          params: { path: { t: tenantId, id } },
          body: { totalLicenses: totalLicenses ?? 1 },
          signal,
        }),
      ),
  })
}

/** What was read is read anew after a change, but for the previews of changes that are made by now. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient()
  return () =>
    client.invalidateQueries({ predicate: ({ queryKey: [subject] }) => !`${subject}`.startsWith('preview') })
}
