import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Operation } from '../api/operations.ts'
import { Problem } from '../api/problem.ts'
import type { Subscription } from '../api/subscriptions.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { forgetDraft } from './draft.ts'
import { isNoPreview } from './queries.ts'
import type { Preview } from './review-step.tsx'
import { isShortage, type Shortage } from './shortage.ts'
import { undoText } from './undo-text.ts'
import { useTakeOverWords } from './words.ts'

interface Wanted {
  readonly targetId: string
  readonly userIds: readonly string[] | undefined
  readonly startAt: string | undefined
}

/** "Move users to …", with what follows and how many; or the same as a plan. (R079, B11) */
export function ConfirmMove({
  open,
  subscription,
  target,
  preview,
  userIds,
  startAt,
  planned,
  onShort,
  onClose,
}: {
  readonly open: boolean
  readonly subscription: Subscription
  readonly target: Subscription
  readonly preview: Preview
  readonly userIds: readonly string[] | undefined
  /** Not now, but then; and that in a sentence. */
  readonly startAt: string | undefined
  readonly planned: string | undefined
  readonly onShort: (shortage: Shortage) => void
  readonly onClose: () => void
}) {
  const words = useTakeOverWords()
  const format = useFormat()
  const { dialog } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { id, etag, product, purchaser } = subscription
  const whenWords = useWhenWords()
  const start = useWrite<Wanted, Operation>({
    action: `move-users:${id}`,
    send: (body, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/moveUsers', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
        body: {
          targetSubscriptionId: body.targetId,
          ...(body.userIds ? { userIds: [...body.userIds] } : {}),
          confirm: true,
          ...(body.startAt ? { startAt: body.startAt } : {}),
        },
        headers: { ...repeat },
      }),
  })
  const confirm = async () => {
    try {
      const { data } = await start.runAndWait({ targetId: target.id, userIds, startAt })
      forgetDraft(id)
      // In place of this step: Back must not come to a move that has begun.
      await navigate({ to: '/operations/$id', params: { id: data.id }, replace: true })
      void client.invalidateQueries({ predicate: isNoPreview })
    } catch (problem) {
      // Somebody was faster: whatever is shown is read anew, and asked again with the numbers of now.
      if (problem instanceof Problem && !problem.passes) void client.invalidateQueries()
      if (isShortage(problem)) onShort({ targetId: target.id, problem })
    }
  }
  const { usersToMove, alreadyHolding, mail, credited } = preview
  const users = format.number(usersToMove)
  const to = target.product.displayName
  const count = usersToMove + alreadyHolding
  const consequences = [
    planned,
    dialog.users(usersToMove, users, to),
    alreadyHolding > 0 && dialog.holding(alreadyHolding, format.number(alreadyHolding)),
    (userIds ? dialog.stays : dialog.ends)(product.displayName, purchaser.displayName),
    !userIds &&
      undoText(words, format, subscription, {
        startAt,
        comesBack: credited !== undefined,
        nowMs: Date.now(),
      }),
    mail && dialog.mail(format.list([mail.to, ...(mail.cc ? [mail.cc] : [])])),
    credited && (planned ? dialog.creditedThen : dialog.credited(format.money(credited.total))),
    planned && whenWords.found,
  ].filter((one) => typeof one === 'string')
  return (
    <Confirm
      open={open}
      title={dialog.title(to)}
      consequences={consequences}
      verb={(planned ? dialog.planVerb : dialog.verb)(count, format.number(count))}
      busy={start.isPending}
      tries={start.tries}
      problem={start.problem}
      problemActions={<NextStep problem={start.problem} />}
      onConfirm={() => void confirm()}
      onClose={() => {
        start.reset()
        onClose()
      }}
    />
  )
}

/** Where to go on from a refusal. */
export function NextStep({ problem }: { readonly problem: Problem | undefined }) {
  const words = useTakeOverWords()
  const operationId = problem?.facts['operationId']
  if (problem?.code !== 'OperationInProgress' || typeof operationId !== 'string') return null
  return (
    <Link to="/operations/$id" params={{ id: operationId }}>
      {words.busyLink}
    </Link>
  )
}
