import { Field, Input } from '@fluentui/react-components'
import { useId } from 'react'
import { useLookWords } from './look-words.ts'

/** What was typed as a number of licences: whole and at least 1; undefined for everything else. (R101, R139) */
export function quantityOf(typed: string): number | undefined {
  return /^\s*[1-9]\d{0,8}\s*$/.test(typed) ? Number(typed) : undefined
}

/** A number of licences, as it is typed. */
export function Quantity({
  label,
  hint,
  typed,
  disabled = false,
  onChange,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly typed: string
  readonly disabled?: boolean
  readonly onChange: (typed: string) => void
}) {
  const words = useLookWords()
  const id = useId()
  const isWrong = quantityOf(typed) === undefined
  return (
    <Field
      label={label}
      required
      {...(hint === undefined ? {} : { hint })}
      {...(isWrong ? { validationMessage: words.wholeNumber } : {})}
    >
      <Input
        id={id}
        type="number"
        inputMode="numeric"
        min={1}
        step={1}
        value={typed}
        disabled={disabled}
        onChange={(_event, data) => onChange(data.value)}
        style={{ maxWidth: '160px' }}
      />
    </Field>
  )
}
