import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components'
import { useState } from 'react'
import { useSubscription } from '../api/subscriptions.ts'
import { Fields } from '../look/fields.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { StackedBars } from '../look/pictures/stacked-bars.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { startAtOf } from '../look/when.ts'
import { useWhenText } from '../look/when-field.tsx'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { ConfirmMove } from './confirm-move.tsx'
import type { Draft } from './draft.ts'
import { usePreviewMove } from './queries.ts'
import type { Shortage } from './shortage.ts'
import type { StepProps } from './take-over-page.tsx'
import type { en } from './words.en.ts'
import { useTakeOverWords } from './words.ts'

export type Preview = NonNullable<ReturnType<typeof usePreviewMove>['data']>

/** What the move would do, before it begins: who, how many licences, which mail, what it saves; and when. (R073, B11, B19, B25) */
export function ReviewStep({
  subscription,
  goTo,
  frame,
  draft,
  onShort,
}: StepProps & { readonly draft: Draft; readonly onShort: (shortage: Shortage) => void }) {
  const words = useTakeOverWords()
  const format = useFormat()
  const { review } = words
  const userIds = draft.who === 'some' ? draft.chosen.map(({ userId }) => userId) : undefined
  const preview = usePreviewMove(subscription.id, draft.targetId, userIds)
  const { api, tenantId } = useSession()
  const target = useSubscription(api, tenantId, draft.targetId ?? subscription.id)
  const [asks, setAsks] = useState(false)
  const { data, error } = preview
  const missing = data ? data.seatsNeeded - data.seatsFree : 0
  const planned = useWhenText()(draft.when, subscription.expirationDate)
  const whenWords = useWhenWords()
  // Of what is to begin later, the licences of then count.
  const cannot = missing > 0 && planned === undefined
  return frame({
    heading: review.heading,
    onBack: () => goTo('move'),
    next: (
      <Button
        appearance="primary"
        disabledFocusable={!data || !target.data || cannot}
        onClick={() => data && target.data && !cannot && setAsks(true)}
      >
        {planned === undefined ? review.verb : review.plan}
      </Button>
    ),
    children: (
      <>
        {preview.isPending && <Spinner size="small" label={review.loading} />}
        {error && <ProblemPanel problem={error} onTryAgain={() => void preview.refetch()} />}
        {planned !== undefined && (
          <MessageBar layout="multiline">
            <MessageBarBody>
              {planned} {whenWords.until} {review.ofThen}
            </MessageBarBody>
          </MessageBar>
        )}
        {missing > 0 && <strong role="alert">{review.short(missing, format.number(missing))}</strong>}
        {data && target.data && (
          <>
            <Fields fields={fieldsOf(data, target.data.product.displayName, words, format)} />
            <StackedBars
              caption={review.picture}
              formatted={format.number}
              parts={[
                { id: 'assigned', label: review.assigned, look: 'solid' },
                { id: 'reserved', label: review.reserved, look: 'dots' },
                { id: 'arriving', label: review.arriving, look: 'stripes' },
                { id: 'left', label: review.left, look: 'empty' },
              ]}
              bars={[
                {
                  id: 'before',
                  label: review.before,
                  values: {
                    assigned: target.data.assignedLicenses,
                    reserved: target.data.reservedLicenses,
                    left: data.seatsFree,
                  },
                },
                {
                  id: 'after',
                  label: review.after,
                  values: {
                    assigned: target.data.assignedLicenses,
                    reserved: target.data.reservedLicenses,
                    arriving: data.seatsNeeded,
                    left: Math.max(0, data.seatsFree - data.seatsNeeded),
                  },
                },
              ]}
            />
            <ConfirmMove
              open={asks}
              subscription={subscription}
              target={target.data}
              preview={data}
              userIds={userIds}
              startAt={startAtOf(draft.when)}
              planned={planned}
              onShort={onShort}
              onClose={() => setAsks(false)}
            />
          </>
        )}
      </>
    ),
  })
}

function fieldsOf(
  { usersToMove, alreadyHolding, seatsNeeded, seatsFree, mail, saving, credited }: Preview,
  target: string,
  { review }: typeof en,
  format: Format,
): Parameters<typeof Fields>[0]['fields'] {
  const saves = saving && saving.saving.amount >= 0
  return [
    [review.to, target],
    [review.users, format.number(usersToMove)],
    [review.holding, alreadyHolding > 0 ? format.number(alreadyHolding) : undefined],
    [review.needed, format.number(seatsNeeded)],
    [review.free, format.number(seatsFree)],
    [review.mail, mail ? format.list([mail.to, ...(mail.cc ? [mail.cc] : [])]) : review.noMail],
    [review.subject, mail?.subject],
    [
      saves ? review.saving : review.costs,
      saving && format.money({ currency: saving.saving.currency, amount: Math.abs(saving.saving.amount) }),
    ],
    [review.credited, credited && format.money(credited.total)],
  ]
}
