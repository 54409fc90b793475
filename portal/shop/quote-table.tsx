import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { type Money, useFormat } from '../look/format.ts'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  table: { borderCollapse: 'collapse', width: '100%', maxWidth: '480px' },
  caption: {
    textAlign: 'left',
    fontWeight: tokens.fontWeightSemibold,
    paddingBottom: tokens.spacingVerticalXS,
  },
  name: { textAlign: 'left', fontWeight: tokens.fontWeightRegular, padding: `${tokens.spacingVerticalXS} 0` },
  value: { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  total: {
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase400,
    borderTop: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  old: { opacity: 0.6 },
})

export interface Quoted {
  readonly unitPrice: Money
  readonly tax: Money
  readonly total: Money
}

/** What it costs: one licence, all of them, the tax, and what is charged. (R133) */
export function QuoteTable({
  quote,
  totalLicenses,
  months,
  isOld = false,
}: {
  readonly quote: Quoted
  readonly totalLicenses: number
  readonly months: number
  /** Of another number than the one that is typed by now. */
  readonly isOld?: boolean
}) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const { unitPrice, tax, total } = quote
  const rows = [
    [words.quote.unit, format.money(unitPrice)],
    [words.quote.licences, `× ${format.number(totalLicenses)}`],
    [words.quote.net, format.money({ ...total, amount: total.amount - tax.amount })],
    [words.quote.tax, format.money(tax)],
    [words.quote.term, words.months(months)],
  ] as const
  return (
    <div>
      <table className={mergeClasses(styles.table, isOld && styles.old)} aria-busy={isOld}>
        <caption className={styles.caption}>{words.quote.caption}</caption>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" className={styles.name}>
                {name}
              </th>
              <td className={styles.value}>{value}</td>
            </tr>
          ))}
          <tr className={styles.total}>
            <th scope="row" className={mergeClasses(styles.name, styles.total)}>
              {words.quote.total}
            </th>
            <td className={mergeClasses(styles.value, styles.total)}>{format.money(total)}</td>
          </tr>
        </tbody>
      </table>
      <Text as="p" size={200}>
        {words.quote.renews} {words.quote.refund}
      </Text>
    </div>
  )
}
