import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { LiveSwitch, useLive } from './live.tsx'
import { type Refund, useRefunds, useTenantNames } from './queries.ts'
import { refundStatuses, refundsRoute } from './routes.tsx'
import { wordOf } from './word-of.ts'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

const badges = { pending: 'warning', done: 'good' } as const

/** Money that goes back, why, and whether the gateway has taken it. (B25) */
export function RefundsPage() {
  const all = useOperatorWords()
  const words = all.refunds
  const look = useLookWords()
  const format = useFormat()
  const search = refundsRoute.useSearch()
  const navigate = refundsRoute.useNavigate()
  const live = useLive()
  const list = useRefunds(search.status, live.everyMs)
  const { nameOf } = useTenantNames()
  const columns = useMemo(() => columnsOf(all, format, nameOf), [all, format, nameOf])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title} commands={<LiveSwitch live={live} updatedAt={list.updatedAt} />}>
      <ListView
        id="operator-refunds"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ tenantId, subscriptionId, createdDateTime }) =>
          `${tenantId} ${subscriptionId} ${createdDateTime}`
        }
        rowName={({ amount, paidBy }) => `${format.money(amount)}, ${paidBy}`}
        search={search}
        onSearch={onSearch}
        isFiltered={search.status !== undefined}
        onClearFilters={() => onSearch({ status: undefined })}
        filters={
          <Choice
            label={all.status}
            value={search.status}
            all={look.all}
            options={refundStatuses.map((known) => [known, words.statuses[known]])}
            onChange={(status) => onSearch({ status })}
          />
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf(
  { refunds: words, status, organization, about, created, tenants }: typeof en,
  format: Format,
  nameOf: (tenantId: string) => string,
): readonly Column<Refund>[] {
  const { columns } = words
  return [
    { id: 'paidBy', header: columns.paidBy, text: ({ paidBy }) => paidBy, grow: 1.5 },
    {
      id: 'organization',
      header: organization,
      text: ({ tenantId }) => nameOf(tenantId),
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'because',
      header: columns.because,
      text: ({ because }) => wordOf(words.reasons, because),
      grow: 1.5,
    },
    {
      id: 'status',
      header: status,
      text: (refund) => words.statuses[refund.status],
      cell: (refund) => (
        <StatusBadge kind={badges[refund.status]}>{words.statuses[refund.status]}</StatusBadge>
      ),
      onCard: true,
    },
    {
      id: 'amount',
      header: columns.amount,
      text: ({ amount }) => format.money(amount),
      sortBy: ({ amount }) => amount.amount,
      numeric: true,
      onCard: true,
    },
    {
      id: 'created',
      header: created,
      text: ({ createdDateTime }) => createdDateTime,
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      grow: 1.3,
    },
    {
      id: 'done',
      header: columns.done,
      text: ({ doneDateTime }) => doneDateTime ?? '',
      cell: ({ doneDateTime }) => doneDateTime && <InstantText at={doneDateTime} />,
      grow: 1.3,
    },
    { id: 'tenantId', header: tenants.id, text: ({ tenantId }) => tenantId, hidden: true },
    { id: 'subscription', header: about, text: ({ subscriptionId }) => subscriptionId, hidden: true },
    {
      id: 'charges',
      header: words.charges,
      text: ({ charges }) =>
        charges.map(({ chargeKey, amount }) => `${chargeKey}: ${format.money(amount)}`).join('\n'),
      hidden: true,
    },
  ]
}
