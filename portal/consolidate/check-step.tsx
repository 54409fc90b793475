import { Button, MessageBar, MessageBarBody, makeStyles, Spinner, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useSubscription } from '../api/subscriptions.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { StackedBars } from '../look/pictures/stacked-bars.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { startAtOf } from '../look/when.ts'
import { useWhenText } from '../look/when-field.tsx'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { ConfirmConsolidate } from './confirm-consolidate.tsx'
import type { StepProps } from './consolidate-page.tsx'
import { Outcomes } from './outcomes.tsx'
import { type Preview, usePreview } from './queries.ts'
import { firstEnd } from './target-step.tsx'
import { useConsolidateWords } from './words.ts'

const useStyles = makeStyles({
  numbers: {
    display: 'grid',
    gap: tokens.spacingHorizontalXXL,
    // Beside each other where there is room: a picture as wide as the page would be as tall as it.
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 440px))',
    alignItems: 'start',
  },
})

/** What would become of each source, in its turn, before anything begins. (B05, R073) */
export function CheckStep({ sources, search, when, goTo, frame }: StepProps) {
  const words = useConsolidateWords()
  const whenWords = useWhenWords()
  const { check } = words
  const [asks, setAsks] = useState(false)
  const wanted = {
    sourceIds: sources.map(({ id }) => id),
    targetSubscriptionId: search.target,
    targetProductId: search.product,
  }
  const preview = usePreview(wanted)
  const { data, error } = preview
  const planned = useWhenText()(when, firstEnd(sources))
  const moving = data?.sources.filter((source) => !source.error).length ?? 0
  // Of what is to begin later, the licences of then count.
  const may = data !== undefined && (moving > 0 || planned !== undefined)
  return frame({
    heading: check.heading,
    onBack: () => goTo('target'),
    next: (
      <Button appearance="primary" disabledFocusable={!may} onClick={() => may && setAsks(true)}>
        {planned === undefined ? check.verb : check.plan}
      </Button>
    ),
    children: (
      <>
        {preview.isPending && <Spinner size="small" label={check.loading} />}
        {error && <ProblemPanel problem={error} onTryAgain={() => void preview.refetch()} />}
        {planned !== undefined && (
          <MessageBar layout="multiline">
            <MessageBarBody>
              {planned} {whenWords.until} {check.ofThen}
            </MessageBarBody>
          </MessageBar>
        )}
        {data && (
          <>
            <MessageBar intent={moving === data.sources.length ? 'success' : 'warning'} layout="multiline">
              <MessageBarBody>
                {moving === 0
                  ? check.nobody
                  : moving === data.sources.length
                    ? check.all(moving)
                    : check.some(moving, data.sources.length)}
              </MessageBarBody>
            </MessageBar>
            <Outcomes preview={data} />
            <Numbers preview={data} />
            <ConfirmConsolidate
              open={asks}
              wanted={wanted}
              preview={data}
              startAt={startAtOf(when)}
              planned={planned}
              onClose={() => setAsks(false)}
            />
          </>
        )}
      </>
    ),
  })
}

/** The licences there, before and after. */
function Numbers({ preview }: { readonly preview: Preview }) {
  const styles = useStyles()
  const { check } = useConsolidateWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const { targetSubscriptionId, seatsFree, seatsLeft, sources } = preview
  const { data: target } = useSubscription(api, tenantId, targetSubscriptionId)
  const needed = seatsFree - seatsLeft
  const users = sources.reduce((sum, source) => sum + (source.error ? 0 : source.users), 0)
  if (!target) return null
  const { assignedLicenses: assigned, reservedLicenses: reserved } = target
  return (
    <div className={styles.numbers}>
      <Fields
        fields={[
          [check.to, target.product.displayName],
          [check.users, format.number(users)],
          [check.free, format.number(seatsFree)],
          [check.needed, format.number(needed)],
          [check.left, format.number(seatsLeft)],
        ]}
      />
      <StackedBars
        caption={check.picture}
        formatted={format.number}
        parts={[
          { id: 'assigned', label: check.assigned, look: 'solid' },
          { id: 'reserved', label: check.reserved, look: 'dots' },
          { id: 'arriving', label: check.arriving, look: 'stripes' },
          { id: 'left', label: check.leftOver, look: 'empty' },
        ]}
        bars={[
          { id: 'before', label: check.before, values: { assigned, reserved, left: seatsFree } },
          {
            id: 'after',
            label: check.after,
            values: { assigned, reserved, arriving: needed, left: seatsLeft },
          },
        ]}
      />
    </div>
  )
}
