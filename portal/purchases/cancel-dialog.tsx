import {
  Field,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Select,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Subscription, useCancellationReasons, useCancelPreview, useRefresh } from './queries.ts'
import { usePurchasesWords } from './words.ts'

const feedbackMax = 2_000

const useStyles = makeStyles({ form: { display: 'grid', gap: tokens.spacingVerticalM } })

type Reason =
  | 'tooExpensive'
  | 'missingFeatures'
  | 'switchedService'
  | 'unused'
  | 'customerService'
  | 'tooComplex'
  | 'lowQuality'
  | 'movedToCentral'
  | 'other'

interface Cancel {
  readonly reason: Reason
  readonly feedback?: string
  readonly etag: string
}

/** A reason, feedback if one likes, what follows and what goes back; Save does it. (R067, R108 to R111, B25) */
export function CancelDialog({
  subscription,
  etag,
  onClose,
}: {
  readonly subscription: Subscription
  readonly etag: string
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const refresh = useRefresh()
  const { id, product, actions } = subscription
  const reasons = useCancellationReasons()
  const preview = useCancelPreview(id)
  const [reason, setReason] = useState('')
  const [feedback, setFeedback] = useState('')
  const cancel = useWrite<Cancel, Schemas['Operation']>({
    action: `cancel:${id}`,
    send: ({ etag: ifMatch, ...body }, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/cancel', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': ifMatch } },
        headers: { ...repeat },
        body: { ...body, confirm: true },
      }),
    onDone: async () => {
      await refresh()
      onClose()
    },
  })
  const may = actions.includes('cancel')
  const consequences = preview.data && [
    words.cancelLose(preview.data.usersToRevoke),
    preview.data.credited && preview.data.credited.total.amount > 0
      ? words.cancelBack(format.money(preview.data.credited.total))
      : words.cancelNoRefund,
    words.cancelMail(preview.data.mail.to),
    words.cancelData,
    words.cancelForGood,
  ]
  return (
    <Confirm
      open
      title={words.cancelTitle(product.displayName)}
      consequences={may ? (consequences ?? []) : []}
      verb={words.cancelVerb}
      keep={words.keep}
      busy={cancel.isPending}
      tries={cancel.tries}
      disabled={!may || reason === '' || !preview.data}
      problem={cancel.problem}
      onConfirm={() =>
        cancel.run({
          reason: reason as Reason,
          ...(feedback.trim() === '' ? {} : { feedback: feedback.trim() }),
          etag,
        })
      }
      onClose={onClose}
    >
      {!may && (
        <MessageBar intent="warning">
          <MessageBarBody>{words.cannotCancel}</MessageBarBody>
        </MessageBar>
      )}
      {preview.error && may && (
        <ProblemPanel problem={preview.error} onTryAgain={() => void preview.refetch()} />
      )}
      {reasons.error && <ProblemPanel problem={reasons.error} onTryAgain={() => void reasons.refetch()} />}
      {may && (
        <div className={styles.form}>
          <Field label={words.reason} required>
            <Select value={reason} onChange={(_event, data) => setReason(data.value)}>
              <option value="">{words.chooseReason}</option>
              {reasons.data?.map(({ id: value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={words.feedback} hint={words.feedbackHint}>
            <Textarea
              value={feedback}
              maxLength={feedbackMax}
              resize="vertical"
              onChange={(_event, data) => setFeedback(data.value)}
            />
          </Field>
        </div>
      )}
    </Confirm>
  )
}
