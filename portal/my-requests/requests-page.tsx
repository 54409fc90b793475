import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { type LicenseRequest, useOwnRequests } from './queries.ts'
import { statusKinds } from './request-status.ts'
import { type RequestsSearch, statuses } from './routes.tsx'
import { Withdraw } from './withdraw.tsx'
import type { en } from './words.en.ts'
import { useMyRequestsWords } from './words.ts'

/** What one asked an administrator for, and what became of it. (B10) */
export function RequestsPage() {
  const words = useMyRequestsWords()
  const look = useLookWords()
  const format = useFormat()
  const search = useSearch({ from: '/my-requests' })
  const navigate = useNavigate()
  const list = useOwnRequests(search)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const [withdrawn, setWithdrawn] = useState<LicenseRequest>()
  const onSearch = (change: Partial<RequestsSearch>) =>
    void navigate({ to: '/my-requests', search: { ...search, ...change }, replace: true })
  const askLink = (
    <LinkButton appearance="primary" to="/my-requests/new">
      {words.ask}
    </LinkButton>
  )
  return (
    <Page title={words.title} commands={askLink}>
      <ListView
        id="my-requests"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product }) => product.displayName}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => void navigate({ to: '/my-requests/$id', params: { id } })}
        actions={(request) =>
          request.actions.includes('withdraw')
            ? [{ id: 'withdraw', label: words.withdraw, onClick: () => setWithdrawn(request) }]
            : []
        }
        isFiltered={search.status !== undefined}
        onClearFilters={() => onSearch({ status: undefined })}
        filters={
          <Choice
            label={words.status}
            value={search.status}
            all={look.all}
            options={statuses.map((status) => [status, words.statuses[status]])}
            onChange={(status) => onSearch({ status })}
          />
        }
        empty={<p>{words.empty}</p>}
      />
      {withdrawn && <Withdraw request={withdrawn} onClose={() => setWithdrawn(undefined)} />}
    </Page>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<LicenseRequest>[] {
  return [
    {
      id: 'product',
      header: words.columns.product,
      text: ({ product }) => product.displayName,
      cell: ({ id, product }) => (
        <Link to="/my-requests/$id" params={{ id }}>
          {product.displayName}
        </Link>
      ),
      grow: 2,
    },
    {
      id: 'people',
      header: words.columns.people,
      text: ({ users }) => format.list(users.map(({ displayName }) => displayName)),
      grow: 2,
      onCard: true,
    },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <StatusBadge kind={statusKinds[status]}>{words.statuses[status]}</StatusBadge>,
      onCard: true,
    },
    {
      id: 'asked',
      header: words.columns.asked,
      text: ({ createdDateTime }) => format.instant(createdDateTime),
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      sortBy: ({ createdDateTime }) => createdDateTime,
      onCard: true,
    },
    {
      id: 'decided',
      header: words.columns.decided,
      text: ({ decisions }) => format.list([...new Set(decisions.map(({ by }) => by.displayName))]),
    },
  ]
}
