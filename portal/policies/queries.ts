import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { partOf } from '../api/parts.ts'
import { answered, ok, type Problem } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import type { PolicyValue } from './policy-values.ts'

export type Policy = Schemas['Policy']
export type ProductPolicy = Schemas['ProductPolicy']
export type PolicyFile = Schemas['PolicyFile']
export type PolicyDifference = Schemas['PolicyDifference']
export type Tenant = Schemas['Tenant']

const keyOf = (tenantId: string) => ['policy', tenantId] as const
const tenantKeyOf = (tenantId: string) => ['tenant', tenantId] as const

export function usePolicy() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: keyOf(tenantId),
    queryFn: () =>
      ok(api.GET('/tenants/{t}/policies/allowSelfServicePurchase', { params: { path: { t: tenantId } } })),
  })
}

/** What people have bought of each product for themselves: no policy touches it. */
export function useActivePurchases() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['active-purchases', tenantId],
    queryFn: async () => {
      const { value } = await ok(
        api.GET('/tenants/{t}/capacity', {
          params: { path: { t: tenantId }, query: { maxpagesize: 1_000 } },
        }),
      )
      return new Map(
        value.map(({ productId, channels }) => [
          productId,
          channels
            .filter(({ channel }) => channel === 'selfService' || channel === 'trial')
            .reduce((sum, { subscriptions }) => sum + subscriptions, 0),
        ]),
      )
    },
  })
}

/** The organisation, with the version that a change of it needs. */
export function useTenant() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: tenantKeyOf(tenantId),
    queryFn: async () => {
      const { data, response } = await answered(
        api.GET('/tenants/{t}', { params: { path: { t: tenantId } } }),
      )
      return { tenant: data, etag: response.headers.get('ETag') ?? '' }
    },
  })
}

export interface Wanted {
  readonly productId: string
  readonly policyValue: PolicyValue
}

/**
 * Sets one product. It shows at once; what was refused goes back to what holds. Several wait for each other, so that
 * nobody is refused for a change of their own.
 */
export function useSetProduct() {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const key = keyOf(tenantId)
  const find = (productId: string) =>
    client.getQueryData<Policy>(key)?.products.find((one) => one.productId === productId)
  const put = (productId: string, change: Partial<ProductPolicy>) =>
    client.setQueryData<Policy>(
      key,
      (policy) =>
        policy && {
          ...policy,
          products: policy.products.map((one) => (one.productId === productId ? { ...one, ...change } : one)),
        },
    )
  return useMutation<ProductPolicy, Problem, Wanted, { readonly before: PolicyValue | undefined }>({
    mutationKey: key,
    scope: { id: 'policy' },
    mutationFn: ({ productId, policyValue }) =>
      ok(
        api.PUT('/tenants/{t}/policies/allowSelfServicePurchase/products/{id}', {
          params: {
            path: { t: tenantId, id: productId },
            header: { 'If-Match': find(productId)?.etag ?? '' },
          },
          body: { policyValue },
        }),
      ),
    async onMutate({ productId, policyValue }) {
      await client.cancelQueries({ queryKey: key })
      const before = find(productId)?.policyValue
      put(productId, { policyValue })
      return { before }
    },
    onSuccess: (product) => void put(product.productId, product),
    onError: (_problem, { productId }, context) => {
      if (context?.before) put(productId, { policyValue: context.before })
    },
    onSettled: async (_product, problem) => {
      // The version of the whole is not known. What waits its turn would be shown as it was.
      if (problem || client.isMutating({ mutationKey: key }) === 1)
        await client.invalidateQueries({ queryKey: key })
    },
  })
}

/** The policy as a file, as the API gives it. */
export function useExport() {
  const { api, tenantId } = useSession()
  return useMutation<void, Problem>({
    mutationFn: async () => {
      const file = await ok(
        api.GET('/tenants/{t}/policies/allowSelfServicePurchase/export', {
          params: { path: { t: tenantId } },
        }),
      )
      const { download } = await partOf(() => import('../look/csv.ts'))
      const text = `${JSON.stringify(file, undefined, 2)}\n`
      download('allowSelfServicePurchase.json', new Blob([text], { type: 'application/json' }))
    },
  })
}

/** What a file would change. Nothing is written. */
export function usePreview() {
  const { api, tenantId } = useSession()
  return useMutation<Schemas['PolicyPreview'], Problem, PolicyFile>({
    mutationFn: (body) =>
      ok(
        api.POST('/tenants/{t}/policies/allowSelfServicePurchase/preview', {
          params: { path: { t: tenantId } },
          body,
        }),
      ),
  })
}

export function useApply(onDone: () => void) {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  return useWrite<PolicyFile, PolicyDifference>({
    action: `apply-policy:${tenantId}`,
    send: (body, headers) =>
      api.POST('/tenants/{t}/policies/allowSelfServicePurchase/apply', {
        params: { path: { t: tenantId } },
        headers: { ...headers },
        body,
      }),
    async onDone() {
      await Promise.all([
        client.invalidateQueries({ queryKey: keyOf(tenantId) }),
        client.invalidateQueries({ queryKey: tenantKeyOf(tenantId) }),
      ])
      onDone()
    },
  })
}

/** Every product, and those that come later. */
export function useSetAll() {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  return useMutation<Policy, Problem, { readonly policyValue: PolicyValue; readonly etag: string }>({
    mutationFn: ({ policyValue, etag }) =>
      ok(
        api.PUT('/tenants/{t}/policies/allowSelfServicePurchase', {
          params: { path: { t: tenantId }, header: { 'If-Match': etag } },
          body: { policyValue },
        }),
      ),
    onSuccess: (policy) => {
      client.setQueryData(keyOf(tenantId), policy)
      void client.invalidateQueries({ queryKey: tenantKeyOf(tenantId) })
    },
    onError: () => void client.invalidateQueries({ queryKey: keyOf(tenantId) }),
  })
}

export interface TenantChange {
  readonly allowAdHocSubscriptions?: boolean
  readonly defaultForNewProducts?: PolicyValue
  readonly ownRequestMessage?: string | null
}

/** What is decided for the whole organisation. It shows at once where it is a switch or a value. */
export function useChangeTenant() {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const key = tenantKeyOf(tenantId)
  type Held = { readonly tenant: Tenant; readonly etag: string }
  return useMutation<Held, Problem, TenantChange, Held | undefined>({
    scope: { id: 'tenant' },
    mutationFn: async (change) => {
      const etag = client.getQueryData<Held>(key)?.etag ?? ''
      const { data, response } = await answered(
        api.PATCH('/tenants/{t}', {
          params: { path: { t: tenantId }, header: { 'If-Match': etag } },
          body: change,
        }),
      )
      return { tenant: data, etag: response.headers.get('ETag') ?? '' }
    },
    async onMutate({ ownRequestMessage: _typed, ...shown }) {
      await client.cancelQueries({ queryKey: key })
      const before = client.getQueryData<Held>(key)
      if (before) client.setQueryData<Held>(key, { ...before, tenant: { ...before.tenant, ...shown } })
      return before
    },
    onSuccess: (held) => {
      client.setQueryData<Held>(key, held)
      void client.invalidateQueries({ queryKey: keyOf(tenantId) })
    },
    onError: async (_problem, _change, before) => {
      if (before) client.setQueryData<Held>(key, before)
      await client.invalidateQueries({ queryKey: key })
    },
  })
}

export function isStale(problem: Problem | null | undefined): boolean {
  return problem?.code === 'PreconditionFailed'
}
