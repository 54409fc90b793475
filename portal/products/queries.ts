import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import type { ProductsSearch } from './layout-route.tsx'

export type Subscription = Schemas['Subscription']

/** All that one sees, as the API filters it. */
export function useSubscriptions({ channel, status, productId, purchaserId }: ProductsSearch) {
  const { api, tenantId } = useSession()
  const filter = {
    ...(channel ? { channel } : {}),
    ...(status ? { status } : {}),
    ...(productId ? { productId } : {}),
    ...(purchaserId ? { purchaserId } : {}),
  }
  return useAllRows<Subscription>({
    key: ['subscriptions', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...filter, ...continuation } },
        }),
      ),
  })
}
