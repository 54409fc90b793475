import { useMemo } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { WithProblem } from '../look/data-table/with-problem.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { type Assignment, useHolders } from './queries.ts'
import type { Held } from './unassign-dialog.tsx'
import type { en } from './words.en.ts'
import { useLicensesWords } from './words.ts'

/** Who holds a licence of one purchase. Who is selected here joins those of the other purchases. */
export function HolderTable({
  subscriptionId,
  caption,
  total,
  people,
  onPeople,
}: {
  readonly subscriptionId: string
  readonly caption: string
  readonly total: number
  readonly people: ReadonlyMap<string, Held>
  /** Who may not unassign has none. */
  readonly onPeople?: (people: ReadonlyMap<string, Held>) => void
}) {
  const words = useLicensesWords()
  const format = useFormat()
  const list = useHolders(subscriptionId)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const choose = (ids: ReadonlySet<string>) => {
    const changed = new Map(people)
    for (const { userId, displayName } of list.rows) {
      if (ids.has(userId)) changed.set(userId, { userId, displayName })
      else changed.delete(userId)
    }
    onPeople?.(changed)
  }
  return (
    <WithProblem list={list}>
      <DataTable
        caption={caption}
        rows={list.rows}
        total={Math.max(total, list.rows.length)}
        columns={columns}
        rowId={({ userId }) => userId}
        rowName={({ displayName }) => displayName}
        isLoading={list.isLoading}
        onMore={list.loadMore}
        {...(onPeople ? { selection: { ids: new Set(people.keys()), onChange: choose } } : {})}
        empty={<p>{words.nobody}</p>}
      />
    </WithProblem>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<Assignment>[] {
  return [
    { id: 'name', header: words.name, text: ({ displayName }) => displayName },
    {
      id: 'userName',
      header: words.userName,
      text: ({ userPrincipalName }) => userPrincipalName,
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'since',
      header: words.since,
      text: ({ assignedDateTime }) => format.instant(assignedDateTime),
      cell: ({ assignedDateTime }) => <InstantText at={assignedDateTime} />,
      onCard: true,
    },
  ]
}
