import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Api } from '../../api/client.ts'
import { ok } from '../../api/problem.ts'
import type { paths } from '../../api/schema.d.ts'
import type { ListAction } from './list-menu.tsx'

export type ListPreview =
  paths['/tenants/{t}/subscriptions/{id}/assignments/previewBulk']['post']['responses'][200]['content']['application/json']

const typedAfterMs = 500

/** What a list would do, asked when the typing pauses: it may be a hundred thousand rows. Nothing of another list. */
export function useListPreview(
  api: Api,
  tenantId: string,
  subscriptionId: string,
  action: ListAction,
  rows: readonly string[],
) {
  const [settled, setSettled] = useState({ rows, number: 0 })
  useEffect(() => {
    const timer = setTimeout(() => setSettled(({ number }) => ({ rows, number: number + 1 })), typedAfterMs)
    return () => clearTimeout(timer)
  }, [rows])
  const isSettled = settled.rows === rows
  const query = useQuery({
    // By its number: the list itself would be a key of megabytes.
    queryKey: ['preview-list', tenantId, subscriptionId, action, settled.number],
    enabled: isSettled && rows.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ signal }) =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/assignments/previewBulk', {
          params: { path: { t: tenantId, id: subscriptionId }, query: { action } },
          body: { userIds: [...rows] },
          signal,
        }),
      ),
  })
  return {
    preview: isSettled ? query.data : undefined,
    problem: isSettled ? query.error : null,
    isLooking: rows.length > 0 && (!isSettled || query.isFetching),
    lookAgain: () => void query.refetch(),
  }
}
