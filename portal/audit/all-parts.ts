import type { Api } from '../api/client.ts'
import { type Continuation, continuationOf } from '../api/continuation.ts'
import { answered } from '../api/problem.ts'
import type { AuditSearch } from './audit-search.ts'

/** Each part says where the next one is; joined they are the file. */
export async function allParts(
  api: Api,
  tenantId: string,
  search: AuditSearch,
  onPart: (count: number) => void = () => {},
): Promise<readonly string[]> {
  const texts: string[] = []
  let continuation: Continuation
  do {
    const { data, response } = await answered(
      api.GET('/tenants/{t}/auditEvents/export', {
        params: { path: { t: tenantId }, query: { ...givenOf(search), ...continuation } },
        parseAs: 'text',
      }),
    )
    texts.push(data)
    onPart(texts.length)
    continuation = continuationOf(nextOf(response))
  } while (continuation)
  return texts
}

/** `<https://…>; rel="next"` (RFC 8288) */
function nextOf(response: Response): string | undefined {
  return /<([^>]*)>\s*;\s*rel="next"/.exec(response.headers.get('Link') ?? '')?.[1]
}

/** The filters that are set. */
export function givenOf({ from, to, actor, action, subscriptionId }: AuditSearch) {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
  }
}
