import { makeStyles, tokens } from '@fluentui/react-components'

const useStyles = makeStyles({
  numbers: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalXXL}`,
    margin: 0,
  },
  number: { display: 'grid' },
  name: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  value: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
})

/** A few numbers in a row; those without a value are left out. */
export function Numbers({
  numbers,
}: {
  readonly numbers: readonly (readonly [name: string, value: string | undefined])[]
}) {
  const styles = useStyles()
  return (
    <dl className={styles.numbers}>
      {numbers.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name} className={styles.number}>
              <dt className={styles.name}>{name}</dt>
              <dd className={styles.value}>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
