import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import type { Spend } from '../api/spend.ts'
import { useSession } from '../sign-in/session.tsx'
import type { groupings, SpendSearch } from './routes.tsx'

export type PossibleSaving = Schemas['PossibleSaving']
export type Grouping = (typeof groupings)[number]

/** What was spent in these months, added up by what a row is to be of. */
export function useSpend(by: Grouping, { from, to, channel }: SpendSearch) {
  const { api, tenantId } = useSession()
  const filter = {
    groupBy: by,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(channel === undefined ? {} : { channel }),
  }
  return useAllRows<Spend>({
    key: ['spend', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/spend', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...filter, ...continuation } },
        }),
      ),
  })
}

/** What it would save to move the users of each self-service subscription to central licences. */
export function useSavings() {
  const { api, tenantId } = useSession()
  return useAllRows<PossibleSaving>({
    key: ['savings', tenantId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/spend/savings', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
}
