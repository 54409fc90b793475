import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Operation } from '../api/operations.ts'
import { Problem } from '../api/problem.ts'
import type { paths } from '../api/schema.d.ts'
import type { Subscription } from '../api/subscriptions.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { useSession } from '../sign-in/session.tsx'
import { NextStep } from './confirm-move.tsx'
import { forgetDraft } from './draft.ts'
import { isNoPreview } from './queries.ts'
import { undoText } from './undo-text.ts'
import { useTakeOverWords } from './words.ts'

type CancelBody = NonNullable<
  paths['/tenants/{t}/subscriptions/{id}/cancel']['post']['requestBody']
>['content']['application/json']
export type Reason = CancelBody['reason']

/** "Are you sure you want to cancel?", with what follows. (R089) */
export function ConfirmCancel({
  open,
  subscription,
  reason,
  feedback,
  startAt,
  isPlanned,
  comesBack,
  consequences,
  onClose,
}: {
  readonly open: boolean
  readonly subscription: Subscription
  readonly reason: Reason
  readonly feedback: string
  /** Not now, but then. */
  readonly startAt: string | undefined
  readonly isPlanned: boolean
  /** Whether money does. */
  readonly comesBack: boolean
  readonly consequences: readonly string[]
  readonly onClose: () => void
}) {
  const words = useTakeOverWords()
  const format = useFormat()
  const { cancel } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { id, etag, product, purchaser } = subscription
  const start = useWrite<Pick<CancelBody, 'reason' | 'feedback' | 'startAt'>, Operation>({
    action: `cancel:${id}`,
    send: (body, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/cancel', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
        body: { ...body, confirm: true },
        headers: { ...repeat },
      }),
  })
  const confirm = async () => {
    try {
      const { data } = await start.runAndWait({
        reason,
        ...(feedback === '' ? {} : { feedback }),
        ...(startAt ? { startAt } : {}),
      })
      forgetDraft(id)
      // In place of this step: Back must not come to a cancel that has begun.
      await navigate({ to: '/operations/$id', params: { id: data.id }, replace: true })
      void client.invalidateQueries({ predicate: isNoPreview })
    } catch (problem) {
      if (problem instanceof Problem && !problem.passes) void client.invalidateQueries()
    }
  }
  return (
    <Confirm
      open={open}
      title={cancel.title}
      consequences={[
        ...consequences,
        (isPlanned ? cancel.endsThen : cancel.ends)(product.displayName, purchaser.displayName),
        undoText(words, format, subscription, { startAt, comesBack, nowMs: Date.now() }),
      ]}
      verb={isPlanned ? cancel.plan : cancel.verb}
      keep={cancel.keep}
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
