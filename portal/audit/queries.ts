import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useScrolledRows } from '../api/lists.ts'
import { partOf } from '../api/parts.ts'
import { ok, type Problem } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import { allParts, givenOf } from './all-parts.ts'
import type { AuditSearch } from './audit-search.ts'

export type AuditEvent = Schemas['AuditEvent']

/** What was done, newest first; more as one scrolls. (B15) */
export function useAuditEvents(search: AuditSearch) {
  const { api, tenantId } = useSession()
  const filter = givenOf(search)
  return useScrolledRows<AuditEvent>({
    key: ['audit', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/auditEvents', {
          params: { path: { t: tenantId }, query: { maxpagesize: 200, ...filter, ...continuation } },
        }),
      ),
  })
}

/** What products are called: an entry has their ids. */
export function useProductNames() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['product-names', tenantId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { value } = await ok(
        api.GET('/tenants/{t}/products', {
          params: { path: { t: tenantId }, query: { maxpagesize: 1_000 } },
        }),
      )
      return new Map(value.map(({ id, displayName }) => [id, displayName]))
    },
  })
}

/** The whole audit trail as filtered, as one file, however many parts the API gives it in. `parts` is how many are there. */
export function useAuditExport(search: AuditSearch) {
  const { api, tenantId } = useSession()
  const [parts, setParts] = useState(0)
  const mutation = useMutation<void, Problem>({
    mutationFn: async () => {
      setParts(0)
      const texts = await allParts(api, tenantId, search, setParts)
      const { download } = await partOf(() => import('../look/csv.ts'))
      download('audit-events.csv', new Blob([...texts], { type: 'text/csv;charset=utf-8' }))
    },
  })
  return { ...mutation, parts }
}
