import { makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import type { Subscription } from './queries.ts'
import { usePurchasesWords } from './words.ts'

const useStyles = makeStyles({
  frame: {
    overflowX: 'auto',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  table: { borderCollapse: 'collapse', width: '100%' },
  cell: {
    textAlign: 'left',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  number: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  section: { display: 'grid', gap: tokens.spacingVerticalS, minWidth: 0 },
})

/** What happened to it, newest first. (R156) */
export function OrderHistory({ subscription }: { readonly subscription: Subscription }) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const format = useFormat()
  const events = subscription.orderHistory?.toReversed() ?? []
  const { historyColumns: head } = words
  if (events.length === 0) return null
  return (
    <div className={styles.section}>
      <Subtitle2 as="h2" id="history">
        {words.history}
      </Subtitle2>
      {subscription.orderHistoryCut && <Text>{words.historyCut}</Text>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section className={styles.frame} tabIndex={0} aria-labelledby="history">
        <table className={styles.table}>
          <thead>
            <tr>
              <th className={styles.cell}>{head.event}</th>
              <th className={styles.cell}>{head.at}</th>
              <th className={styles.cell}>{head.by}</th>
              <th className={`${styles.cell} ${styles.number}`}>{head.total}</th>
              <th className={`${styles.cell} ${styles.number}`}>{head.amount}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ event, at, by, totalLicenses, charged, credited }) => (
              <tr key={`${at} ${event}`}>
                <td className={styles.cell}>{words.events[event] ?? event}</td>
                <td className={styles.cell}>
                  <InstantText at={at} />
                </td>
                <td className={styles.cell}>{by.displayName}</td>
                <td className={`${styles.cell} ${styles.number}`}>
                  {totalLicenses !== undefined && format.number(totalLicenses)}
                </td>
                <td className={`${styles.cell} ${styles.number}`}>
                  {[charged && format.money(charged), credited && words.credited(format.money(credited))]
                    .filter(Boolean)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
