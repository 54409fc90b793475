import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Operation } from '../api/operations.ts'
import { Problem } from '../api/problem.ts'
import { useSubscription } from '../api/subscriptions.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { bodyOf, isNoPreview, type Preview, type Wanted } from './queries.ts'
import { useConsolidateWords } from './words.ts'

/** How many move, how many stay, and what cannot be taken back. (B05, R079) */
export function ConfirmConsolidate({
  open,
  wanted,
  preview,
  startAt,
  planned,
  onClose,
}: {
  readonly open: boolean
  readonly wanted: Wanted
  readonly preview: Preview
  /** Not now, but then; and that in a sentence. */
  readonly startAt: string | undefined
  readonly planned: string | undefined
  readonly onClose: () => void
}) {
  const words = useConsolidateWords()
  const whenWords = useWhenWords()
  const format = useFormat()
  const { dialog } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: target } = useSubscription(api, tenantId, preview.targetSubscriptionId)
  const start = useWrite<Wanted & { readonly startAt: string | undefined }, Operation>({
    action: 'consolidate',
    send: ({ startAt: at, ...body }, repeat) =>
      api.POST('/tenants/{t}/subscriptions/consolidate', {
        params: { path: { t: tenantId } },
        body: { ...bodyOf(body), confirm: true, ...(at ? { startAt: at } : {}) },
        headers: { ...repeat },
      }),
  })
  const confirm = async () => {
    try {
      const { data } = await start.runAndWait({ ...wanted, startAt })
      // In place of this step: Back must not come to what has begun.
      await navigate({ to: '/operations/$id', params: { id: data.id }, replace: true })
      void client.invalidateQueries({ predicate: isNoPreview })
    } catch (problem) {
      // Somebody was faster: whatever is shown is read anew.
      if (problem instanceof Problem && !problem.passes) void client.invalidateQueries()
    }
  }
  const { sources, seatsFree, seatsLeft } = preview
  const moving = sources.filter((source) => !source.error)
  const users = moving.reduce((sum, source) => sum + source.users, 0)
  const taken = moving.filter(({ takesControl }) => takesControl).length
  const staying = sources.length - moving.length
  const to = target?.product.displayName ?? ''
  // Of a plan all are asked for: what there is then says which of them move.
  const count = planned === undefined ? moving.length : sources.length
  const consequences = [
    planned,
    moving.length > 0 && dialog.moves(moving.length, format.number(users), to),
    staying > 0 && dialog.stays(staying),
    moving.length > 0 && dialog.licences(format.number(seatsFree - seatsLeft), format.number(seatsLeft)),
    taken > 0 && dialog.control(taken),
    moving.length > 0 && dialog.mail,
    planned !== undefined && whenWords.found,
  ].filter((one) => typeof one === 'string')
  return (
    <Confirm
      open={open}
      title={dialog.title(to)}
      consequences={consequences}
      verb={(planned === undefined ? dialog.verb : dialog.planVerb)(count)}
      busy={start.isPending}
      tries={start.tries}
      problem={start.problem}
      problemActions={<Busy problem={start.problem} />}
      onConfirm={() => void confirm()}
      onClose={() => {
        start.reset()
        onClose()
      }}
    />
  )
}

/** What stands in its way. */
function Busy({ problem }: { readonly problem: Problem | undefined }) {
  const words = useConsolidateWords()
  const operationId = problem?.facts['operationId']
  if (problem?.code !== 'OperationInProgress' || typeof operationId !== 'string') return null
  return (
    <Link to="/operations/$id" params={{ id: operationId }}>
      {words.busyLink}
    </Link>
  )
}
