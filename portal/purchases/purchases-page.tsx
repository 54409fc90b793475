import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import type { RowAction } from '../look/data-table/data-row.tsx'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { type Subscription, usePurchases, useUnpaid } from './queries.ts'
import { channels, type PurchasesSearch, statuses } from './routes.tsx'
import { endText, statusKinds } from './status.ts'
import type { en } from './words.en.ts'
import { usePurchasesWords } from './words.ts'

/** What one bought, and what can be done with it. (R098, R154) */
export function PurchasesPage() {
  const words = usePurchasesWords()
  const look = useLookWords()
  const format = useFormat()
  const search = useSearch({ from: '/mine' })
  const navigate = useNavigate()
  const list = usePurchases(search)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const onSearch = (change: Partial<PurchasesSearch>) =>
    void navigate({ to: '/mine', search: { ...search, ...change }, replace: true })
  const go = (id: string, action?: string) =>
    void (action === undefined
      ? navigate({ to: '/mine/$id', params: { id } })
      : navigate({ to: '/mine/$id/$action', params: { id, action } }))
  const actions = (row: Subscription): RowAction[] => [
    ...(['assign', 'total', 'cancel'] as const)
      .filter((action) => row.actions.includes(actionOf[action]))
      .map((action) => ({ id: action, label: words.actions[action], onClick: () => go(row.id, action) })),
    ...(row.channel === 'trial' && row.status !== 'Deleted'
      ? [
          {
            id: 'buy',
            label: words.actions.buyTrial,
            onClick: () =>
              void navigate({
                to: '/shop/$productId',
                params: { productId: row.product.id },
                search: { fromTrial: row.id },
              }),
          },
        ]
      : []),
  ]
  return (
    <Page
      title={words.title}
      commands={
        <LinkButton appearance="primary" to="/shop">
          {words.getProduct}
        </LinkButton>
      }
    >
      <Unpaid />
      <ListView
        id="purchases"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product }) => product.displayName}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => go(id)}
        actions={actions}
        isFiltered={Boolean(search.channel || search.status)}
        onClearFilters={() => onSearch({ channel: undefined, status: undefined })}
        filters={
          <>
            <Choice
              label={words.filters.channel}
              value={search.channel}
              all={look.all}
              options={channels.map((channel) => [channel, words.channels[channel] ?? channel])}
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
        empty={
          <>
            <p>{words.empty}</p>
            <Button onClick={() => void navigate({ to: '/shop' })}>{words.getProduct}</Button>
          </>
        }
      />
    </Page>
  )
}

/** What the API calls it. */
const actionOf = { assign: 'assign', total: 'changeLicenses', cancel: 'cancel' } as const

/** Also of subscriptions that are disabled, which their purchaser no longer sees. (R155) */
function Unpaid() {
  const words = usePurchasesWords()
  const { data = [] } = useUnpaid()
  const [first] = data
  if (!first) return null
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{words.unpaid(data.length)}</MessageBarTitle>
        {words.unpaidWhy}
      </MessageBarBody>
      <MessageBarActions>
        {data.length === 1 ? (
          <LinkButton to="/billing/invoices/$id" params={{ id: first.id }}>
            {words.actions.pay}
          </LinkButton>
        ) : (
          <LinkButton to="/billing/invoices">{words.actions.pay}</LinkButton>
        )}
      </MessageBarActions>
    </MessageBar>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<Subscription>[] {
  const number = (id: 'total' | 'assigned' | 'available', value: (row: Subscription) => number) =>
    ({
      id,
      header: words.columns[id],
      text: (row: Subscription) => format.number(value(row)),
      sortBy: value,
      numeric: true,
      onCard: id === 'assigned',
    }) as const
  return [
    {
      id: 'product',
      header: words.columns.product,
      text: ({ product }) => product.displayName,
      cell: ({ id, product }) => (
        <Link to="/mine/$id" params={{ id }}>
          {product.displayName}
        </Link>
      ),
      grow: 2.5,
    },
    {
      id: 'channel',
      header: words.columns.channel,
      text: ({ channel, priceTag }) => priceTag ?? words.channels[channel] ?? channel,
    },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <StatusBadge kind={statusKinds[status]}>{words.statuses[status]}</StatusBadge>,
      onCard: true,
    },
    number('total', ({ totalLicenses }) => totalLicenses),
    number('assigned', ({ assignedLicenses }) => assignedLicenses),
    number('available', ({ availableLicenses }) => availableLicenses),
    {
      id: 'price',
      header: words.columns.price,
      text: ({ price }) => (price.amount === 0 ? '' : format.money(price)),
      sortBy: ({ price }) => price.amount,
      numeric: true,
    },
    {
      id: 'ends',
      header: words.columns.ends,
      text: (row) => endText(row, words, format),
      sortBy: ({ expirationDate }) => expirationDate,
      grow: 1.5,
      onCard: true,
    },
  ]
}
