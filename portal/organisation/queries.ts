import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { answered } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'

/** As it is now, with the version that a change of it names. */
export function useTenant() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['organization', tenantId, 'tenant'],
    queryFn: async () => {
      const { data, response } = await answered(
        api.GET('/tenants/{t}', { params: { path: { t: tenantId } } }),
      )
      return { tenant: data, etag: response.headers.get('ETag') ?? '' }
    },
  })
}

export function useRefresh(): () => Promise<void> {
  const client = useQueryClient()
  const { tenantId } = useSession()
  return useCallback(
    () => client.invalidateQueries({ queryKey: ['organization', tenantId] }),
    [client, tenantId],
  )
}
