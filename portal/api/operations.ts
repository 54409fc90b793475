import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Api } from './client.ts'
import { answered, retryAfterMsOf } from './problem.ts'
import type { paths } from './schema.d.ts'

/** As its own address tells it: with the mail that its end has brought. */
export type Operation =
  paths['/tenants/{t}/operations/{id}']['get']['responses'][200]['content']['application/json']

export const unfinished = [
  'NotStarted',
  'Running',
  'Paused',
] as const satisfies readonly Operation['status'][]

export function isUnfinished({ status }: Pick<Operation, 'status'>): boolean {
  return unfinished.some((known) => known === status)
}

const askAgainMs = 2_000
const hiddenMs = 15_000

/** How long to wait before one asks again: as the API says, and longer where nobody looks. */
export function pollEveryMs(retryAfterMs: number | undefined, hidden: boolean): number {
  const asked = retryAfterMs ?? askAgainMs
  return hidden ? Math.max(hiddenMs, asked) : Math.max(1_000, asked)
}

/** An operation, asked for again until it has ended and its mail is out. */
export function useOperation(api: Api, tenantId: string, id: string) {
  const query = useQuery({
    queryKey: ['operation', tenantId, id],
    queryFn: async () => {
      const params = { path: { t: tenantId, id } }
      const { data, response } = await answered(api.GET('/tenants/{t}/operations/{id}', { params }))
      return {
        operation: data,
        etag: response.headers.get('ETag') ?? '',
        retryAfterMs: retryAfterMsOf(response),
      }
    },
    refetchInterval: ({ state: { data } }) =>
      data && !isUnfinished(data.operation) && data.operation.mail?.status !== 'queued'
        ? false
        : pollEveryMs(data?.retryAfterMs, document.hidden),
    refetchIntervalInBackground: true,
  })
  useRefreshWhenEnded(query.data?.operation)
  return query
}

/** What an operation changed is read anew when it ends. */
function useRefreshWhenEnded(operation: Operation | undefined): void {
  const client = useQueryClient()
  const before = useRef<boolean>(undefined)
  const runs = operation && isUnfinished(operation)
  useEffect(() => {
    if (before.current === true && runs === false) void client.invalidateQueries()
    before.current = runs
  }, [runs, client])
}
