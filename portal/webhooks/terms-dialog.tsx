import { Checkbox, Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { wrongWith } from '../look/wrong-with.ts'
import { eventTypes } from './event-types.ts'
import type { Terms } from './queries.ts'
import { useWebhooksWords } from './words.ts'

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalM },
  types: { border: 'none', margin: 0, padding: 0, display: 'grid', minWidth: 0 },
  about: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  each: {
    display: 'grid',
    // Two beside each other where there is room.
    gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
    marginInlineStart: tokens.spacingHorizontalL,
  },
})

/** Where a webhook sends, what for, and what is told there: of a new one, or of one that there is. */
export function TermsDialog({
  before,
  busy,
  tries,
  problem,
  onSave,
  onClose,
}: {
  readonly before?: Terms
  readonly busy: boolean
  readonly tries: number
  readonly problem: unknown
  readonly onSave: (terms: Terms) => void
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = useWebhooksWords()
  const { dialog } = words
  const [description, setDescription] = useState(before?.description ?? '')
  const [url, setUrl] = useState(before?.url ?? 'https://')
  const [types, setTypes] = useState<Terms['types']>(before?.types ?? eventTypes)
  const [isAsked, setIsAsked] = useState(false)
  const all = types.length === eventTypes.length
  const isWhole = description.trim() !== '' && url.trim() !== '' && types.length > 0
  return (
    <Confirm
      open
      title={before ? dialog.editTitle(before.description) : dialog.createTitle}
      consequences={[]}
      verb={before ? dialog.editVerb : dialog.createVerb}
      busy={busy}
      tries={tries}
      problem={problem}
      onConfirm={() => {
        setIsAsked(true)
        if (isWhole) onSave({ description: description.trim(), url: url.trim(), types })
      }}
      onClose={onClose}
    >
      <div className={styles.form}>
        <Field label={dialog.name} hint={dialog.nameHint} required {...wrongWith(problem, 'description')}>
          <Input value={description} onChange={(_event, { value }) => setDescription(value)} />
        </Field>
        <Field label={dialog.url} hint={dialog.urlHint} required {...wrongWith(problem, 'url')}>
          <Input type="url" value={url} onChange={(_event, { value }) => setUrl(value)} />
        </Field>
        <fieldset className={styles.types}>
          <legend>{dialog.types}</legend>
          <Checkbox
            label={dialog.all}
            checked={all || (types.length > 0 && 'mixed')}
            onChange={() => setTypes(all ? [] : eventTypes)}
          />
          <div className={styles.each}>
            {eventTypes.map((type) => (
              <Checkbox
                key={type}
                label={
                  <>
                    {words.types[type]?.[0]}
                    <div className={styles.about}>{words.types[type]?.[1]}</div>
                  </>
                }
                checked={types.includes(type)}
                onChange={(_event, { checked }) =>
                  setTypes((chosen) =>
                    eventTypes.filter((known) =>
                      known === type ? checked === true : chosen.includes(known),
                    ),
                  )
                }
              />
            ))}
          </div>
        </fieldset>
        {isAsked && types.length === 0 && <strong role="alert">{dialog.none}</strong>}
      </div>
    </Confirm>
  )
}
