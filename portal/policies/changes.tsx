import { makeStyles, Text, tokens } from '@fluentui/react-components'
import type { PolicyDifference } from './queries.ts'
import { usePoliciesWords } from './words.ts'

const useStyles = makeStyles({
  list: { maxHeight: '40vh', overflow: 'auto', marginTop: tokens.spacingVerticalXS },
})

/** Which products get another value, each with both. */
export function Changes({
  title,
  changes,
  others,
}: {
  readonly title: string
  readonly changes: PolicyDifference['changes']
  readonly others: readonly string[]
}) {
  const styles = useStyles()
  const words = usePoliciesWords()
  return (
    <div role="status">
      <Text weight="semibold">{title}</Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys, too */}
      <ul className={styles.list} tabIndex={0} aria-label={title}>
        {changes.map(({ productId, productName, from, to }) => (
          <li key={productId}>{words.change(productName, words.values[from], words.values[to])}</li>
        ))}
        {others.map((other) => (
          <li key={other}>{other}</li>
        ))}
      </ul>
    </div>
  )
}
