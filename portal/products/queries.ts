import { useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Schemas } from '../api/client.ts'
import { everyRow, useAllRows, useScrolledRows } from '../api/lists.ts'
import { ok, type Problem } from '../api/problem.ts'
import { useLanguage } from '../look/language.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { ProductsSearch } from './layout-route.tsx'

export type Subscription = Schemas['Subscription']
export type Assignment = Schemas['Assignment']

type Filter = Pick<ProductsSearch, 'channel' | 'status' | 'productId' | 'purchaserId'>

/** All that one sees, as the API filters it. */
export function useSubscriptions({ channel, status, productId, purchaserId }: Filter) {
  const { api, tenantId } = useSession()
  const filter = {
    ...(channel ? { channel } : {}),
    ...(status ? { status } : {}),
    ...(productId ? { productId } : {}),
    ...(purchaserId ? { purchaserId } : {}),
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

export type Named = readonly [id: string, name: string]

/** Which products and purchasers there are to filter by: of what one would see without these two filters. */
export function useFilterChoices({ channel, status }: Filter) {
  const { rows } = useSubscriptions({ channel, status })
  return useMemo(
    () => ({
      products: named(rows.map(({ product }) => product)),
      purchasers: named(rows.map(({ purchaser }) => purchaser)),
    }),
    [rows],
  )
}

function named(things: readonly { readonly id: string; readonly displayName: string }[]): readonly Named[] {
  const byId = new Map(things.map(({ id, displayName }) => [id, displayName]))
  return [...byId].sort(([, one], [, other]) => one.localeCompare(other))
}

type Held = 'active' | 'revoked'

function useAssignmentPages(id: string, status: Held) {
  const { api, tenantId } = useSession()
  return (continuation: Readonly<Record<string, string>> | undefined) =>
    ok(
      api.GET('/tenants/{t}/subscriptions/{id}/assignments', {
        params: { path: { t: tenantId, id }, query: { maxpagesize: 500, status, ...continuation } },
      }),
    )
}

/** Who has, or had, a licence of it; as they are scrolled to. (R033, R168) */
export function useAssignments(id: string, status: Held) {
  const { tenantId } = useSession()
  return useScrolledRows<Assignment>({
    key: ['assignments', tenantId, id, status],
    fetchPage: useAssignmentPages(id, status),
  })
}

/** All of them, for a file. */
export function useAllAssignments(id: string, status: Held) {
  const fetchPage = useAssignmentPages(id, status)
  return useMutation<Assignment[], Problem, void>({ mutationFn: () => everyRow(fetchPage) })
}

export function useOperationsOf(subscriptionId: string) {
  const { api, tenantId } = useSession()
  return useAllRows<Schemas['OperationRow']>({
    key: ['operations', tenantId, { subscriptionId }],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/operations', {
          params: { path: { t: tenantId }, query: { maxpagesize: 100, subscriptionId, ...continuation } },
        }),
      ),
  })
}

/** What is to begin with it at its time, alone or as one of several. (B11) */
export function usePlansOf(subscriptionId: string): readonly Schemas['OperationRow'][] {
  const { api, tenantId } = useSession()
  const { rows } = useAllRows<Schemas['OperationRow']>({
    key: ['operations', tenantId, { status: 'NotStarted' }],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/operations', {
          params: {
            path: { t: tenantId },
            query: { maxpagesize: 500, status: 'NotStarted', ...continuation },
          },
        }),
      ),
  })
  const plans = rows.filter(({ isWaiting }) => isWaiting)
  const isOwn = ({ subscription }: Schemas['OperationRow']) => subscription.id === subscriptionId
  // Which subscriptions are one of several each plan says on its own.
  const others = plans.filter((plan) => plan.kind === 'consolidate' && !isOwn(plan))
  const among = useQueries({
    queries: others.map(({ id, etag }) => ({
      queryKey: ['plan', tenantId, id, etag],
      queryFn: () => ok(api.GET('/tenants/{t}/operations/{id}', { params: { path: { t: tenantId, id } } })),
    })),
    combine: (results) =>
      results.flatMap(({ data }) =>
        data?.children?.some(({ subscription }) => subscription.id === subscriptionId) ? [data.id] : [],
      ),
  })
  return plans.filter((plan) => isOwn(plan) || among.includes(plan.id))
}

/** What people of the organisation's cloud have to know. (R092) */
export function useNotices() {
  const { api, tenantId, customer, organization } = useSession()
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['notices', tenantId, language],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      // A partner's own organisation may be in another cloud than the customer.
      const { cloud } = customer
        ? await ok(api.GET('/tenants/{t}', { params: { path: { t: tenantId } } }))
        : { cloud: organization?.cloud }
      const query = cloud ? { cloud } : {}
      return (await ok(api.GET('/reference/links', { params: { query } }))).notices
    },
  })
}

/** The reason of a cancellation in words; somebody's own words stand as they are. */
export function useReason(reason: string | undefined): string | undefined {
  const { api } = useSession()
  const { language } = useLanguage()
  const { data } = useQuery({
    queryKey: ['cancellation-reasons', language],
    enabled: reason !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await ok(api.GET('/reference/cancellationReasons', { params: {} }))).value,
  })
  return data?.find(({ id }) => id === reason)?.label ?? reason
}
