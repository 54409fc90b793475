import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Operation } from '../api/operations.ts'
import { partOf } from '../api/parts.ts'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { type Result, useAllResults, useResults } from './queries.ts'
import { outcomes } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

const kinds = { succeeded: 'good', skipped: 'neutral', failed: 'bad' } as const

/** What became of each user so far. (R082, B02) */
export function Results({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const look = useLookWords()
  const { outcome } = useSearch({ from: '/operations/$id' })
  const navigate = useNavigate({ from: '/operations/$id' })
  const list = useResults(operation, outcome)
  const all = useAllResults(operation.id, outcome)
  const columns = useMemo(() => columnsOf(words), [words])
  const { progress } = operation
  const total = outcome ? progress[outcome] : progress.succeeded + progress.skipped + progress.failed
  const save = async () => {
    const [rows, { downloadCsv }] = await Promise.all([
      all.mutateAsync(),
      partOf(() => import('../look/csv.ts')),
    ])
    downloadCsv(
      `${operation.kind}-${operation.id}.csv`,
      columns.map(({ header }) => header),
      rows.map((row) => columns.map(({ text }) => text(row))),
    )
  }
  return (
    <>
      {all.error && <ProblemPanel problem={all.error} />}
      <ListView
        id="operation-results"
        caption={words.results}
        list={list}
        total={Math.max(total, list.rows.length)}
        columns={columns}
        rowId={({ userId }) => userId}
        rowName={({ displayName }) => displayName}
        search={{}}
        onSearch={() => {}}
        onExport={() => void save().catch(() => {})}
        isFiltered={outcome !== undefined}
        onClearFilters={() => void navigate({ search: {}, replace: true })}
        filters={
          <Choice
            label={words.outcome}
            value={outcome}
            all={look.all}
            options={outcomes.map((known) => [known, words.outcomes[known]])}
            onChange={(chosen) => void navigate({ search: { outcome: chosen }, replace: true })}
          />
        }
        empty={<p>{words.noResults}</p>}
      />
    </>
  )
}

function columnsOf(words: typeof en): readonly Column<Result>[] {
  return [
    { id: 'user', header: words.user, text: ({ displayName }) => displayName, sortBy: false, grow: 1.5 },
    {
      id: 'userName',
      header: words.userName,
      text: ({ userPrincipalName }) => userPrincipalName,
      sortBy: false,
      grow: 2,
      onCard: true,
    },
    {
      id: 'outcome',
      header: words.outcome,
      text: ({ outcome }) => words.outcomes[outcome],
      cell: ({ outcome }) => <StatusBadge kind={kinds[outcome]}>{words.outcomes[outcome]}</StatusBadge>,
      sortBy: false,
      onCard: true,
    },
    {
      id: 'why',
      header: words.why,
      text: ({ reason, error }) =>
        reason ? words.reasons[reason] : error ? (words.failures[error.code] ?? error.message) : '',
      sortBy: false,
      grow: 2,
      onCard: true,
    },
  ]
}
