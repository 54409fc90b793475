import { useQuery } from '@tanstack/react-query'
import type { Api, Schemas } from './client.ts'
import { continuationOf } from './continuation.ts'
import { ok } from './problem.ts'

export type Spend = Schemas['Spend']

export interface SpendQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly channel?: 'selfService' | 'central' | undefined
}

/** What was spent, month by month and by the way in which it was bought; the last twelve months unless it says others. */
export function useSpendByMonth(api: Api, tenantId: string, query: SpendQuery = {}) {
  return useQuery({
    queryKey: ['spend', tenantId, 'month', query],
    queryFn: () => allMonths(api, tenantId, query),
  })
}

/** There are few sums, whatever the number of invoices. */
async function allMonths(api: Api, tenantId: string, query: SpendQuery): Promise<readonly Spend[]> {
  const rows: Spend[] = []
  const { from, to, channel } = query
  let continuation: Readonly<Record<string, string>> | undefined
  do {
    const page = await ok(
      api.GET('/tenants/{t}/spend', {
        params: {
          path: { t: tenantId },
          query: {
            maxpagesize: 1_000,
            groupBy: 'month,channel',
            ...(from === undefined ? {} : { from }),
            ...(to === undefined ? {} : { to }),
            ...(channel === undefined ? {} : { channel }),
            ...continuation,
          },
        },
      }),
    )
    rows.push(...page.value)
    continuation = continuationOf(page.nextLink)
  } while (continuation)
  return rows
}
