import { Text } from '@fluentui/react-components'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, type Money, useFormat } from '../look/format.ts'
import { Page } from '../look/page.tsx'
import { type PossibleSaving, useSavings } from './queries.ts'
import { savingsRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useSpendWords } from './words.ts'

/** Where central licences would cost less. (B19) */
export function SavingsPage() {
  const words = useSpendWords()
  const format = useFormat()
  const search = savingsRoute.useSearch()
  const navigate = useNavigate()
  const list = useSavings()
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const totals = useMemo(() => sumsOf(list.rows), [list.rows])
  return (
    <Page title={words.savings} about={words.title}>
      <Text>
        {words.savingsAbout}{' '}
        {totals.length > 0 && !list.isFilling && words.savingsTotal(format.list(totals.map(format.money)))}
      </Text>
      <ListView
        id="savings"
        caption={words.savingsCaption}
        list={list}
        columns={columns}
        rowId={({ subscriptionId }) => subscriptionId}
        rowName={({ product, purchaser }) => words.name(product.displayName, purchaser.displayName)}
        search={{ ...search, sort: search.sort ?? '-saving' }}
        onSearch={(change) =>
          void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
        }
        onOpen={({ subscriptionId }) =>
          void navigate({ to: '/subscriptions/$id', params: { id: subscriptionId } })
        }
        empty={<p>{words.savingsEmpty}</p>}
      />
      <Link to="/spend">{words.toSpend}</Link>
    </Page>
  )
}

/** Nobody moves where it would cost more. */
function sumsOf(rows: readonly PossibleSaving[]): readonly Money[] {
  const sums = new Map<string, number>()
  for (const { saving } of rows) {
    if (!saving || saving.saving.amount <= 0) continue
    const { amount, currency } = saving.saving
    sums.set(currency, (sums.get(currency) ?? 0) + amount)
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency }))
}

function columnsOf(words: typeof en, format: Format): readonly Column<PossibleSaving>[] {
  const amount = (
    id: 'price' | 'newPrice' | 'saving',
    extra: Partial<Column<PossibleSaving>> = {},
  ): Column<PossibleSaving> => ({
    id,
    header: words[id],
    text: ({ saving }) => (saving ? format.money(saving[id]) : words.notListed),
    sortBy: ({ saving }) => saving?.[id].amount ?? Number.MIN_SAFE_INTEGER,
    numeric: true,
    ...extra,
  })
  return [
    { id: 'product', header: words.product, text: ({ product }) => product.displayName, grow: 1.5 },
    {
      id: 'purchaser',
      header: words.purchaser,
      text: ({ purchaser }) => purchaser.displayName,
      onCard: true,
    },
    {
      id: 'seats',
      header: words.seats,
      text: ({ saving }) => (saving ? format.number(saving.seats) : ''),
      sortBy: ({ saving }) => saving?.seats ?? 0,
      numeric: true,
      onCard: true,
    },
    amount('price'),
    amount('newPrice'),
    amount('saving', { onCard: true }),
    {
      id: 'renews',
      header: words.ends,
      text: ({ autoRenew }) => (autoRenew ? words.renews : words.endsItself),
      hidden: true,
    },
  ]
}
