import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'

export type Orphan = Schemas['Orphan']

/** What goes on although who bought it has left, the longest first. (B09, R166) */
export function useOrphans() {
  const { api, tenantId } = useSession()
  return useAllRows<Orphan>({
    key: ['orphans', tenantId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/orphans', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
}
