import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { besideFrom } from '../look/beside-pane.tsx'
import { Choice } from '../look/choice.tsx'
import { ListView } from '../look/data-table/list-view.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { useMedia } from '../look/theme.tsx'
import { useSession } from '../sign-in/session.tsx'
import { columnsOf } from './columns.tsx'
import { Consolidate } from './consolidate.tsx'
import { ExportUsers } from './export-users.tsx'
import { channels, type ProductsSearch, productsLayout, statuses } from './layout-route.tsx'
import { offersOn } from './offers.ts'
import { useFilterChoices, useNotices, useSubscriptions } from './queries.ts'
import { useOffer } from './use-offer.ts'
import { useProductsWords } from './words.ts'

/** What was bought, by whom, for how much. (R003, R027 to R033, R160) */
export function ProductsPage({ openId }: { readonly openId: string | undefined }) {
  const words = useProductsWords()
  const format = useFormat()
  const { may } = useSession()
  const search = productsLayout.useSearch()
  const navigate = useNavigate()
  const goTo = useOffer()
  const list = useSubscriptions(search)
  const isWide = useMedia(besideFrom)
  const isBeside = openId !== undefined && isWide
  const columns = useMemo(() => columnsOf(words, format, isBeside), [words, format, isBeside])
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = list.rows.filter(({ id }) => selected.has(id))
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  const open = (id: string) => void navigate({ to: '/subscriptions/$id', params: { id }, search })
  return (
    <Page title={words.title}>
      <Notices />
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
        onOpen={({ id }) => open(id)}
        actions={(row) => [
          { id: 'open', label: words.actions.open, onClick: () => open(row.id) },
          ...offersOn(row).map((offer) => ({
            id: offer.id,
            label: words.actions[offer.id],
            onClick: () => goTo(row.id, offer),
          })),
        ]}
        selection={may.administer ? { ids: selected, onChange: setSelected } : undefined}
        commands={
          may.administer && (
            <>
              <ExportUsers chosen={chosen} />
              <Consolidate chosen={chosen} />
            </>
          )
        }
        isFiltered={Boolean(search.channel || search.status || search.productId || search.purchaserId)}
        onClearFilters={() =>
          onSearch({ channel: undefined, status: undefined, productId: undefined, purchaserId: undefined })
        }
        filters={<Filters search={search} onSearch={onSearch} />}
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function Filters({
  search,
  onSearch,
}: {
  readonly search: ProductsSearch
  readonly onSearch: (change: ProductsSearch) => void
}) {
  const words = useProductsWords()
  const look = useLookWords()
  const { products, purchasers } = useFilterChoices(search)
  return (
    <>
      <Choice
        label={words.filters.channel}
        value={search.channel === 'all' ? undefined : search.channel}
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
      <Choice
        label={words.filters.product}
        value={search.productId}
        all={look.all}
        options={products}
        onChange={(productId) => onSearch({ productId })}
      />
      <Choice
        label={words.filters.purchaser}
        value={search.purchaserId}
        all={look.all}
        options={purchasers}
        onChange={(purchaserId) => onSearch({ purchaserId })}
      />
    </>
  )
}

/** What people of the organisation's cloud have to know, and where to read on. (R092) */
function Notices() {
  const words = useProductsWords()
  const { data = [] } = useNotices()
  return data.map(({ text, help }) => (
    <MessageBar key={text} layout="multiline">
      <MessageBarBody>
        {text}{' '}
        <a href={help} rel="noreferrer" target="_blank">
          {words.readMore}
        </a>
      </MessageBarBody>
    </MessageBar>
  ))
}
