import type { Api } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import { useRefresh } from './queries.ts'
import type { TenantDraft } from './tenant-form.tsx'

interface Saving extends TenantDraft {
  /** Of what was shown; none for one that is new. */
  readonly etag?: string
}

/** A PUT says all of it, so sending it again does no harm. */
export function useSaveTenant() {
  const { api } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: 'save-tenant',
    send: async ({ id, body, etag }: Saving) => {
      const answer = await put(api, id, body, etag)
      // Both are wanted then: what it is now, and what was typed.
      if (answer.response.status === 412) await refresh()
      return answer
    },
    onDone: refresh,
  })
}

function put(api: Api, t: string, body: TenantDraft['body'], etag: string | undefined) {
  return api.PUT('/ops/tenants/{t}', {
    params: { path: { t }, header: etag === undefined ? {} : { 'If-Match': etag } },
    body,
  })
}
