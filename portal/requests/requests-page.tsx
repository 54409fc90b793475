import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { type LicenseRequest, useRequests } from './queries.ts'
import { RequestStatus } from './request-status.tsx'
import { requestsRoute, statuses } from './routes.tsx'
import type { en } from './words.en.ts'
import { useRequestsWords } from './words.ts'

/** Who asks for what; those that wait first. (B10) */
export function RequestsPage() {
  const words = useRequestsWords()
  const look = useLookWords()
  const format = useFormat()
  const search = requestsRoute.useSearch()
  const navigate = useNavigate()
  const { status = 'Pending' } = search
  const list = useRequests(status === 'all' ? undefined : status)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title}>
      <ListView
        id="requests"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product, requestedBy }) => words.about(product.displayName, requestedBy.displayName)}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => void navigate({ to: '/requests/$id', params: { id } })}
        isFiltered={status !== 'all' && status !== 'Pending'}
        onClearFilters={() => onSearch({ status: 'all' })}
        filters={
          <Choice
            label={words.status}
            value={status === 'all' ? undefined : status}
            all={look.all}
            options={statuses.map((one) => [one, words.statuses[one]])}
            onChange={(chosen) => onSearch({ status: chosen ?? 'all' })}
          />
        }
        empty={<p>{status === 'all' ? words.emptyAll : words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<LicenseRequest>[] {
  return [
    { id: 'product', header: words.columns.product, text: ({ product }) => product.displayName, grow: 1.5 },
    {
      id: 'by',
      header: words.columns.by,
      text: ({ requestedBy }) => requestedBy.displayName,
      onCard: true,
    },
    {
      id: 'people',
      header: words.columns.people,
      text: ({ users }) => words.people(users.length, users[0]?.displayName ?? ''),
      onCard: true,
    },
    { id: 'message', header: words.columns.message, text: ({ message }) => message ?? '', grow: 2 },
    {
      id: 'asked',
      header: words.columns.asked,
      text: ({ createdDateTime }) => format.instant(createdDateTime),
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      sortBy: ({ createdDateTime }) => createdDateTime,
    },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <RequestStatus status={status} />,
      onCard: true,
    },
  ]
}
