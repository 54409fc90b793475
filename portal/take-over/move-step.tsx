import { Button, Field, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useFormat } from '../look/format.ts'
import { TargetPicker } from '../look/move-targets/target-picker.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { isToCome } from '../look/when.ts'
import { WhenField } from '../look/when-field.tsx'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import type { Draft } from './draft.ts'
import type { Shortage } from './shortage.ts'
import { SomeUsers } from './some-users.tsx'
import type { StepProps } from './take-over-page.tsx'
import { useTakeOverWords } from './words.ts'

/** As many as the API takes by name. */
const chosenMax = 20_000

const useStyles = makeStyles({
  why: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
})

/** Where they move, and whether all of them: chosen users leave the subscription to the others; and when. (R078, B04, B11) */
export function MoveStep({
  subscription,
  goTo,
  frame,
  draft,
  change,
  shortage,
}: StepProps & {
  readonly draft: Draft
  readonly change: (changes: Partial<Draft>) => void
  /** What it came to the last time. */
  readonly shortage: Shortage | undefined
}) {
  const styles = useStyles()
  const words = useTakeOverWords()
  const whenWords = useWhenWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const { move } = words
  const { assignedLicenses } = subscription
  const [isAsked, setIsAsked] = useState(false)
  const isSome = draft.who === 'some'
  const count = isSome ? draft.chosen.length : assignedLicenses
  const missing = !draft.targetId
    ? move.chooseTarget
    : count === 0
      ? move.choosePeople
      : isSome && count > chosenMax
        ? move.tooMany(format.number(chosenMax))
        : isToCome(draft.when, Date.now())
          ? undefined
          : whenWords.past
  return frame({
    heading: move.heading,
    onBack: () => goTo('choose'),
    next: (
      <Button
        appearance="primary"
        onClick={() => {
          setIsAsked(true)
          if (missing === undefined) goTo('review')
        }}
      >
        {move.next}
      </Button>
    ),
    children: (
      <>
        {shortage && shortage.targetId === draft.targetId && (
          <ProblemPanel
            problem={shortage.problem}
            actions={
              <Link to="/subscriptions/$id" params={{ id: shortage.targetId }}>
                {words.toTarget}
              </Link>
            }
          />
        )}
        <TargetPicker
          api={api}
          tenantId={tenantId}
          sourceIds={[subscription.id]}
          users={count}
          chosen={{ id: draft.targetId }}
          onChoose={({ id }) => change({ targetId: id })}
        />
        <Field label={move.who}>
          <RadioGroup
            value={draft.who}
            onChange={(_event, { value }) => change({ who: value === 'some' ? 'some' : 'all' })}
          >
            <Radio
              value="all"
              label={
                <>
                  {move.all(assignedLicenses, format.number(assignedLicenses))}
                  <div className={styles.why}>{move.allWhy}</div>
                </>
              }
            />
            <Radio
              value="some"
              label={
                <>
                  {move.some}
                  <div className={styles.why}>{move.someWhy}</div>
                </>
              }
            />
          </RadioGroup>
        </Field>
        {isSome && (
          <SomeUsers
            subscription={subscription}
            chosen={draft.chosen}
            onChange={(chosen) => change({ chosen })}
          />
        )}
        <WhenField
          value={draft.when}
          onChange={(when) => change({ when })}
          endOfTerm={subscription.expirationDate}
          isAsked={isAsked}
        />
        {isAsked && missing !== undefined && (
          <Text role="alert" weight="semibold">
            {missing}
          </Text>
        )}
      </>
    ),
  })
}
