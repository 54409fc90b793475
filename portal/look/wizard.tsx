import {
  Button,
  Caption1,
  makeStyles,
  mergeClasses,
  tokens,
  typographyStyles,
} from '@fluentui/react-components'
import { CheckmarkCircleFilled } from '@fluentui/react-icons'
import { type ReactNode, useEffect, useRef } from 'react'
import { takeFocus } from './focus.ts'
import { useSubheading } from './heading-level.tsx'
import { useLookWords } from './look-words.ts'

const useStyles = makeStyles({
  wizard: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    minWidth: 0,
  },
  steps: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    fontSize: tokens.fontSizeBase200,
    listStyle: 'none',
    margin: 0,
    padding: 0,
  },
  step: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    // The room of the line below the current one: a line without colour would be seen in high contrast.
    paddingBottom: '4px',
  },
  current: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    paddingBottom: tokens.spacingVerticalXXS,
    borderBottom: `2px solid ${tokens.colorBrandStroke1}`,
  },
  heading: { ...typographyStyles.subtitle2, margin: 0, ':focus': { outline: 'none' } },
  content: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    overflowWrap: 'anywhere',
  },
  buttons: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    paddingTop: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
})

export interface WizardStep {
  readonly id: string
  readonly label: string
}

/**
 * Steps, one at a time: where one is, what it asks, and the way back and on. The heading of a step has the focus when
 * one comes to it. What a step does stands on its button; going back does nothing.
 */
export function Wizard({
  steps,
  current,
  heading,
  onBack,
  next,
  children,
}: {
  readonly steps: readonly WizardStep[]
  readonly current: string
  readonly heading: string
  readonly onBack?: (() => void) | undefined
  /** The button that goes on; a step whose choices go on by themselves has none. */
  readonly next?: ReactNode
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const words = useLookWords()
  const Subheading = useSubheading()
  const title = useRef<HTMLHeadingElement>(null)
  const place = steps.findIndex(({ id }) => id === current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves whenever the step is another one
  useEffect(() => {
    // After the page around it, whose own heading takes the focus when it is new.
    queueMicrotask(() => takeFocus(title.current))
  }, [current])
  return (
    <div className={styles.wizard}>
      <div>
        <Caption1>{words.stepOf(place + 1, steps.length)}</Caption1>
        <ol className={styles.steps}>
          {steps.map(({ id, label }, index) => (
            <li
              key={id}
              aria-current={index === place ? 'step' : undefined}
              className={mergeClasses(styles.step, index === place && styles.current)}
            >
              {index < place && <CheckmarkCircleFilled aria-label={words.stepDone} />}
              {label}
            </li>
          ))}
        </ol>
      </div>
      <Subheading ref={title} tabIndex={-1} className={styles.heading}>
        {heading}
      </Subheading>
      <div className={styles.content}>{children}</div>
      {(onBack || next) && (
        <div className={styles.buttons}>
          {onBack ? <Button onClick={onBack}>{words.back}</Button> : <span />}
          {next}
        </div>
      )}
    </div>
  )
}
