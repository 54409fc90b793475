import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Operation } from '../api/operations.ts'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { OperationStatus } from '../look/operation-status.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { useRefusedText } from '../look/refused-words.ts'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

type Child = NonNullable<Operation['children']>[number]
type Row = Child & { readonly place: number }

/** The sources of a consolidation in their order: how far each is, why it was not moved, and its own move. (B05) */
export function Children({ of }: { readonly of: readonly Child[] }) {
  const words = useOperationsWords()
  const named = useOperationWords()
  const format = useFormat()
  const refused = useRefusedText()
  const navigate = useNavigate()
  const columns = useMemo(() => columnsOf(words, named, format, refused), [words, named, format, refused])
  const rows = of.map((child, at): Row => ({ ...child, place: at + 1 }))
  return (
    <DataTable
      caption={words.children.title}
      rows={rows}
      columns={columns}
      rowId={({ subscription }) => subscription.id}
      rowName={({ subscription }) =>
        [subscription.product?.displayName ?? subscription.id, subscription.purchaser?.displayName]
          .filter(Boolean)
          .join(', ')
      }
      onOpen={({ operationId, subscription }) =>
        operationId === undefined
          ? void navigate({ to: '/subscriptions/$id', params: { id: subscription.id } })
          : void navigate({ to: '/operations/$id', params: { id: operationId } })
      }
      empty={null}
    />
  )
}

function columnsOf(
  words: typeof en,
  named: ReturnType<typeof useOperationWords>,
  format: Format,
  refused: ReturnType<typeof useRefusedText>,
): readonly Column<Row>[] {
  const done = ({ progress }: Row) => progress.succeeded + progress.skipped
  const whyOf = ({ error }: Row) => (error ? refused(error) : '')
  return [
    {
      id: 'subscription',
      header: words.columns.subject,
      text: ({ place, subscription }) =>
        `${format.number(place)}. ${subscription.product?.displayName ?? subscription.id}`,
      grow: 2,
    },
    {
      id: 'purchaser',
      header: words.columns.purchaser,
      text: ({ subscription }) => subscription.purchaser?.displayName ?? '',
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => named.status[status],
      cell: ({ status }) => <OperationStatus status={status} />,
      grow: 1.3,
      onCard: true,
    },
    {
      id: 'users',
      header: words.numbers.total,
      text: (row) => words.doneOf(format.number(done(row)), format.number(row.progress.total)),
      numeric: true,
      onCard: true,
    },
    { id: 'why', header: words.why, text: whyOf, grow: 2.5 },
    {
      id: 'move',
      header: words.children.move,
      text: ({ operationId }) => operationId ?? '',
      cell: ({ operationId }) =>
        operationId && (
          <Link to="/operations/$id" params={{ id: operationId }}>
            {words.children.toMove}
          </Link>
        ),
    },
  ]
}
