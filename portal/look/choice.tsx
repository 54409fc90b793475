import { Field, makeStyles, Select, tokens } from '@fluentui/react-components'

const useStyles = makeStyles({
  // Half of the room for the name, as Fluent would give it, is too much beside others.
  field: {
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalS,
    maxWidth: '100%',
  },
  select: { minWidth: 0, '& > select': { minWidth: 0, textOverflow: 'ellipsis' } },
})

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
  const styles = useStyles()
  return (
    <Field label={label} orientation="horizontal" className={styles.field}>
      <Select
        className={styles.select}
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
