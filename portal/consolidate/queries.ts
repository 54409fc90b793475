import { type Query, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import type { Subscription } from '../api/subscriptions.ts'
import { useSession } from '../sign-in/session.tsx'

/** A subscription to move, or only its id where there is none of that id. */
export interface Source {
  readonly id: string
  readonly subscription: Subscription | undefined
}

/** Those that were chosen, in the order chosen: out of the list that they were chosen from. */
export function useSources(ids: readonly string[]) {
  const { api, tenantId } = useSession()
  const list = useAllRows<Subscription>({
    key: ['subscriptions', tenantId, {}],
    enabled: ids.length > 0,
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
  const { rows } = list
  const sources = useMemo(() => {
    const byId = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id): Source => ({ id, subscription: byId.get(id) }))
  }, [rows, ids])
  return { ...list, sources, isLoading: ids.length > 0 && (list.isLoading || list.isFilling) }
}

export interface Wanted {
  readonly sourceIds: readonly string[]
  readonly targetSubscriptionId?: string | undefined
  readonly targetProductId?: string | undefined
}

/** As the API takes it: one of the two ways to say where. */
export function bodyOf({ sourceIds, targetSubscriptionId, targetProductId }: Wanted) {
  return {
    sourceIds: [...sourceIds],
    ...(targetSubscriptionId ? { targetSubscriptionId } : {}),
    ...(targetProductId ? { targetProductId } : {}),
  }
}

/** What it would come to, source by source: with every look the numbers of now. */
export function usePreview(wanted: Wanted) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['preview-consolidate', tenantId, wanted],
    staleTime: 0,
    gcTime: 0,
    queryFn: () =>
      ok(
        api.POST('/tenants/{t}/subscriptions/previewConsolidate', {
          params: { path: { t: tenantId } },
          body: bodyOf(wanted),
        }),
      ),
  })
}

export type Preview = NonNullable<ReturnType<typeof usePreview>['data']>

/** Once it has begun, what it would do cannot be asked for any more. */
export function isNoPreview({ queryKey: [name] }: Query): boolean {
  return name !== 'preview-consolidate'
}
