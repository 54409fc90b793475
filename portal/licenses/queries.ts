import { useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows, useScrolledRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import type { channels } from './routes.tsx'

export type ProductLicenses = Schemas['ProductLicenses']
export type Purchase = Schemas['ProductPurchase']
export type Subscription = Schemas['Subscription']
export type Assignment = Schemas['Assignment']

/** Each product once, with what was bought of it. (R046, R048, R049, R187) */
export function useLicenses(channel: (typeof channels)[number] | undefined) {
  const { api, tenantId } = useSession()
  return useAllRows<ProductLicenses>({
    key: ['licenses', tenantId, channel],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/licenses', {
          params: {
            path: { t: tenantId },
            query: { maxpagesize: 500, ...(channel ? { channel } : {}), ...continuation },
          },
        }),
      ),
  })
}

/** Who bought a product, each with how many hold a licence of it. (R050) */
export function usePurchases(productId: string) {
  const { api, tenantId } = useSession()
  return useAllRows<Purchase>({
    key: ['licenses', tenantId, 'of', productId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/licenses/{productId}', {
          params: { path: { t: tenantId, productId }, query: { maxpagesize: 100, ...continuation } },
        }),
      ),
  })
}

/** The same purchases as subscriptions: what is free in each, and what one may do with it. */
export function useSubscriptionsOf(productId: string) {
  const { api, tenantId } = useSession()
  return useAllRows<Subscription>({
    key: ['subscriptions', tenantId, { productId }],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, productId, ...continuation } },
        }),
      ),
  })
}

/** Who holds a licence of a purchase: as many as there are, as one scrolls. (R047) */
export function useHolders(subscriptionId: string) {
  const { api, tenantId } = useSession()
  return useScrolledRows<Assignment>({
    key: ['assignments', tenantId, subscriptionId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions/{id}/assignments', {
          params: { path: { t: tenantId, id: subscriptionId }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
}

/** Takes licences of a product back, whichever purchases they come from. (R107, R188) */
export function useUnassign(productId: string, onDone: (notAssigned: readonly string[]) => void) {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  return useWrite({
    action: `unassign:${productId}`,
    send: (body: { readonly userIds: string[] }, repeat) =>
      api.POST('/tenants/{t}/licenses/{productId}/remove', {
        params: { path: { t: tenantId, productId } },
        headers: { ...repeat },
        body: { ...body, confirm: true },
      }),
    async onDone({ data }) {
      await client.invalidateQueries()
      onDone(data.notAssigned)
    },
  })
}

/** Who holds licences of chosen purchases, as a file that is made in the background. (R051) */
export function useExportUsers() {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  return useWrite({
    action: `export-users:${tenantId}`,
    send: (body: { readonly subscriptionIds: string[] }, repeat) =>
      api.POST('/tenants/{t}/licenses/export', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body,
      }),
    onDone: () => client.invalidateQueries({ queryKey: ['bell', tenantId] }),
  })
}
