import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import type { Way } from './ways.ts'

export type Product = Schemas['Product']

/** All that the organisation could have. */
export function useProducts() {
  const { api, tenantId } = useSession()
  return useAllRows<Product>({
    key: ['catalogue', tenantId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/products', {
          params: { path: { t: tenantId }, query: { maxpagesize: 200, ...continuation } },
        }),
      ),
  })
}

export function useProduct(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['catalogue', tenantId, 'product', id],
    queryFn: () => ok(api.GET('/tenants/{t}/products/{id}', { params: { path: { t: tenantId, id } } })),
  })
}

/** What it would cost now; the one before stays in sight until the new one is there. (R133) */
export function useQuote(productId: string, channel: Way, totalLicenses: number | undefined) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['quote', tenantId, productId, channel, totalLicenses],
    enabled: totalLicenses !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ok(
        api.POST('/tenants/{t}/quotes', {
          params: { path: { t: tenantId } },
          body: { productId, channel, totalLicenses: totalLicenses ?? 1 },
          signal,
        }),
      ),
  })
}
