import { Caption1, makeStyles, tokens } from '@fluentui/react-components'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { OperationStatus } from '../look/operation-status.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { type OperationRow, useOperations } from './queries.ts'
import { kinds, statusFilters } from './routes.tsx'
import { subjectName } from './subject.ts'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

/** What runs, what is planned and what has run, of anybody. (R080, B02, B11) */
export function OperationsPage() {
  const words = useOperationsWords()
  const look = useLookWords()
  const named = useOperationWords()
  const format = useFormat()
  const search = useSearch({ from: '/operations' })
  const navigate = useNavigate({ from: '/operations' })
  const list = useOperations(search)
  const columns = useMemo(() => columnsOf(words, named, format), [words, named, format])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title}>
      <ListView
        id="operations"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={(row) => `${named.kinds[row.kind]}, ${subjectName(words, row)}`}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => void navigate({ to: '/operations/$id', params: { id } })}
        isFiltered={Boolean(search.status || search.kind)}
        onClearFilters={() => onSearch({ status: undefined, kind: undefined })}
        filters={
          <>
            <Choice
              label={words.filters.status}
              value={search.status}
              all={look.all}
              options={statusFilters.map((status) => [
                status,
                status === 'unfinished'
                  ? words.unfinished
                  : status === 'planned'
                    ? named.planned
                    : named.status[status],
              ])}
              onChange={(status) => onSearch({ status })}
            />
            <Choice
              label={words.filters.kind}
              value={search.kind}
              all={look.all}
              options={kinds.map((kind) => [kind, named.kinds[kind]])}
              onChange={(kind) => onSearch({ kind })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

const useStyles = makeStyles({
  status: { display: 'grid', justifyItems: 'start' },
  from: { color: tokens.colorNeutralForeground2 },
})

/** With the time at which it begins, where it waits for that. */
function Status({ row }: { readonly row: OperationRow }) {
  const styles = useStyles()
  const words = useOperationsWords()
  const format = useFormat()
  if (row.needsAttention) return <StatusBadge kind="warning">{words.needsAttention}</StatusBadge>
  return (
    <span className={styles.status}>
      <OperationStatus status={row.status} isWaiting={row.isWaiting} />
      {row.isWaiting && row.startAt !== undefined && (
        <Caption1 className={styles.from}>{words.from(format.instant(row.startAt))}</Caption1>
      )}
    </span>
  )
}

function columnsOf(
  words: typeof en,
  named: ReturnType<typeof useOperationWords>,
  format: Format,
): readonly Column<OperationRow>[] {
  const { columns } = words
  return [
    { id: 'kind', header: columns.kind, text: ({ kind }) => named.kinds[kind], grow: 1.5 },
    {
      id: 'subject',
      header: columns.subject,
      text: (row) => subjectName(words, row),
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'purchaser',
      header: columns.purchaser,
      text: ({ subscription }) => subscription.purchaser?.displayName ?? '',
      grow: 1.5,
    },
    {
      id: 'target',
      header: columns.target,
      text: ({ target }) => target?.product?.displayName ?? '',
      grow: 1.5,
    },
    {
      id: 'status',
      header: columns.status,
      text: (row) =>
        row.needsAttention
          ? words.needsAttention
          : row.isWaiting
            ? `${named.planned}, ${words.from(format.instant(row.startAt ?? ''))}`
            : named.status[row.status],
      cell: (row) => <Status row={row} />,
      onCard: true,
      grow: 1.5,
    },
    {
      id: 'progress',
      header: columns.progress,
      text: ({ percentComplete }) => format.percent(percentComplete),
      sortBy: ({ percentComplete }) => percentComplete,
      numeric: true,
      onCard: true,
    },
    { id: 'by', header: columns.by, text: ({ startedBy }) => startedBy.displayName, grow: 1.5 },
    {
      id: 'started',
      header: columns.started,
      text: ({ createdDateTime }) => format.instant(createdDateTime),
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      sortBy: ({ createdDateTime }) => createdDateTime,
      grow: 1.5,
    },
    {
      id: 'ended',
      header: columns.ended,
      text: ({ completedDateTime }) => (completedDateTime ? format.instant(completedDateTime) : ''),
      cell: ({ completedDateTime }) => completedDateTime && <InstantText at={completedDateTime} />,
      sortBy: ({ completedDateTime }) => completedDateTime ?? '',
      grow: 1.5,
      hidden: true,
    },
  ]
}
