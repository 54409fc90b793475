import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Schemas } from '../api/client.ts'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { WithProblem } from '../look/data-table/with-problem.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { OperationStatus } from '../look/operation-status.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { type Subscription, useOperationsOf } from './queries.ts'
import type { en } from './words.en.ts'
import { useProductsWords } from './words.ts'

type Row = Schemas['OperationRow']

/** What has worked on it, newest first. */
export function OperationsTab({ subscription }: { readonly subscription: Subscription }) {
  const words = useProductsWords()
  const named = useOperationWords()
  const format = useFormat()
  const navigate = useNavigate()
  const list = useOperationsOf(subscription.id)
  const columns = useMemo(() => columnsOf(words, named, format), [words, named, format])
  return (
    <WithProblem list={list}>
      <DataTable
        caption={words.operations.caption}
        rows={list.rows}
        isLoading={list.isLoading}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ kind }) => named.kinds[kind]}
        onOpen={({ id }) => void navigate({ to: '/operations/$id', params: { id } })}
        empty={<p>{words.operations.empty}</p>}
      />
    </WithProblem>
  )
}

function columnsOf(
  words: typeof en,
  named: ReturnType<typeof useOperationWords>,
  format: Format,
): readonly Column<Row>[] {
  const { operations } = words
  return [
    { id: 'kind', header: operations.operation, text: ({ kind }) => named.kinds[kind], grow: 1.5 },
    {
      id: 'status',
      header: operations.status,
      text: ({ status, isWaiting }) => (isWaiting ? named.planned : named.status[status]),
      cell: ({ status, isWaiting }) => <OperationStatus status={status} isWaiting={isWaiting} />,
      onCard: true,
      grow: 1.5,
    },
    {
      id: 'progress',
      header: operations.progress,
      text: ({ percentComplete }) => format.percent(percentComplete),
      numeric: true,
      onCard: true,
    },
    { id: 'by', header: operations.by, text: ({ startedBy }) => startedBy.displayName, grow: 1.5 },
    {
      id: 'started',
      header: operations.started,
      text: ({ createdDateTime }) => format.instant(createdDateTime),
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      onCard: true,
      grow: 1.5,
    },
  ]
}
