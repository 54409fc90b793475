import { makeStyles, Select } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import type { Column } from '../look/data-table/column.ts'
import type { Format } from '../look/format.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import type { PolicyValue } from './policy-values.ts'
import type { ProductPolicy, Wanted } from './queries.ts'
import type { en } from './words.en.ts'
import { usePoliciesWords } from './words.ts'

const kinds = {
  Enabled: 'good',
  OnlyTrialsWithoutPaymentMethod: 'warning',
  Disabled: 'bad',
} as const satisfies Record<PolicyValue, string>

const useStyles = makeStyles({
  select: { width: '100%', minWidth: 0, '& > select': { minWidth: 0, textOverflow: 'ellipsis' } },
})

export function policyColumns({
  words,
  format,
  purchases,
  onChange,
}: {
  readonly words: typeof en
  readonly format: Format
  /** By product; not there while it is being looked up. */
  readonly purchases: ReadonlyMap<string, number> | undefined
  /** Who may not change it has none: they see the value as a text. */
  readonly onChange?: (wanted: Wanted) => void
}): readonly Column<ProductPolicy>[] {
  const countOf = ({ productId }: ProductPolicy) => (purchases ? (purchases.get(productId) ?? 0) : undefined)
  return [
    { id: 'product', header: words.columns.product, text: ({ productName }) => productName, grow: 2 },
    {
      id: 'value',
      header: words.columns.value,
      text: ({ policyValue }) => words.values[policyValue],
      cell: (product) =>
        onChange ? (
          <ValueSelect product={product} onChange={onChange} />
        ) : (
          <StatusBadge kind={kinds[product.policyValue]}>{words.values[product.policyValue]}</StatusBadge>
        ),
      grow: 2,
      onCard: true,
    },
    {
      id: 'default',
      header: words.columns.default,
      text: ({ defaultValue }) => words.values[defaultValue],
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'purchases',
      header: words.columns.purchases,
      text: (product) => {
        const count = countOf(product)
        return count === undefined ? '' : format.number(count)
      },
      cell: (product) => {
        const count = countOf(product)
        if (!count) return count === undefined ? '' : format.number(count)
        return (
          <Link
            to="/products"
            search={{ productId: product.productId, status: 'Active' }}
            aria-label={words.purchasesOf(count, format.number(count), product.productName)}
          >
            {format.number(count)}
          </Link>
        )
      },
      sortBy: (product) => countOf(product) ?? 0,
      numeric: true,
      onCard: true,
    },
  ]
}

function ValueSelect({
  product: { productId, productName, policyValue, allowedValues },
  onChange,
}: {
  readonly product: ProductPolicy
  readonly onChange: (wanted: Wanted) => void
}) {
  const words = usePoliciesWords()
  const styles = useStyles()
  return (
    <Select
      className={styles.select}
      aria-label={words.valueOf(productName)}
      value={policyValue}
      onChange={(_event, { value }) => {
        const chosen = allowedValues.find((allowed) => allowed === value)
        if (chosen) onChange({ productId, policyValue: chosen })
      }}
    >
      {allowedValues.map((value) => (
        <option key={value} value={value}>
          {words.values[value]}
        </option>
      ))}
    </Select>
  )
}
