import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { answered, ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import type { RequestsSearch } from './routes.tsx'

export type LicenseRequest = Schemas['LicenseRequest']

/** One's own: who decides requests is given all of the organisation's, and sees those of others elsewhere. */
export function useOwnRequests({ status }: RequestsSearch) {
  const { api, tenantId, me } = useSession()
  const list = useAllRows<LicenseRequest>({
    key: ['license-requests', tenantId, status ?? ''],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/licenseRequests', {
          params: {
            path: { t: tenantId },
            query: { maxpagesize: 500, ...(status ? { status } : {}), ...continuation },
          },
        }),
      ),
  })
  return { ...list, rows: list.rows.filter(({ requestedBy }) => requestedBy.id === me.id) }
}

export function useRequest(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['license-request', tenantId, id],
    queryFn: async () => {
      const params = { path: { t: tenantId, id } }
      return (await answered(api.GET('/tenants/{t}/licenseRequests/{id}', { params }))).data
    },
  })
}

/** What can be asked for. */
export function useProductNames() {
  const { api, tenantId } = useSession()
  return useAllRows<Schemas['Product']>({
    key: ['catalogue', tenantId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/products', {
          params: { path: { t: tenantId }, query: { maxpagesize: 200, ...continuation } },
        }),
      ),
  })
}
