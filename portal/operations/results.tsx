import { Link, useNavigate, useSearch } from '@tanstack/react-router'
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
import { outcomes, reasonsOf } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

const kinds = { succeeded: 'good', skipped: 'neutral', failed: 'bad' } as const

/** What became of each user so far. (R082, B02) */
export function Results({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const look = useLookWords()
  const search = useSearch({ from: '/operations/$id' })
  const { outcome, reason } = search
  const navigate = useNavigate({ from: '/operations/$id' })
  const list = useResults(operation, search)
  const all = useAllResults(operation.id, search)
  const columns = useMemo(() => columnsOf(words, operation.kind), [words, operation.kind])
  const { progress } = operation
  const isTransfer = operation.kind === 'transferOwnership'
  const known = outcome ? progress[outcome] : progress.succeeded + progress.skipped + progress.failed
  // How many were skipped for one reason is not counted.
  const total = reason ? 0 : known
  const { kind } = operation
  const reasons = kind in reasonsOf ? reasonsOf[kind as keyof typeof reasonsOf] : []
  const save = async () => {
    const [rows, { downloadCsv }] = await Promise.all([
      all.mutateAsync(),
      partOf(() => import('../look/csv.ts')),
    ])
    downloadCsv(
      `${operation.kind}-${operation.id}.csv`,
      ['userId', ...columns.map(({ header }) => header)],
      rows.map((row) => [row.userId, ...columns.map(({ text }) => text(row))]),
    )
  }
  return (
    <>
      {all.error && <ProblemPanel problem={all.error} />}
      <ListView
        id="operation-results"
        caption={isTransfer ? words.transfer.results : words.results}
        list={list}
        total={Math.max(total, list.rows.length)}
        columns={columns}
        rowId={idOf}
        rowName={(row) => row.subscription?.product?.displayName ?? nameOf(row)}
        search={{}}
        onSearch={() => {}}
        onExport={() => void save().catch(() => {})}
        isFiltered={outcome !== undefined || reason !== undefined}
        onClearFilters={() => void navigate({ search: {}, replace: true })}
        filters={
          <>
            <Choice
              label={words.outcome}
              value={outcome}
              all={look.all}
              options={outcomes.map((known) => [known, words.outcomes[known]])}
              onChange={(chosen) => void navigate({ search: { outcome: chosen }, replace: true })}
            />
            {reasons.length > 0 && (
              <Choice
                label={words.why}
                value={reason}
                all={look.all}
                options={reasons.map((one) => [one, words.reasons[one]])}
                onChange={(chosen) =>
                  void navigate({
                    search: chosen ? { outcome: 'skipped', reason: chosen } : {},
                    replace: true,
                  })
                }
              />
            )}
          </>
        }
        empty={<p>{isTransfer ? words.transfer.noResults : words.noResults}</p>}
      />
    </>
  )
}

/** Somebody may stand in a list twice, and get several subscriptions. */
function idOf({ userId, position, subscription }: Result): string {
  return subscription?.id ?? (position === undefined ? userId : String(position))
}

/** Of a row of a list that is nobody, what stands there. */
function nameOf({ userId, displayName }: Result): string {
  return displayName || userId
}

function columnsOf(words: typeof en, kind: Operation['kind']): readonly Column<Result>[] {
  return [
    ...(kind === 'transferOwnership' ? ofSubscription(words) : ofUser(words, kind)),
    ...ofOutcome(words, kind),
  ]
}

function ofSubscription({ columns }: typeof en): readonly Column<Result>[] {
  return [
    {
      id: 'subscription',
      header: columns.subject,
      text: ({ subscription }) => subscription?.product?.displayName ?? subscription?.id ?? '',
      cell: ({ subscription }) =>
        subscription && (
          <Link to="/subscriptions/$id" params={{ id: subscription.id }}>
            {subscription.product?.displayName ?? subscription.id}
          </Link>
        ),
      sortBy: false,
      grow: 2,
    },
  ]
}

function ofUser(words: typeof en, kind: Operation['kind']): readonly Column<Result>[] {
  const isOfList = kind === 'assignUsers' || kind === 'unassignUsers'
  return [
    { id: 'user', header: words.user, text: nameOf, sortBy: false, grow: 1.5 },
    {
      id: 'userName',
      header: words.userName,
      text: ({ userPrincipalName }) => userPrincipalName,
      sortBy: false,
      grow: 2,
      onCard: true,
    },
    ...(isOfList
      ? [
          {
            id: 'row',
            header: words.row,
            text: ({ position }: Result) => String(position ?? ''),
            sortBy: false,
            numeric: true,
            grow: 0.5,
          } as const,
        ]
      : []),
  ]
}

function ofOutcome(words: typeof en, kind: Operation['kind']): readonly Column<Result>[] {
  return [
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
        kind === 'transferOwnership' && reason === 'changedSince'
          ? words.transfer.changedSince
          : reason
            ? words.reasons[reason]
            : error
              ? (words.failures[error.code] ?? error.message)
              : '',
      sortBy: false,
      grow: 2,
      onCard: true,
    },
  ]
}
