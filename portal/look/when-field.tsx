import { Field, Input, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components'
import { useFormat } from './format.ts'
import { isToCome, localOf, startAtOf, tomorrowMorning, type When } from './when.ts'
import { useWhenWords } from './when-words.ts'

const useStyles = makeStyles({
  when: { display: 'grid', gap: tokens.spacingVerticalS },
  why: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  // Below the choice that it belongs to.
  time: { marginInlineStart: tokens.spacingHorizontalXXXL, maxWidth: '280px' },
})

/** Now, at a day and time, or at the end of the term. (B11) */
export function WhenField({
  value,
  onChange,
  endOfTerm,
  several = false,
  later = false,
  isAsked,
}: {
  readonly value: When
  readonly onChange: (when: When) => void
  /** The day on which the term ends, or that it does on one that is not known here. */
  readonly endOfTerm: string | boolean | undefined
  readonly several?: boolean
  /** Another time for what was planned: now is none of them. */
  readonly later?: boolean
  /** Whether somebody wants to go on, so that a time that will not do is said. */
  readonly isAsked: boolean
}) {
  const styles = useStyles()
  const words = useWhenWords()
  const format = useFormat()
  const { kind, local = '' } = value
  const choose = (chosen: string) => {
    if (chosen === 'moment')
      onChange({ kind: 'moment', local: local === '' ? tomorrowMorning(new Date()) : local })
    else onChange({ ...value, kind: chosen === 'endOfTerm' ? 'endOfTerm' : 'now' })
  }
  return (
    <div className={styles.when}>
      <Field label={words.when}>
        <RadioGroup value={kind} onChange={(_event, data) => choose(data.value)}>
          {!later && <Radio value="now" label={words.now} />}
          {endOfTerm && (
            <Radio
              value="endOfTerm"
              label={
                <>
                  {endOfTerm === true ? words.endOfATerm : words.endOfTerm(format.day(endOfTerm))}
                  <div className={styles.why}>
                    {several && `${words.endOfFirst} `}
                    {words.endOfTermWhy}
                  </div>
                </>
              }
            />
          )}
          <Radio value="moment" label={words.moment} />
        </RadioGroup>
      </Field>
      {kind === 'moment' && (
        <Field
          className={styles.time}
          label={words.dayAndTime}
          hint={words.zone(format.zone(local))}
          required
          {...(isAsked && !isToCome(value, Date.now()) ? { validationMessage: words.past } : {})}
        >
          <Input
            type="datetime-local"
            value={local}
            min={localOf(new Date())}
            onChange={(_event, data) => onChange({ kind, local: data.value })}
          />
        </Field>
      )}
    </div>
  )
}

/** What was chosen, in a sentence; nothing for now. */
export function useWhenText(): (when: When, endOfTerm: string | undefined) => string | undefined {
  const words = useWhenWords()
  const format = useFormat()
  return ({ kind, local = '' }, endOfTerm) => {
    if (kind === 'now') return undefined
    if (kind === 'endOfTerm') return words.beginsAtEnd(endOfTerm ? format.day(endOfTerm) : '')
    // Whoever types a time has none yet in between.
    return startAtOf({ kind, local }) === undefined ? words.past : words.begins(format.instantInZone(local))
  }
}
