import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Schemas } from '../api/client.ts'
import type { Column } from '../look/data-table/column.ts'
import type { ListSearch } from '../look/data-table/list-page-search.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { Page } from '../look/page.tsx'
import { LiveSwitch, useLive } from './live.tsx'
import { useQueues } from './queries.ts'
import { queueNames, queuesRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

type Queue = Schemas['Queue']

/** How much waits where, and what was given up. (B16) */
export function QueuesPage() {
  const words = useOperatorWords().queues
  const format = useFormat()
  const search = queuesRoute.useSearch()
  const navigate = queuesRoute.useNavigate()
  const live = useLive()
  const list = useQueues(live.everyMs)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  return (
    <Page title={words.title} commands={<LiveSwitch live={live} updatedAt={list.updatedAt} />}>
      <ListView
        id="operator-queues"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ queue }) => queue}
        rowName={({ queue }) => queue}
        search={search}
        onSearch={(change: ListSearch) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf(words: (typeof en)['queues'], format: Format): readonly Column<Queue>[] {
  const count = (value: number, { atLeast }: Queue) =>
    atLeast ? words.orMore(format.number(value)) : format.number(value)
  return [
    { id: 'queue', header: words.columns.queue, text: ({ queue }) => queue, grow: 2 },
    {
      id: 'active',
      header: words.columns.active,
      text: (row) => count(row.active, row),
      sortBy: ({ active }) => active,
      numeric: true,
      onCard: true,
    },
    {
      id: 'oldest',
      header: words.columns.oldest,
      text: ({ oldestDateTime }) => oldestDateTime ?? '',
      cell: ({ oldestDateTime }) => oldestDateTime && <InstantText at={oldestDateTime} />,
      onCard: true,
    },
    {
      id: 'dead',
      header: words.columns.dead,
      text: (row) => count(row.deadLettered, row),
      cell: (row) => {
        const queue = queueNames.find((known) => known === row.queue)
        const text = count(row.deadLettered, row)
        return row.deadLettered > 0 && queue ? (
          <Link to="/operator/dead-letters" search={{ queue }}>
            {words.look(text)}
          </Link>
        ) : (
          text
        )
      },
      sortBy: ({ deadLettered }) => deadLettered,
      numeric: true,
      onCard: true,
    },
  ]
}
