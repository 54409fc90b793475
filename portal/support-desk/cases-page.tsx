import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { caseKinds, caseStatuses, casesRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useDeskWords } from './words.ts'

type DeskCase = Schemas['DeskCase']

/** Who waits for support, of all organisations. (R162, R167) */
export function CasesPage() {
  const words = useDeskWords()
  const look = useLookWords()
  const search = casesRoute.useSearch()
  const changeSearch = casesRoute.useNavigate()
  const navigate = useNavigate()
  const list = useCases(search)
  const columns = useMemo(() => columnsOf(words), [words])
  const onSearch = (change: Partial<typeof search>) =>
    void changeSearch({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title}>
      <ListView
        id="support-cases"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ subject }) => subject}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => void navigate({ to: '/operator/support-cases/$id', params: { id } })}
        isFiltered={Boolean(search.status || search.kind)}
        onClearFilters={() => onSearch({ status: undefined, kind: undefined })}
        filters={
          <>
            <Choice
              label={words.columns.status}
              value={search.status ?? 'open'}
              options={caseStatuses.map((known) => [
                known,
                known === 'all' ? look.all : words.statuses[known],
              ])}
              onChange={(status) => onSearch({ status: status === 'open' ? undefined : status })}
            />
            <Choice
              label={words.columns.kind}
              value={search.kind}
              all={look.all}
              options={caseKinds.map((known) => [known, words.kinds[known]])}
              onChange={(kind) => onSearch({ kind })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function useCases({ status = 'open', kind }: ReturnType<typeof casesRoute.useSearch>) {
  const { api } = useSession()
  const filter = { ...(status === 'all' ? {} : { status }), ...(kind ? { kind } : {}) }
  return useAllRows<DeskCase>({
    key: ['desk', 'cases', filter],
    fetchPage: (continuation) =>
      ok(api.GET('/support/cases', { params: { query: { maxpagesize: 500, ...filter, ...continuation } } })),
  })
}

function columnsOf(words: typeof en): readonly Column<DeskCase>[] {
  const { columns } = words
  return [
    { id: 'subject', header: columns.subject, text: ({ subject }) => subject, grow: 2 },
    {
      id: 'organization',
      header: columns.organization,
      text: ({ organisation }) => organisation,
      grow: 1.5,
      onCard: true,
    },
    { id: 'kind', header: columns.kind, text: ({ kind }) => words.kinds[kind], grow: 1.5, onCard: true },
    { id: 'requester', header: columns.requester, text: ({ requester }) => requester.displayName, grow: 1.5 },
    {
      id: 'openedBy',
      header: columns.openedBy,
      text: ({ openedBy, openedByAdministrator }) =>
        openedByAdministrator ? words.byAdministrator(openedBy.displayName) : openedBy.displayName,
      grow: 1.5,
    },
    {
      id: 'status',
      header: columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => (
        <StatusBadge kind={status === 'open' ? 'warning' : 'good'}>{words.statuses[status]}</StatusBadge>
      ),
      onCard: true,
    },
    {
      id: 'created',
      header: columns.created,
      text: ({ createdDateTime }) => createdDateTime,
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      grow: 1.3,
    },
  ]
}
