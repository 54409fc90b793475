import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { type SupportCase, useCases } from './queries.ts'
import { type CasesSearch, kinds, statuses } from './routes.tsx'
import type { en } from './words.en.ts'
import { useSupportWords } from './words.ts'

/** A purchaser's cases; of administrators all of the organisation. (R162, R184) */
export function CasesPage() {
  const words = useSupportWords()
  const look = useLookWords()
  const format = useFormat()
  const search = useSearch({ from: '/support' })
  const navigate = useNavigate()
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const onSearch = (change: Partial<CasesSearch>) =>
    void navigate({ to: '/support', search: { ...search, ...change }, replace: true })
  return (
    <Page
      title={words.title}
      commands={
        <LinkButton appearance="primary" to="/support/new">
          {words.open}
        </LinkButton>
      }
    >
      <ListView
        id="support-cases"
        caption={words.caption}
        list={useCases(search)}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ subject }) => subject}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => void navigate({ to: '/support/$id', params: { id } })}
        isFiltered={Boolean(search.status || search.kind)}
        onClearFilters={() => onSearch({ status: undefined, kind: undefined })}
        filters={
          <>
            <Choice
              label={words.filters.status}
              value={search.status}
              all={look.all}
              options={statuses.map((status) => [status, words.statuses[status]])}
              onChange={(status) => onSearch({ status })}
            />
            <Choice
              label={words.filters.kind}
              value={search.kind}
              all={look.all}
              options={kinds.map((kind) => [kind, words.kinds[kind]])}
              onChange={(kind) => onSearch({ kind })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<SupportCase>[] {
  return [
    {
      id: 'subject',
      header: words.columns.subject,
      text: ({ subject }) => subject,
      cell: ({ id, subject }) => (
        <Link to="/support/$id" params={{ id }}>
          {subject}
        </Link>
      ),
      grow: 2,
    },
    {
      id: 'product',
      header: words.columns.product,
      text: ({ product }) => product.displayName,
      onCard: true,
    },
    { id: 'kind', header: words.columns.kind, text: ({ kind }) => words.kinds[kind] },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => (
        <StatusBadge kind={status === 'open' ? 'warning' : 'good'}>{words.statuses[status]}</StatusBadge>
      ),
      onCard: true,
    },
    { id: 'requester', header: words.columns.requester, text: ({ requester }) => requester.displayName },
    {
      id: 'opened',
      header: words.columns.opened,
      text: ({ createdDateTime }) => format.instant(createdDateTime),
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      sortBy: ({ createdDateTime }) => createdDateTime,
      onCard: true,
    },
  ]
}
