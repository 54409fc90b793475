import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(120px, max-content) 1fr',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    margin: 0,
    '@media (max-width: 640px)': { gridTemplateColumns: '1fr', rowGap: 0 },
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: {
    margin: 0,
    overflowWrap: 'anywhere',
    '@media (max-width: 640px)': { marginBottom: tokens.spacingVerticalS },
  },
})

/** Names and values of one thing; what has no value is left out. */
export function Fields({
  fields,
}: {
  readonly fields: readonly (readonly [name: string, value: ReactNode])[]
}) {
  const styles = useStyles()
  const given = fields.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return (
    <dl className={styles.list}>
      {given.map(([name, value]) => (
        <Field key={name} name={name} value={value} />
      ))}
    </dl>
  )
}

function Field({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  const styles = useStyles()
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{typeof value === 'string' ? <bdi>{value}</bdi> : value}</dd>
    </>
  )
}
