import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import type { CasesSearch } from './routes.tsx'

export type SupportCase = Schemas['SupportCase']

export function useCases({ status, kind }: CasesSearch) {
  const { api, tenantId } = useSession()
  const filter = { ...(status ? { status } : {}), ...(kind ? { kind } : {}) }
  return useAllRows<SupportCase>({
    key: ['support-cases', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/supportCases', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...filter, ...continuation } },
        }),
      ),
  })
}

export function useCase(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['support-case', tenantId, id],
    queryFn: () => ok(api.GET('/tenants/{t}/supportCases/{id}', { params: { path: { t: tenantId, id } } })),
  })
}

/** What a case can be about: self-service that somebody still has. (R162) */
export function useSubscriptionsToAskAbout() {
  const { api, tenantId } = useSession()
  const filter = { channel: 'selfService' } as const
  const list = useAllRows<Schemas['Subscription']>({
    key: ['subscriptions', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...filter, ...continuation } },
        }),
      ),
  })
  return { ...list, rows: list.rows.filter(({ status }) => status !== 'Deleted') }
}
