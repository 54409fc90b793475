import { Button, Field, Select, Spinner, Textarea } from '@fluentui/react-components'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { isToCome, startAtOf } from '../look/when.ts'
import { useWhenText, WhenField } from '../look/when-field.tsx'
import { useWhenWords } from '../look/when-words.ts'
import { ConfirmCancel, type Reason } from './confirm-cancel.tsx'
import type { Draft } from './draft.ts'
import { useCancellationReasons, usePreviewCancel } from './queries.ts'
import type { StepProps } from './take-over-page.tsx'
import { useTakeOverWords } from './words.ts'

const feedbackMax = 2_000

/** Why, and what follows: who loses access, which mail goes out, what comes back; and when. (R087, R088, R110, B11, B22, B25) */
export function CancelStep({
  subscription,
  goTo,
  frame,
  draft,
  change,
}: StepProps & { readonly draft: Draft; readonly change: (changes: Partial<Draft>) => void }) {
  const words = useTakeOverWords()
  const format = useFormat()
  const { cancel } = words
  const search = useSearch({ from: '/products-layout/subscriptions/$id/take-over/$step' })
  const reasons = useCancellationReasons()
  const preview = usePreviewCancel(subscription.id)
  const [asks, setAsks] = useState(false)
  const [isAsked, setIsAsked] = useState(false)
  const reason = reasons.data?.find(({ id }) => id === draft.reason)
  const { data } = preview
  const planned = useWhenText()(draft.when, subscription.expirationDate)
  const whenWords = useWhenWords()
  const mail = data && format.list([data.mail.to, ...(data.mail.cc ? [data.mail.cc] : [])])
  const consequences = data
    ? [
        cancel.loses(data.usersToRevoke, format.number(data.usersToRevoke)),
        cancel.mail(mail ?? '', data.mail.subject),
        planned
          ? cancel.backThen
          : data.credited
            ? cancel.credited(format.money(data.credited.total))
            : cancel.nothingBack,
      ]
    : []
  return frame({
    heading: cancel.heading,
    ...(subscription.channel === 'central' ? {} : { onBack: () => goTo('choose') }),
    next: (
      <Button
        appearance="primary"
        disabledFocusable={!data}
        onClick={() => {
          setIsAsked(true)
          if (data && reason && isToCome(draft.when, Date.now())) setAsks(true)
        }}
      >
        {planned ? cancel.plan : cancel.verb}
      </Button>
    ),
    children: (
      <>
        {reasons.error && <ProblemPanel problem={reasons.error} onTryAgain={() => void reasons.refetch()} />}
        <Field
          label={cancel.reason}
          required
          // A select is else as wide as its longest option.
          style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}
          {...(isAsked && !reason ? { validationMessage: cancel.choose } : {})}
        >
          <Select
            value={reason?.id ?? ''}
            onChange={(_event, { value }) => change({ reason: value || undefined })}
          >
            <option value="">{cancel.choose}</option>
            {reasons.data?.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={cancel.feedback} hint={cancel.feedbackHint}>
          <Textarea
            value={draft.feedback ?? ''}
            rows={3}
            maxLength={feedbackMax}
            onChange={(_event, { value }) => change({ feedback: value })}
          />
        </Field>
        <WhenField
          value={draft.when}
          onChange={(when) => change({ when })}
          endOfTerm={subscription.expirationDate}
          isAsked={isAsked}
        />
        {preview.isPending && <Spinner size="small" label={cancel.loading} />}
        {preview.error && <ProblemPanel problem={preview.error} onTryAgain={() => void preview.refetch()} />}
        {data && (
          <div>
            <ul>
              {consequences.map((consequence) => (
                <li key={consequence}>{consequence}</li>
              ))}
            </ul>
            <Link
              to="/subscriptions/$id"
              params={{ id: subscription.id }}
              search={{ ...search, tab: 'users' }}
            >
              {cancel.see}
            </Link>
          </div>
        )}
        {data && reason && (
          <ConfirmCancel
            open={asks}
            subscription={subscription}
            reason={reason.id as Reason}
            feedback={draft.feedback?.trim() ?? ''}
            startAt={startAtOf(draft.when)}
            isPlanned={planned !== undefined}
            comesBack={data.credited !== undefined}
            consequences={planned ? [planned, ...consequences, whenWords.found] : consequences}
            onClose={() => setAsks(false)}
          />
        )}
      </>
    ),
  })
}
