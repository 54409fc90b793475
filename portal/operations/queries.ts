import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { everyRow, useAllRows, useScrolledRows } from '../api/lists.ts'
import { isUnderWay, isUnfinished, type Operation, unfinished } from '../api/operations.ts'
import { ok, type Problem } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import type { OperationSearch, OperationsSearch } from './routes.tsx'

export type OperationRow = Schemas['OperationRow']
export type Result = Schemas['OperationResult']
export type Command = 'pause' | 'resume' | 'cancel'

const whileRunningMs = 3_000
const otherwiseMs = 30_000
const resultsMs = 5_000

/** Those that go on first, then those that are planned, else newest first, as the API gives them. */
export function useOperations({ status, kind }: OperationsSearch) {
  const { api, tenantId } = useSession()
  const filter = {
    ...(status ? { status: statusAsked(status) } : {}),
    ...(kind ? { kind } : {}),
  }
  const list = useAllRows<OperationRow>({
    key: ['operations', tenantId, filter],
    everyMs: (rows) => (rows.some(isUnderWay) ? whileRunningMs : otherwiseMs),
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/operations', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...filter, ...continuation } },
        }),
      ),
  })
  const rows = list.rows
    .filter(({ isWaiting }) => status !== 'planned' || isWaiting)
    .sort((one, other) => rank(one) - rank(other))
  return { ...list, rows }
}

function statusAsked(status: NonNullable<OperationsSearch['status']>): string {
  if (status === 'unfinished') return unfinished.join(',')
  return status === 'planned' ? 'NotStarted' : status
}

/** First what goes on, then what is planned, then what has ended. */
function rank(operation: OperationRow): number {
  if (isUnderWay(operation)) return 0
  return isUnfinished(operation) ? 1 : 2
}

const endsAtOnce: ReadonlySet<Operation['kind']> = new Set(['moveUsers', 'cancel', 'deleteSignUp'])

function useResultPages(id: string, { outcome, reason }: OperationSearch) {
  const { api, tenantId } = useSession()
  return (continuation: Readonly<Record<string, string>> | undefined) =>
    ok(
      api.GET('/tenants/{t}/operations/{id}/results', {
        params: {
          path: { t: tenantId, id },
          query: {
            maxpagesize: 500,
            ...(outcome ? { outcome } : {}),
            ...(reason ? { reason } : {}),
            ...continuation,
          },
        },
      }),
    )
}

/** Of most more are done while it runs; of a move of all, a cancel and a deletion everybody is at its end. */
export function useResults(operation: Operation, search: OperationSearch) {
  const { tenantId } = useSession()
  const { id, kind, onlySelected } = operation
  const isStepByStep = onlySelected || !endsAtOnce.has(kind)
  return useScrolledRows<Result>({
    key: ['operation-results', tenantId, id, search.outcome, search.reason],
    everyMs: isStepByStep && isUnfinished(operation) ? resultsMs : false,
    fetchPage: useResultPages(id, search),
  })
}

/** All of them, for a file. */
export function useAllResults(id: string, search: OperationSearch) {
  const fetchPage = useResultPages(id, search)
  return useMutation<Result[], Problem, void>({ mutationFn: () => everyRow(fetchPage) })
}

const addressOf = {
  pause: '/tenants/{t}/operations/{id}/pause',
  resume: '/tenants/{t}/operations/{id}/resume',
  cancel: '/tenants/{t}/operations/{id}/cancel',
} as const satisfies Record<Command, string>

export function useCommand(id: string, command: Command) {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const params = { path: { t: tenantId, id } }
  return useWrite<undefined, Schemas['Operation']>({
    action: `${command}-operation:${id}`,
    send: (_body, repeat) => api.POST(addressOf[command], { params, headers: { ...repeat } }),
    onDone: () => client.invalidateQueries(),
  })
}
