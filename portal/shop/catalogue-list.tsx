import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView, type Loaded } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import type { CatalogueSearch } from './addresses.ts'
import { Offers } from './offers.tsx'
import { type Offered, offersOf, ways } from './ways.ts'
import type { en } from './words.en.ts'
import { useShopWords } from './words.ts'

/** What there is, for how much and how long, and how one gets it; before anyone signs in as well. (R181) */
export function CatalogueList<Row extends Offered>({
  list,
  search,
  mayOrder,
  filters,
}: {
  readonly list: Loaded<Row>
  readonly search: CatalogueSearch
  readonly mayOrder: boolean
  readonly filters?: ReactNode
}) {
  const words = useShopWords()
  const look = useLookWords()
  const format = useFormat()
  const navigate = useNavigate()
  const { family, way } = search
  const columns = useMemo(() => columnsOf<Row>(words, format, mayOrder), [words, format, mayOrder])
  const offered = useMemo(
    () => list.rows.filter((row) => offersOf(row, mayOrder).length > 0),
    [list.rows, mayOrder],
  )
  const rows = useMemo(
    () =>
      offered.filter(
        (row) =>
          (family === undefined || row.family === family) &&
          (way === undefined || row.channels.some(({ channel }) => channel === way)),
      ),
    [offered, family, way],
  )
  const families = useMemo(() => [...new Set(offered.map((row) => row.family))].sort(), [offered])
  const onSearch = (change: Partial<CatalogueSearch>) =>
    void navigate({ to: '/shop', search: { ...search, ...change }, replace: true })
  return (
    <>
      <ListView
        id="catalogue"
        caption={words.caption}
        list={{ ...list, rows }}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ displayName }) => displayName}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) =>
          void navigate({
            to: '/shop/$productId',
            params: { productId: id },
            search: { country: search.country },
          })
        }
        isFiltered={Boolean(family || way)}
        onClearFilters={() => onSearch({ family: undefined, way: undefined })}
        filters={
          <>
            {filters}
            <Choice
              label={words.filters.family}
              value={family}
              all={look.all}
              options={families.map((name) => [name, name])}
              onChange={(chosen) => onSearch({ family: chosen })}
            />
            <Choice
              label={words.filters.way}
              value={way}
              all={look.all}
              options={ways
                .filter((known) => mayOrder || known !== 'central')
                .map((known) => [known, words.ways[known]])}
              onChange={(chosen) => onSearch({ way: chosen })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
      <MessageBar>
        <MessageBarBody>{words.withoutTax}</MessageBarBody>
      </MessageBar>
    </>
  )
}

function columnsOf<Row extends Offered>(
  words: typeof en,
  format: Format,
  mayOrder: boolean,
): readonly Column<Row>[] {
  const first = (row: Row) => offersOf(row, mayOrder)[0]
  return [
    {
      id: 'product',
      header: words.columns.product,
      text: ({ displayName }) => displayName,
      cell: ({ id, displayName }) => (
        <Link
          to="/shop/$productId"
          params={{ productId: id }}
          search={(before: CatalogueSearch) => ({ country: before.country })}
        >
          {displayName}
        </Link>
      ),
      grow: 2.5,
    },
    { id: 'family', header: words.columns.family, text: ({ family }) => family, grow: 1.2, onCard: true },
    {
      id: 'price',
      header: words.columns.price,
      text: (row) => {
        const unitPrice = first(row)?.unitPrice
        if (!unitPrice) return ''
        return unitPrice.amount === 0 ? words.free : format.money(unitPrice)
      },
      sortBy: (row) => first(row)?.unitPrice.amount ?? 0,
      numeric: true,
      onCard: true,
    },
    {
      id: 'term',
      header: words.columns.term,
      text: (row) => words.months(first(row)?.billingTermMonths ?? 0),
      sortBy: (row) => first(row)?.billingTermMonths ?? 0,
      numeric: true,
    },
    {
      id: 'get',
      header: words.columns.get,
      text: (row) =>
        offersOf(row, mayOrder)
          .map(({ channel }) => words.ways[channel])
          .join(', '),
      cell: (row) => <Offers row={row} mayOrder={mayOrder} />,
      sortBy: false,
      grow: 2,
      onCard: true,
    },
  ]
}
