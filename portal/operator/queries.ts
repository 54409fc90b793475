import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { Schemas } from '../api/client.ts'
import { useAllRows, useScrolledRows } from '../api/lists.ts'
import { isFinal, ok } from '../api/problem.ts'
import type { paths } from '../api/schema.d.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'

export type BoardOperation = Schemas['BoardOperation']
/** Only who may see an organisation undoes in it: operators command what goes on. */
export type Command = Exclude<BoardOperation['actions'][number], 'undo'>

export function isCommand(action: BoardOperation['actions'][number]): action is Command {
  return action !== 'undo'
}
export type DeadLetter = Schemas['DeadLetter']
export type Mail = Schemas['Mail']
export type Refund = Schemas['Refund']
export type TenantRow = Schemas['TenantRow']
export type WorkItem = Schemas['WorkItemRow']

type Every = number | false

/** What somebody looks at may be of any length: it comes as one scrolls. */
const pageSize = 100
/** What somebody looks through is read to the end. */
const wholePageSize = 500

export const unfinishedStatuses = 'NotStarted,Running,Paused'

export function useBoard(
  filter: { readonly status?: string; readonly tenantId?: string; readonly needsAttention?: 'true' },
  everyMs: Every,
) {
  const { api } = useSession()
  return useScrolledRows<BoardOperation>({
    key: ['ops', 'operations', filter],
    everyMs,
    fetchPage: (continuation) =>
      ok(
        api.GET('/ops/operations', {
          params: { query: { maxpagesize: pageSize, ...filter, ...continuation } },
        }),
      ),
  })
}

/** One of them by its id, however far down the board it stands: for links that name it. */
export function useBoardOperation(id: string | undefined, everyMs: Every) {
  const { api } = useSession()
  return useQuery({
    queryKey: ['ops', 'operation', id],
    enabled: id !== undefined,
    refetchInterval: ({ state }) => !isFinal(state.error) && everyMs,
    queryFn: () => ok(api.GET('/ops/operations/{id}', { params: { path: { id: id ?? '' } } })),
  })
}

/** The counts of everything, whatever the rows are filtered by. */
export function useBoardSummary(tenantId: string | undefined, everyMs: Every) {
  const { api } = useSession()
  return useQuery({
    queryKey: ['ops', 'summary', tenantId],
    refetchInterval: everyMs,
    queryFn: () =>
      ok(
        api.GET('/ops/operations', {
          params: { query: { maxpagesize: 1, ...(tenantId === undefined ? {} : { tenantId }) } },
        }),
      ),
  })
}

/** Whether the timer runs and operations get on: what a watch from outside asks, too. */
export function useWork(everyMs: Every) {
  const { api } = useSession()
  return useQuery({
    queryKey: ['ops', 'work'],
    refetchInterval: everyMs,
    retry: false,
    queryFn: () => ok(api.GET('/health/work')),
  })
}

const commandPaths = {
  pause: '/ops/operations/{id}/pause',
  resume: '/ops/operations/{id}/resume',
  cancel: '/ops/operations/{id}/cancel',
} as const satisfies Record<Command, string>

export function useCommand(onDone: () => void) {
  const { api } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: 'ops-command',
    send: ({ id, command }: { readonly id: string; readonly command: Command }, repeat) =>
      api.POST(commandPaths[command], { params: { path: { id } }, headers: { ...repeat } }),
    onDone: () => {
      onDone()
      return refresh()
    },
  })
}

/** What an operator has changed is seen at once. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient()
  return useCallback(() => client.invalidateQueries({ queryKey: ['ops'] }), [client])
}

export function useQueues(everyMs: Every) {
  const { api } = useSession()
  return useAllRows<Schemas['Queue']>({
    key: ['ops', 'queues'],
    everyMs,
    fetchPage: (continuation) =>
      ok(api.GET('/ops/queues', { params: { query: { maxpagesize: wholePageSize, ...continuation } } })),
  })
}

export type QueueName = NonNullable<
  NonNullable<paths['/ops/deadLetters']['get']['parameters']['query']>['queue']
>

export function useDeadLetters(queue: QueueName | undefined, everyMs: Every) {
  const { api } = useSession()
  return useAllRows<DeadLetter>({
    key: ['ops', 'dead-letters', queue],
    everyMs,
    fetchPage: (continuation) =>
      ok(
        api.GET('/ops/deadLetters', {
          params: { query: { maxpagesize: pageSize, ...(queue ? { queue } : {}), ...continuation } },
        }),
      ),
  })
}

/** Names one dead letter: in the address, and among the chosen ones. */
export function letterId({ queue, sequenceNumber }: Pick<DeadLetter, 'queue' | 'sequenceNumber'>): string {
  return `${queue}:${sequenceNumber}`
}

/** As many as one call takes of a queue. */
export const lettersPerCall = 100

export function useResubmit() {
  const { api } = useSession()
  return useWrite({
    action: 'ops-resubmit',
    send: (body: { readonly queue: QueueName; readonly sequenceNumbers: string[] }, repeat) =>
      api.POST('/ops/deadLetters/resubmitAll', { body, headers: { ...repeat } }),
  })
}

export function useDrop() {
  const { api } = useSession()
  return useWrite({
    action: 'ops-drop',
    send: (
      {
        queue,
        sequenceNumber,
        reason,
      }: Pick<DeadLetter, 'queue' | 'sequenceNumber'> & { readonly reason: string },
      repeat,
    ) =>
      api.POST('/ops/deadLetters/drop', {
        body: { queue: queue as QueueName, sequenceNumber, reason },
        headers: { ...repeat },
      }),
  })
}

export interface MailFilter {
  readonly status?: Mail['status']
  readonly tenantId?: string
  readonly operationId?: string
  readonly subscriptionId?: string
}

export function useMail(filter: MailFilter, everyMs: Every) {
  const { api } = useSession()
  return useScrolledRows<Mail>({
    key: ['ops', 'mail', filter],
    everyMs,
    fetchPage: (continuation) =>
      ok(api.GET('/ops/mail', { params: { query: { maxpagesize: pageSize, ...filter, ...continuation } } })),
  })
}

export interface WorkItemFilter {
  readonly status?: string
  readonly kind?: WorkItem['kind']
}

export function useWorkItems(filter: WorkItemFilter, everyMs: Every) {
  const { api } = useSession()
  return useAllRows<WorkItem>({
    key: ['ops', 'work-items', filter],
    everyMs,
    fetchPage: (continuation) =>
      ok(
        api.GET('/ops/workItems', {
          params: { query: { maxpagesize: wholePageSize, ...filter, ...continuation } },
        }),
      ),
  })
}

export function useRefunds(status: Refund['status'] | undefined, everyMs: Every) {
  const { api } = useSession()
  return useAllRows<Refund>({
    key: ['ops', 'refunds', status],
    everyMs,
    fetchPage: (continuation) =>
      ok(
        api.GET('/ops/refunds', {
          params: { query: { maxpagesize: wholePageSize, ...(status ? { status } : {}), ...continuation } },
        }),
      ),
  })
}

export function useTenants() {
  const { api } = useSession()
  return useAllRows<TenantRow>({
    key: ['ops', 'tenants'],
    fetchPage: (continuation) =>
      ok(api.GET('/ops/tenants', { params: { query: { maxpagesize: wholePageSize, ...continuation } } })),
  })
}

/** What an organisation is called; its id where there are too many to know them all. */
export function useTenantNames() {
  const { rows } = useTenants()
  const names = useMemo(() => new Map(rows.map(({ id, displayName }) => [id, displayName])), [rows])
  return { names, nameOf: useCallback((id: string) => names.get(id) ?? id, [names]) }
}
