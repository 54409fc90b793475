import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type ProductLicenses, useLicenses } from './queries.ts'
import { channels, licensesRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useLicensesWords } from './words.ts'

/** Each product once, however often it was bought; for a purchaser what they bought. (R044 to R049, R187) */
export function LicensesPage() {
  const words = useLicensesWords()
  const look = useLookWords()
  const format = useFormat()
  const { may } = useSession()
  const search = licensesRoute.useSearch()
  const navigate = useNavigate()
  const list = useLicenses(search.channel)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title}>
      <ListView
        id="licenses"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ productId }) => productId}
        rowName={({ displayName }) => displayName}
        search={search}
        onSearch={onSearch}
        onOpen={({ productId }) => void navigate({ to: '/licenses/$productId', params: { productId } })}
        isFiltered={search.channel !== undefined}
        onClearFilters={() => onSearch({ channel: undefined })}
        // A purchaser has but one.
        filters={
          (may.readAll || may.lookAfterLicenses) && (
            <Choice
              label={words.channel}
              value={search.channel}
              all={look.all}
              options={channels.map((channel) => [channel, words.channels[channel]])}
              onChange={(channel) => onSearch({ channel })}
            />
          )
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<ProductLicenses>[] {
  const number = (
    id: keyof typeof words.columns,
    value: (row: ProductLicenses) => number,
    onCard = true,
  ): Column<ProductLicenses> => ({
    id,
    header: words.columns[id],
    text: (row) => format.number(value(row)),
    sortBy: value,
    numeric: true,
    onCard,
  })
  return [
    { id: 'product', header: words.columns.product, text: ({ displayName }) => displayName, grow: 3 },
    number('available', ({ availableQuantity }) => availableQuantity),
    number('assigned', ({ assignedQuantity }) => assignedQuantity),
    number('free', ({ availableQuantity, assignedQuantity }) => availableQuantity - assignedQuantity),
    number('subscriptions', ({ subscriptions }) => subscriptions, false),
  ]
}
