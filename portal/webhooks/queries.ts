import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Api, Schemas } from '../api/client.ts'
import { useAllRows, useScrolledRows } from '../api/lists.ts'
import { answered, isFinal, ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import type { EventType } from './event-types.ts'
import type { WebhookSearch } from './routes.tsx'

export type Webhook = Schemas['CountedWebhook']
export type WebhookRow = Schemas['WebhookRow']
export type Delivery = Schemas['WebhookDelivery']

/** What happens with the receiver happens while one looks. */
const everyMs = { moving: 2_000, steady: 10_000 }

const keyOf = (tenantId: string, id: string) => ['webhooks', tenantId, id] as const

/** Few of them: no more than five. */
export function useWebhooks() {
  const { api, tenantId } = useSession()
  return useAllRows<WebhookRow>({
    key: ['webhooks', tenantId],
    everyMs: (rows) => (rows.some(({ status }) => status === 'New') ? everyMs.moving : everyMs.steady),
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/webhooks', {
          params: { path: { t: tenantId }, query: { maxpagesize: 100, ...continuation } },
        }),
      ),
  })
}

/** What waits for each, which each tells on its own. */
export function useCounts(ids: readonly string[]): ReadonlyMap<string, Webhook> {
  const { api, tenantId } = useSession()
  return useQueries({
    queries: ids.map((id) => queryOf(api, tenantId, id)),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data ? [[data.webhook.id, data.webhook] as const] : []))),
  })
}

/** One with what waits for it, and its version. */
export function useWebhook(id: string) {
  const { api, tenantId } = useSession()
  return useQuery(queryOf(api, tenantId, id))
}

function queryOf(api: Api, tenantId: string, id: string) {
  return {
    queryKey: keyOf(tenantId, id),
    queryFn: async () => {
      const params = { path: { t: tenantId, id } }
      const { data, response } = await answered(api.GET('/tenants/{t}/webhooks/{id}', { params }))
      return { webhook: data, etag: response.headers.get('ETag') ?? '' }
    },
    refetchInterval: ({
      state: { data, error },
    }: {
      state: { data?: { webhook: Webhook } | undefined; error: unknown }
    }) =>
      isFinal(error)
        ? (false as const)
        : data && (data.webhook.status === 'New' || data.webhook.waitingEvents > 0)
          ? everyMs.moving
          : everyMs.steady,
  }
}

/** Newest first, as they are scrolled to. */
export function useDeliveries(id: string, { status, type }: WebhookSearch) {
  const { api, tenantId } = useSession()
  const filter = { ...(status ? { status } : {}), ...(type ? { type } : {}) }
  return useScrolledRows<Delivery>({
    key: ['webhook-deliveries', tenantId, id, filter],
    everyMs: (rows) => (rows.some((row) => row.status === 'Waiting') ? everyMs.moving : everyMs.steady),
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/webhooks/{id}/deliveries', {
          params: { path: { t: tenantId, id }, query: { maxpagesize: 100, ...filter, ...continuation } },
        }),
      ),
  })
}

/** One event, and when it has its turn. */
export function useDelivery(id: string, deliveryId: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['webhook-deliveries', tenantId, id, 'one', deliveryId],
    queryFn: () =>
      ok(
        api.GET('/tenants/{t}/webhooks/{id}/deliveries/{deliveryId}', {
          params: { path: { t: tenantId, id, deliveryId } },
        }),
      ),
    refetchInterval: ({ state: { data, error } }) =>
      !isFinal(error) && data?.status === 'Waiting' ? everyMs.moving : false,
  })
}

/** Whatever was done to a webhook, it and its events are read anew. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [name] }) => name === 'webhooks' || name === 'webhook-deliveries',
      }),
    [client],
  )
}

/** What somebody says of a webhook. */
export interface Terms {
  readonly url: string
  readonly description: string
  readonly types: readonly EventType[]
}

export function useCreate(onDone: (made: Schemas['WebhookWithSecret']) => void) {
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: 'create-webhook',
    send: ({ types, ...terms }: Terms, repeat) =>
      api.POST('/tenants/{t}/webhooks', {
        params: { path: { t } },
        body: { ...terms, types: [...types] },
        headers: { ...repeat },
      }),
    onDone: ({ data }) => {
      onDone(data)
      void refresh()
    },
  })
}

export function useChange(id: string, etag: string, onDone: (changed: Schemas['Webhook']) => void) {
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `change-webhook:${id}`,
    send: ({ types, ...terms }: Partial<Terms> & { readonly enabled?: boolean }) =>
      api.PATCH('/tenants/{t}/webhooks/{id}', {
        params: { path: { t, id }, header: { 'If-Match': etag } },
        body: { ...terms, ...(types ? { types: [...types] } : {}) },
      }),
    onDone: ({ data }) => {
      onDone(data)
      return refresh()
    },
  })
}

export function useRemove(id: string, etag: string, onDone: () => Promise<void>) {
  const { api, tenantId: t } = useSession()
  const client = useQueryClient()
  return useWrite({
    action: `delete-webhook:${id}`,
    send: (_nothing: undefined) =>
      api.DELETE('/tenants/{t}/webhooks/{id}', {
        params: { path: { t, id }, header: { 'If-Match': etag } },
      }),
    onDone: async () => {
      await onDone()
      // Only the list: nobody asks for one that is gone.
      return client.invalidateQueries({ queryKey: ['webhooks', t], exact: true })
    },
  })
}

export function useRotate(id: string, onDone: (made: Schemas['WebhookWithSecret']) => void) {
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `rotate-secret:${id}`,
    send: (_nothing: undefined, repeat) =>
      api.POST('/tenants/{t}/webhooks/{id}/rotateSecret', {
        params: { path: { t, id } },
        headers: { ...repeat },
      }),
    onDone: ({ data }) => {
      onDone(data)
      void refresh()
    },
  })
}

export function useSendTest(id: string, onDone: () => void) {
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `test-webhook:${id}`,
    send: (_nothing: undefined, repeat) =>
      api.POST('/tenants/{t}/webhooks/{id}/sendTest', {
        params: { path: { t, id } },
        headers: { ...repeat },
      }),
    onDone: () => {
      onDone()
      return refresh()
    },
  })
}

export function useResendParked(id: string, onDone: () => void) {
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `resend-parked:${id}`,
    send: (_nothing: undefined, repeat) =>
      api.POST('/tenants/{t}/webhooks/{id}/resendParked', {
        params: { path: { t, id } },
        headers: { ...repeat },
      }),
    onDone: () => {
      onDone()
      return refresh()
    },
  })
}

const addressOf = {
  resend: '/tenants/{t}/webhooks/{id}/deliveries/{deliveryId}/resend',
  drop: '/tenants/{t}/webhooks/{id}/deliveries/{deliveryId}/drop',
} as const

export function useDecide(id: string, verb: keyof typeof addressOf, onDone: () => void) {
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `${verb}-event:${id}`,
    send: (deliveryId: string, repeat) =>
      api.POST(addressOf[verb], { params: { path: { t, id, deliveryId } }, headers: { ...repeat } }),
    onDone: () => {
      onDone()
      return refresh()
    },
  })
}
