import { Checkbox, ProgressBar } from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { BoardSummary } from './board-summary.tsx'
import { CancelOperation } from './cancel-operation.tsx'
import { LiveSwitch, useLive } from './live.tsx'
import { OperationPane } from './operation-pane.tsx'
import {
  type BoardOperation,
  isCommand,
  unfinishedStatuses,
  useBoard,
  useBoardOperation,
  useCommand,
} from './queries.ts'
import { boardStatuses, operationsRoute } from './routes.tsx'
import { subjectOf } from './subject.ts'
import { TenantChoice } from './tenant-choice.tsx'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

const badges = {
  NotStarted: 'neutral',
  Running: 'neutral',
  Paused: 'warning',
  Succeeded: 'good',
  Failed: 'bad',
  Canceled: 'neutral',
} as const

type Names = ReturnType<typeof useOperationWords>

/** What runs, waits and failed in all organisations, and how fast it goes; paused, resumed and cancelled here. (B03, B17) */
export function OperationsPage() {
  const words = useOperatorWords()
  const names = useOperationWords()
  const format = useFormat()
  const search = operationsRoute.useSearch()
  const navigate = operationsRoute.useNavigate()
  const live = useLive()
  const { status, tenantId, attention } = search
  const list = useBoard(
    {
      ...(status === 'all' ? {} : { status: status ?? unfinishedStatuses }),
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(attention ? { needsAttention: attention } : {}),
    },
    live.everyMs,
  )
  const [cancelling, setCancelling] = useState<BoardOperation>()
  const command = useCommand(() => setCancelling(undefined))
  const columns = useMemo(() => columnsOf(words, names, format), [words, names, format])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const openRow = list.rows.find(({ id }) => id === search.open)
  // By itself, too: it may stand further down, or the list has moved on without it.
  const single = useBoardOperation(search.open, live.everyMs)
  // Whoever asks for another is shown the one before until it is there.
  const open = openRow ?? (single.data?.id === search.open ? single.data : undefined)
  return (
    <Page title={words.operations.title} commands={<LiveSwitch live={live} updatedAt={list.updatedAt} />}>
      <BoardSummary tenantId={tenantId} everyMs={live.everyMs} />
      {command.problem && !cancelling && <ProblemPanel problem={command.problem} />}
      {!open && single.error && <ProblemPanel problem={single.error} />}
      <ListView
        id="operator-operations"
        caption={words.operations.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={(row) => `${names.kinds[row.kind]}, ${subjectOf(row)}`}
        search={search}
        onSearch={onSearch}
        openId={search.open}
        onOpen={({ id }) => onSearch({ open: id })}
        actions={(row) =>
          row.actions.filter(isCommand).map((action) => ({
            id: action,
            label: words.operations.commands[action],
            onClick: () =>
              action === 'cancel' ? setCancelling(row) : command.run({ id: row.id, command: action }),
          }))
        }
        isFiltered={Boolean(status || tenantId || attention)}
        onClearFilters={() => onSearch({ status: undefined, tenantId: undefined, attention: undefined })}
        filters={
          <>
            <Choice
              label={words.status}
              value={status}
              all={words.operations.unfinished}
              options={boardStatuses.map((known) => [
                known,
                known === 'all' ? words.operations.everything : names.status[known],
              ])}
              onChange={(chosen) => onSearch({ status: chosen })}
            />
            <TenantChoice tenantId={tenantId} onChange={(chosen) => onSearch({ tenantId: chosen })} />
            <Checkbox
              label={words.operations.onlyAttention}
              checked={attention === 'true'}
              onChange={(_event, { checked }) =>
                onSearch({ attention: checked === true ? 'true' : undefined })
              }
            />
          </>
        }
        empty={<p>{words.operations.empty}</p>}
      />
      {open && (
        <OperationPane
          operation={open}
          organization={open.organisation ?? open.tenantId}
          onClose={() => onSearch({ open: undefined })}
        />
      )}
      {cancelling && (
        <CancelOperation
          operation={cancelling}
          command={command}
          onClose={() => {
            command.reset()
            setCancelling(undefined)
          }}
        />
      )}
    </Page>
  )
}

function columnsOf(words: typeof en, names: Names, format: Format): readonly Column<BoardOperation>[] {
  const { columns, attention, manyDeliveries } = words.operations
  const statusOf = ({ needsAttention, status }: BoardOperation) =>
    needsAttention ? attention : names.status[status]
  return [
    { id: 'kind', header: columns.kind, text: ({ kind }) => names.kinds[kind], grow: 1.1 },
    {
      id: 'organization',
      header: words.organization,
      text: ({ organisation, tenantId }) => organisation ?? tenantId,
      grow: 1.5,
      onCard: true,
    },
    { id: 'subject', header: columns.subject, text: subjectOf, grow: 1.8 },
    {
      id: 'status',
      header: words.status,
      text: statusOf,
      cell: (row) => (
        <StatusBadge kind={row.needsAttention ? 'bad' : badges[row.status]}>{statusOf(row)}</StatusBadge>
      ),
      grow: 1.8,
      onCard: true,
    },
    {
      id: 'progress',
      header: columns.progress,
      text: ({ percentComplete }) => format.percent(percentComplete),
      cell: (row) => <Progress row={row} text={format.percent(row.percentComplete)} />,
      numeric: true,
      onCard: true,
    },
    {
      id: 'rate',
      header: columns.rate,
      text: ({ usersPerSecond }) => format.number(usersPerSecond),
      numeric: true,
    },
    {
      id: 'left',
      header: columns.left,
      text: ({ secondsLeft }) => (secondsLeft === undefined ? '' : format.duration(secondsLeft)),
      numeric: true,
    },
    {
      id: 'deliveries',
      header: columns.deliveries,
      text: ({ deliveryCount }) =>
        deliveryCount > 1 ? manyDeliveries(format.number(deliveryCount)) : format.number(deliveryCount),
      numeric: true,
    },
    {
      id: 'asked',
      header: columns.asked,
      text: ({ createdDateTime }) => createdDateTime,
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      grow: 1.3,
    },
    {
      id: 'touched',
      header: columns.touched,
      text: ({ lastUpdatedDateTime }) => lastUpdatedDateTime,
      cell: ({ lastUpdatedDateTime }) => <InstantText at={lastUpdatedDateTime} />,
      hidden: true,
    },
    {
      id: 'by',
      header: columns.by,
      text: ({ startedBy }) => startedBy.displayName,
      hidden: true,
    },
  ]
}

function Progress({ row, text }: { readonly row: BoardOperation; readonly text: string }) {
  return (
    <span style={{ display: 'grid', gap: 4, width: '100%' }}>
      {text}
      <ProgressBar value={row.percentComplete / 100} aria-hidden />
    </span>
  )
}
