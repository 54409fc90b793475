import { Caption1, makeStyles, tokens } from '@fluentui/react-components'
import { useMemo } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import type { Subscription } from './queries.ts'
import type { en } from './words.en.ts'
import { useProductsWords } from './words.ts'

type Event = NonNullable<Subscription['orderHistory']>[number]

const useStyles = makeStyles({
  what: { display: 'grid' },
  by: { color: tokens.colorNeutralForeground2 },
})

/** What happened, when, by whom, and what it cost: newest first. (R156) */
export function HistoryTab({ subscription }: { readonly subscription: Subscription }) {
  const words = useProductsWords()
  const format = useFormat()
  const rows = useMemo(() => (subscription.orderHistory ?? []).toReversed(), [subscription])
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  return (
    <>
      {subscription.orderHistoryCut && <p>{words.history.cut}</p>}
      <DataTable
        caption={words.history.caption}
        rows={rows}
        columns={columns}
        rowId={(row) => `${row.at} ${row.event}`}
        rowName={(row) => eventName(row, words)}
        empty={<p>{words.history.empty}</p>}
      />
    </>
  )
}

function eventName({ event, autoRenew }: Event, { history }: typeof en): string {
  if (event === 'renewalSwitched' && autoRenew !== undefined)
    return autoRenew ? history.renewsOn : history.renewsOff
  return history.events[event] ?? event
}

function columnsOf(words: typeof en, format: Format): readonly Column<Event>[] {
  const { history } = words
  return [
    {
      id: 'what',
      header: history.what,
      text: (row) => `${eventName(row, words)}, ${row.by.displayName}`,
      cell: (row) => <What event={eventName(row, words)} by={row.by.displayName} />,
      grow: 2,
    },
    {
      id: 'when',
      header: history.when,
      text: ({ at }) => format.instant(at),
      cell: ({ at }) => <InstantText at={at} />,
      onCard: true,
      grow: 1.5,
    },
    {
      id: 'total',
      header: history.total,
      text: ({ totalLicenses }) => (totalLicenses === undefined ? '' : format.number(totalLicenses)),
      numeric: true,
      onCard: true,
    },
    {
      id: 'amount',
      header: history.amount,
      text: ({ charged, credited }) =>
        [
          charged && format.money(charged),
          credited && format.money({ ...credited, amount: -credited.amount }),
        ]
          .filter(Boolean)
          .join(', '),
      numeric: true,
      onCard: true,
    },
  ]
}

function What({ event, by }: { readonly event: string; readonly by: string }) {
  const styles = useStyles()
  return (
    <span className={styles.what}>
      {event}
      <Caption1 className={styles.by}>{by}</Caption1>
    </span>
  )
}
