import { useQuery } from '@tanstack/react-query'
import type { Api, Schemas } from './client.ts'
import { isFinal, ok } from './problem.ts'

export type Subscription = Schemas['Subscription']

const whileBusyMs = 3_000

/** A subscription as it is now, with its version; asked for again while something works on it. */
export function useSubscription(api: Api, tenantId: string, id: string) {
  return useQuery({
    queryKey: ['subscription', tenantId, id],
    queryFn: () => ok(api.GET('/tenants/{t}/subscriptions/{id}', { params: { path: { t: tenantId, id } } })),
    refetchInterval: ({ state: { data, error } }) =>
      data?.operationId && !isFinal(error) ? whileBusyMs : false,
  })
}
