import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { ok } from '../api/problem.ts'
import type { paths } from '../api/schema.d.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'

export type UndoPreview =
  paths['/tenants/{t}/operations/{id}/previewUndo']['post']['responses'][200]['content']['application/json']

/** What an undo would do, without doing it: with every look the numbers of now. */
export function useUndoPreview(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['preview-undo', tenantId, id],
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: () =>
      ok(api.POST('/tenants/{t}/operations/{id}/previewUndo', { params: { path: { t: tenantId, id } } })),
  })
}

export function useUndo(id: string, onStarted: (undo: Schemas['Operation']) => Promise<void>) {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  return useWrite<undefined, Schemas['Operation']>({
    action: `undo-operation:${id}`,
    send: (_body, repeat) =>
      api.POST('/tenants/{t}/operations/{id}/undo', {
        params: { path: { t: tenantId, id } },
        body: { confirm: true },
        headers: { ...repeat },
      }),
    onDone: async ({ data }) => {
      await onStarted(data)
      void client.invalidateQueries()
    },
  })
}
