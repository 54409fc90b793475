import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { channels, productsLayout, statuses } from './layout-route.tsx'
import { type Subscription, useSubscriptions } from './queries.ts'
import type { en } from './words.en.ts'
import { useProductsWords } from './words.ts'

const kinds = { Active: 'good', Expired: 'warning', Disabled: 'bad', Deleted: 'neutral' } as const

/** What was bought, by whom, for how much. (R003, R027 to R033) */
export function ProductsPage({ openId }: { readonly openId: string | undefined }) {
  const words = useProductsWords()
  const look = useLookWords()
  const format = useFormat()
  const search = productsLayout.useSearch()
  const navigate = useNavigate()
  const list = useSubscriptions(search)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title}>
      <ListView
        id="products"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product, purchaser }) => `${product.displayName}, ${purchaser.displayName}`}
        search={search}
        onSearch={onSearch}
        openId={openId}
        onOpen={({ id }) => void navigate({ to: '/subscriptions/$id', params: { id }, search })}
        isFiltered={Boolean(search.channel || search.status || search.productId || search.purchaserId)}
        onClearFilters={() =>
          onSearch({ channel: undefined, status: undefined, productId: undefined, purchaserId: undefined })
        }
        filters={
          <>
            <Choice
              label={words.filters.channel}
              value={search.channel}
              all={look.all}
              options={channels
                .filter((channel) => channel !== 'all')
                .map((channel) => [channel, words.channels[channel]])}
              onChange={(channel) => onSearch({ channel })}
            />
            <Choice
              label={words.filters.status}
              value={search.status}
              all={look.all}
              options={statuses.map((status) => [status, words.statuses[status]])}
              onChange={(status) => onSearch({ status })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<Subscription>[] {
  return [
    { id: 'product', header: words.columns.product, text: ({ product }) => product.displayName, grow: 2 },
    {
      id: 'purchaser',
      header: words.columns.purchaser,
      text: ({ purchaser }) => purchaser.displayName,
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'channel',
      header: words.columns.channel,
      text: ({ channel, priceTag }) => priceTag ?? words.channels[channel],
    },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <StatusBadge kind={kinds[status]}>{words.statuses[status]}</StatusBadge>,
      onCard: true,
    },
    numberColumn(
      'assigned',
      words.columns.assigned,
      format,
      ({ assignedLicenses }) => assignedLicenses,
      true,
    ),
    numberColumn('total', words.columns.total, format, ({ totalLicenses }) => totalLicenses),
    numberColumn('available', words.columns.available, format, ({ availableLicenses }) => availableLicenses),
    {
      id: 'price',
      header: words.columns.price,
      text: ({ price }) => (price.amount === 0 ? '' : format.money(price)),
      sortBy: ({ price }) => price.amount,
      numeric: true,
    },
    {
      id: 'expires',
      header: words.columns.expires,
      text: ({ expirationDate }) => format.day(expirationDate),
      sortBy: ({ expirationDate }) => expirationDate,
    },
  ]
}

function numberColumn(
  id: string,
  header: string,
  format: Format,
  value: (row: Subscription) => number,
  onCard = false,
): Column<Subscription> {
  return { id, header, text: (row) => format.number(value(row)), sortBy: value, numeric: true, onCard }
}
