import type { Api, Schemas } from '../../api/client.ts'
import { useAllRows } from '../../api/lists.ts'
import { ok } from '../../api/problem.ts'

export type Target = Schemas['MoveTarget']

/** Where the users of the first can move, but for the others that move themselves. (R078, B05) */
export function useMoveTargets(api: Api, tenantId: string, ids: readonly string[]) {
  const [first = ''] = ids
  const list = useAllRows<Target>({
    key: ['move-targets', tenantId, first],
    enabled: first !== '',
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions/{id}/moveTargets', {
          params: { path: { t: tenantId, id: first }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
  return { ...list, rows: list.rows.filter(({ id }) => !ids.includes(id)) }
}
