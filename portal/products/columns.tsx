import { Badge, Caption1, makeStyles, tokens } from '@fluentui/react-components'
import type { Column } from '../look/data-table/column.ts'
import type { Format } from '../look/format.ts'
import type { Subscription } from './queries.ts'
import { SubscriptionStatus } from './subscription-status.tsx'
import type { en } from './words.en.ts'

/** All that is told of a subscription in a list; beside an open pane there is room for few of them. (R003 to R005, R027 to R033) */
export function columnsOf(
  words: typeof en,
  format: Format,
  isBeside: boolean,
): readonly Column<Subscription>[] {
  const { columns } = words
  const all: readonly Column<Subscription>[] = [
    {
      id: 'product',
      header: columns.product,
      text: ({ product, note }) => [product.displayName, note].filter(Boolean).join(' – '),
      cell: (row) => <Product row={row} words={words} isBeside={isBeside} />,
      sortBy: ({ product }) => product.displayName,
      grow: 2.5,
    },
    {
      id: 'purchaser',
      header: columns.purchaser,
      text: ({ purchaser }) => purchaser.displayName,
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'channel',
      header: columns.channel,
      text: ({ channel }) => words.channels[channel],
    },
    {
      id: 'status',
      header: columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <SubscriptionStatus status={status} />,
      grow: 1.3,
      onCard: true,
    },
    numbers('assigned', columns.assigned, format, ({ assignedLicenses }) => assignedLicenses, true),
    numbers('total', columns.total, format, ({ totalLicenses }) => totalLicenses),
    numbers('available', columns.available, format, ({ availableLicenses }) => availableLicenses),
    {
      id: 'price',
      header: columns.price,
      text: ({ price, priceTag }) => priceTag ?? format.money(price),
      sortBy: ({ price }) => price.amount,
      numeric: true,
    },
    {
      id: 'expires',
      header: columns.expires,
      text: ({ expirationDate }) => format.day(expirationDate),
      sortBy: ({ expirationDate }) => expirationDate,
      grow: 1.2,
    },
    {
      id: 'control',
      header: columns.control,
      text: ({ controlledBy }) => controlledBy?.displayName ?? '',
      hidden: true,
      grow: 1.5,
    },
  ]
  return isBeside ? all.filter(({ id, onCard }) => id === 'product' || onCard) : all
}

const useStyles = makeStyles({
  product: { display: 'grid', justifyItems: 'start', minWidth: 0 },
  small: { color: tokens.colorNeutralForeground2 },
})

/** With the tag and the note of what is free, and who has control of it, so that no column has to be looked for. */
function Product({
  row,
  words,
  isBeside,
}: {
  readonly row: Subscription
  readonly words: typeof en
  readonly isBeside: boolean
}) {
  const styles = useStyles()
  const { product, priceTag, note, controlledBy } = row
  return (
    <span className={styles.product}>
      <span>
        {product.displayName}
        {priceTag !== undefined && (
          <>
            {' '}
            <Badge appearance="outline" color="informative">
              {priceTag}
            </Badge>
          </>
        )}
      </span>
      {note !== undefined && !isBeside && <Caption1 className={styles.small}>{note}</Caption1>}
      {controlledBy && (
        <Caption1 className={styles.small}>{words.underControl(controlledBy.displayName)}</Caption1>
      )}
    </span>
  )
}

function numbers(
  id: string,
  header: string,
  format: Format,
  value: (row: Subscription) => number,
  onCard = false,
): Column<Subscription> {
  return { id, header, text: (row) => format.number(value(row)), sortBy: value, numeric: true, onCard }
}
