import { useMemo } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useRefusedText } from '../look/refused-words.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import type { Preview } from './queries.ts'
import type { en } from './words.en.ts'
import { useConsolidateWords } from './words.ts'

type Row = Preview['sources'][number] & {
  readonly place: number
  /** Licences that are left when it has had its turn. */
  readonly left: number
}

/** Each source in its order: what it needs, what is left for those after it, and why it would stay. (B05) */
export function Outcomes({ preview }: { readonly preview: Preview }) {
  const { check } = useConsolidateWords()
  const format = useFormat()
  const refused = useRefusedText()
  const columns = useMemo(() => columnsOf(check, format, refused), [check, format, refused])
  return (
    <DataTable
      caption={check.table}
      rows={rowsOf(preview)}
      columns={columns}
      rowId={({ subscription }) => subscription.id}
      rowName={({ subscription }) => subscription.product?.displayName ?? subscription.id}
      empty={null}
    />
  )
}

function rowsOf({ sources, seatsFree }: Preview): readonly Row[] {
  let left = seatsFree
  return sources.map((source, at): Row => {
    if (!source.error) left -= source.seatsNeeded
    return { ...source, place: at + 1, left }
  })
}

function columnsOf(
  words: (typeof en)['check'],
  format: Format,
  refused: ReturnType<typeof useRefusedText>,
): readonly Column<Row>[] {
  const whyOf = ({ error, takesControl }: Row) =>
    error ? refused(error) : takesControl ? words.takesControl : ''
  return [
    {
      id: 'subscription',
      header: words.subscription,
      text: ({ place, subscription }) =>
        `${format.number(place)}. ${subscription.product?.displayName ?? subscription.id}`,
      grow: 2,
    },
    {
      id: 'purchaser',
      header: words.purchaser,
      text: ({ subscription }) => subscription.purchaser?.displayName ?? '',
      grow: 1.5,
    },
    { id: 'users', header: words.of, text: ({ users }) => format.number(users), numeric: true },
    {
      id: 'needed',
      header: words.neededOf,
      text: ({ seatsNeeded }) => format.number(seatsNeeded),
      numeric: true,
      onCard: true,
    },
    {
      id: 'left',
      header: words.leftAfter,
      text: ({ left }) => format.number(left),
      numeric: true,
    },
    {
      id: 'outcome',
      header: words.outcome,
      text: ({ error }) => (error ? words.stays : words.moves),
      cell: ({ error }) => (
        <StatusBadge kind={error ? 'warning' : 'good'}>{error ? words.stays : words.moves}</StatusBadge>
      ),
      onCard: true,
    },
    { id: 'why', header: words.why, text: whyOf, grow: 2.5, onCard: true },
  ]
}
