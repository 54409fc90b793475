import { type Query, useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { everyRow, useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useLanguage } from '../look/language.tsx'
import type { Listed } from '../look/people-list.tsx'
import { useSession } from '../sign-in/session.tsx'

export type Assignment = Schemas['Assignment']

function useHolderPages(id: string) {
  const { api, tenantId } = useSession()
  return (continuation: Readonly<Record<string, string>> | undefined) =>
    ok(
      api.GET('/tenants/{t}/subscriptions/{id}/assignments', {
        params: { path: { t: tenantId, id }, query: { maxpagesize: 1_000, ...continuation } },
      }),
    )
}

/** Who has a licence of it: to choose among. */
export function useHolders(id: string) {
  const { tenantId } = useSession()
  return useAllRows<Assignment>({ key: ['holders', tenantId, id], fetchPage: useHolderPages(id) })
}

/** Finds people among those who have a licence of it, by user name or object id, however many have one. */
export function useFindHolders(id: string) {
  const fetchPage = useHolderPages(id)
  return async (names: readonly string[]) => {
    const holders = await everyRow(fetchPage)
    return foundAmong(holders, names)
  }
}

export function foundAmong(holders: readonly Listed[], names: readonly string[]) {
  const byName = new Map<string, Listed>()
  for (const { userId, displayName, userPrincipalName } of holders) {
    const listed = { userId, displayName, userPrincipalName }
    byName.set(userId.toLowerCase(), listed).set(userPrincipalName.toLowerCase(), listed)
  }
  const found = new Map<string, Listed>()
  const unknown: string[] = []
  for (const name of names) {
    const holder = byName.get(name.toLowerCase())
    if (holder) found.set(holder.userId, holder)
    else unknown.push(name)
  }
  return { found: [...found.values()], unknown }
}

/** What a move would do, without doing it: with every look the numbers of now. */
export function usePreviewMove(
  id: string,
  targetSubscriptionId: string | undefined,
  userIds: readonly string[] | undefined,
) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['preview-move', tenantId, id, targetSubscriptionId, userIds],
    enabled: targetSubscriptionId !== undefined,
    staleTime: 0,
    gcTime: 0,
    queryFn: () =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/previewMove', {
          params: { path: { t: tenantId, id } },
          body: {
            ...(targetSubscriptionId ? { targetSubscriptionId } : {}),
            ...(userIds ? { userIds: [...userIds] } : {}),
          },
        }),
      ),
  })
}

export function usePreviewCancel(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['preview-cancel', tenantId, id],
    staleTime: 0,
    queryFn: () =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/previewCancel', {
          params: { path: { t: tenantId, id } },
        }),
      ),
  })
}

export function useCancellationReasons() {
  const { api } = useSession()
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['cancellation-reasons', language],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await ok(api.GET('/reference/cancellationReasons', { params: {} }))).value,
  })
}

/** Once it has begun, what it would do cannot be asked for any more. */
export function isNoPreview({ queryKey: [name] }: Query): boolean {
  return name !== 'preview-move' && name !== 'preview-cancel'
}
