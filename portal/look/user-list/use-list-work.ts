import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Api, Schemas } from '../../api/client.ts'
import { useWrite } from '../../api/write.ts'
import type { ListAction } from './list-menu.tsx'

/** Begins with a list of users, and leads to the operation that tells what becomes of each. (B12) */
export function useListWork(api: Api, tenantId: string, subscriptionId: string, action: ListAction) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const params = { path: { t: tenantId, id: subscriptionId } }
  return useWrite<readonly string[], Schemas['Operation']>({
    action: `${action}-list:${subscriptionId}`,
    send: (rows, repeat) =>
      action === 'assign'
        ? api.POST('/tenants/{t}/subscriptions/{id}/assignments/bulk', {
            params,
            body: { userIds: [...rows] },
            headers: { ...repeat },
          })
        : api.POST('/tenants/{t}/subscriptions/{id}/assignments/bulkRemove', {
            params,
            body: { userIds: [...rows], confirm: true },
            headers: { ...repeat },
          }),
    onDone: async ({ data }) => {
      await navigate({ to: '/operations/$id', params: { id: data.id } })
      // What nobody looks at now is read when somebody does: it may be done by then.
      void client.invalidateQueries()
    },
  })
}
