import { Field, Select } from '@fluentui/react-components'

/** One of few: a filter, or a field of a form. `undefined` is "All". */
export function Choice<Value extends string>({
  label,
  value,
  options,
  all,
  onChange,
}: {
  readonly label: string
  readonly value: Value | undefined
  readonly options: readonly (readonly [value: Value, label: string])[]
  /** What nothing chosen is called; without it something always is. */
  readonly all?: string
  readonly onChange: (value: Value | undefined) => void
}) {
  return (
    <Field label={label} orientation="horizontal">
      <Select
        value={value ?? ''}
        onChange={(_event, data) => onChange(options.find(([known]) => known === data.value)?.[0])}
      >
        {all !== undefined && <option value="">{all}</option>}
        {options.map(([known, name]) => (
          <option key={known} value={known}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}
