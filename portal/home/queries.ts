import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { unfinished } from '../api/operations.ts'
import { ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import { type Count, counted, pageSize } from './counted.ts'

export type OwnLicense = Schemas['OwnLicense']
export type Subscription = Schemas['Subscription']
export type LicenseRequest = Schemas['LicenseRequest']

const operationsEveryMs = 10_000

export function useRunning() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['home', tenantId, 'operations'],
    refetchInterval: operationsEveryMs,
    queryFn: async () => {
      let attention = 0
      const running = await counted((continuation) =>
        ok(
          api.GET('/tenants/{t}/operations', {
            params: {
              path: { t: tenantId },
              query: { maxpagesize: pageSize, status: unfinished.join(','), ...continuation },
            },
          }),
        ).then((page) => {
          attention += page.value.filter(({ needsAttention }) => needsAttention).length
          // What is planned does not go on yet.
          return { ...page, value: page.value.filter(({ isWaiting }) => !isWaiting) }
        }),
      )
      return { running, attention: { count: attention, more: running.more && attention > 0 } }
    },
  })
}

export function useLeavers() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['home', tenantId, 'leavers'],
    queryFn: () =>
      counted((continuation) =>
        ok(
          api.GET('/tenants/{t}/orphans', {
            params: { path: { t: tenantId }, query: { maxpagesize: pageSize, ...continuation } },
          }),
        ),
      ),
  })
}

export function useWaitingRequests() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['home', tenantId, 'requests'],
    queryFn: () =>
      counted((continuation) =>
        ok(
          api.GET('/tenants/{t}/licenseRequests', {
            params: {
              path: { t: tenantId },
              query: { maxpagesize: pageSize, status: 'Pending', ...continuation },
            },
          }),
        ),
      ),
  })
}

/** Terms that end soon, whether or not another one follows. */
export function useEndingTerms(days: number) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['home', tenantId, 'ending', days],
    queryFn: () => {
      const last = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
      return counted(
        (continuation) =>
          ok(
            api.GET('/tenants/{t}/subscriptions', {
              params: {
                path: { t: tenantId },
                query: {
                  maxpagesize: pageSize,
                  status: 'Active',
                  orderby: 'expirationDate',
                  ...continuation,
                },
              },
            }),
          ),
        ({ expirationDate }: Subscription) => expirationDate <= last,
      )
    },
  })
}

/** Licences that somebody pays for and nobody holds. */
export function useFreeSeats() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['home', tenantId, 'free'],
    queryFn: async (): Promise<Count> => {
      const { value } = await ok(
        api.GET('/tenants/{t}/capacity', {
          params: { path: { t: tenantId }, query: { maxpagesize: 1_000 } },
        }),
      )
      const paid = value
        .flatMap(({ channels }) => channels)
        .filter(({ channel }) => channel === 'selfService' || channel === 'central')
      return { count: paid.reduce((sum, { availableLicenses }) => sum + availableLicenses, 0), more: false }
    },
  })
}

/** What the person may use, whoever bought it. (R185) */
export function useOwnLicenses() {
  const { api, tenantId } = useSession()
  return useAllRows<OwnLicense>({
    key: ['own-licenses', tenantId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/users/me/licenses', {
          params: { path: { t: tenantId }, query: { maxpagesize: 100, ...continuation } },
        }),
      ),
  })
}

export function useOwnPurchases() {
  const { api, tenantId, me } = useSession()
  return useAllRows<Subscription>({
    key: ['subscriptions', tenantId, { purchaserId: me.id, status: 'Active' }],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/subscriptions', {
          params: {
            path: { t: tenantId },
            query: { maxpagesize: 100, purchaserId: me.id, status: 'Active', ...continuation },
          },
        }),
      ),
  })
}

/** One's own: who decides is given all of the organisation's, and has a page of their own for these. */
export function useOwnRequests() {
  const { api, tenantId, me } = useSession()
  const list = useAllRows<LicenseRequest>({
    key: ['requests', tenantId, 'own'],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/licenseRequests', {
          params: { path: { t: tenantId }, query: { maxpagesize: 100, ...continuation } },
        }),
      ),
  })
  return { ...list, rows: list.rows.filter(({ requestedBy }) => requestedBy.id === me.id) }
}
