import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Api } from './client.ts'
import { answered, isFinal, Problem, retryAfterMsOf } from './problem.ts'
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

/** Whether it goes on by itself now: what is planned waits for its time. */
export function isUnderWay(operation: Pick<Operation, 'status' | 'isWaiting'>): boolean {
  return isUnfinished(operation) && !operation.isWaiting
}

const askAgainMs = 2_000
const hiddenMs = 15_000

/** How long to wait before one asks again: as the API says, and longer where nobody looks. */
export function pollEveryMs(retryAfterMs: number | undefined, hidden: boolean): number {
  const asked = retryAfterMs ?? askAgainMs
  return hidden ? Math.max(hiddenMs, asked) : Math.max(1_000, asked)
}

interface Held {
  readonly operation: Pick<Operation, 'status' | 'mail' | 'isWaiting' | 'startAt'>
  readonly retryAfterMs: number | undefined
}

/** When to ask for an operation again: until it has ended and its mail is out, and not where the API has said no. */
export function pollOperationMs(held: Held | undefined, error: unknown, hidden: boolean): number | false {
  if (isFinal(error)) return false
  if (held && !isUnfinished(held.operation) && held.operation.mail?.status !== 'queued') return false
  if (held && !error && isFarAhead(held.operation)) return hiddenMs
  const told = error instanceof Problem ? error.retryAfterMs : held?.retryAfterMs
  return pollEveryMs(told, hidden)
}

const soonMs = 60_000

/** A plan changes when its time comes, or somebody changes it. */
function isFarAhead({ isWaiting, startAt = '' }: Held['operation']): boolean {
  return isWaiting === true && Date.parse(startAt) - Date.now() > soonMs
}

const bellMs = { moving: 3_000, idle: 20_000 }

/** How often the bell asks: what is planned or paused, or waits for an operator, may do so for days. */
export function bellEveryMs(
  operations: readonly Pick<Operation, 'status' | 'needsAttention' | 'isWaiting'>[],
): number {
  const moves = operations.some((one) => !one.needsAttention && one.status !== 'Paused' && isUnderWay(one))
  return moves ? bellMs.moving : bellMs.idle
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
    refetchInterval: ({ state: { data, error } }) => pollOperationMs(data, error, document.hidden),
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
    // It may have begun and ended since other pages read what they show: they read it again when they are opened.
    if (before.current === undefined && runs === false)
      void client.invalidateQueries({ type: 'inactive', refetchType: 'none' })
    before.current = runs
  }, [runs, client])
}
