import { Button, Text } from '@fluentui/react-components'
import { PersonSwapRegular } from '@fluentui/react-icons'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { Column } from '../look/data-table/column.ts'
import type { RowAction } from '../look/data-table/data-row.tsx'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { leaversOf } from './leaver.ts'
import { type Orphan, useOrphans } from './queries.ts'
import { leaversRoute } from './routes.tsx'
import { TransferAll } from './transfer-all.tsx'
import type { en } from './words.en.ts'
import { useLeaversWords } from './words.ts'

const kinds = { Active: 'good', Expired: 'warning', Disabled: 'bad', Deleted: 'neutral' } as const

/** What goes on after its purchaser has left, and what can be done about it. (B09, R165 to R167) */
export function LeaversPage() {
  const words = useLeaversWords()
  const format = useFormat()
  const search = leaversRoute.useSearch()
  const navigate = useNavigate()
  const list = useOrphans()
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const leavers = useMemo(() => leaversOf(list.rows), [list.rows])
  const [transfer, setTransfer] = useState<{ readonly leaverId?: string }>()
  const open = (id: string) => void navigate({ to: '/subscriptions/$id', params: { id } })
  const actionsOf = ({ id, actions, purchaser }: Orphan): readonly RowAction[] => [
    ...(actions.includes('transferOwnership')
      ? [
          {
            id: 'transfer',
            label: words.transfer,
            onClick: () =>
              void navigate({ to: '/subscriptions/$id', params: { id }, search: { do: 'transfer' } }),
          },
        ]
      : []),
    ...(leavers.some((leaver) => leaver.id === purchaser.id && leaver.products.length > 1)
      ? [
          {
            id: 'transferAll',
            label: words.transferAll.ofRow(purchaser.displayName),
            onClick: () => setTransfer({ leaverId: purchaser.id }),
          },
        ]
      : []),
    ...(actions.includes('takeControl')
      ? [
          {
            id: 'takeControl',
            label: words.takeControl,
            onClick: () =>
              void navigate({
                to: '/subscriptions/$id/take-over/$step',
                params: { id, step: 'control' },
              }),
          },
        ]
      : []),
    { id: 'open', label: words.open, onClick: () => open(id) },
  ]
  return (
    <Page
      title={words.title}
      commands={
        leavers.length > 0 && (
          <Button icon={<PersonSwapRegular />} onClick={() => setTransfer({})}>
            {words.transferAll.button}
          </Button>
        )
      }
    >
      <Text>{words.about}</Text>
      <ListView
        id="leavers"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product, purchaser }) => words.name(product.displayName, purchaser.displayName)}
        actions={actionsOf}
        search={search}
        onSearch={(change) =>
          void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
        }
        onOpen={({ id }) => open(id)}
        empty={<p>{words.empty}</p>}
      />
      {transfer && (
        <TransferAll leavers={leavers} leaverId={transfer.leaverId} onClose={() => setTransfer(undefined)} />
      )}
    </Page>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<Orphan>[] {
  return [
    { id: 'product', header: words.columns.product, text: ({ product }) => product.displayName, grow: 1.5 },
    {
      id: 'purchaser',
      header: words.columns.purchaser,
      text: ({ purchaser }) => purchaser.displayName,
      onCard: true,
    },
    {
      id: 'since',
      header: words.columns.since,
      text: ({ orphanedSince }) => (orphanedSince ? format.instant(orphanedSince) : ''),
      cell: ({ orphanedSince }) => orphanedSince && <InstantText at={orphanedSince} />,
      sortBy: ({ orphanedSince }) => orphanedSince ?? '',
    },
    {
      id: 'users',
      header: words.columns.users,
      text: ({ assignedLicenses }) => format.number(assignedLicenses),
      sortBy: ({ assignedLicenses }) => assignedLicenses,
      numeric: true,
      onCard: true,
    },
    {
      id: 'charge',
      header: words.columns.charge,
      text: ({ nextCharge }) => (nextCharge ? format.money(nextCharge.amount) : words.notCharged),
      sortBy: ({ nextCharge }) => nextCharge?.amount.amount ?? 0,
      numeric: true,
      onCard: true,
    },
    {
      id: 'chargedOn',
      header: words.columns.chargedOn,
      text: ({ nextCharge }) => (nextCharge ? format.day(nextCharge.date) : ''),
      sortBy: ({ nextCharge }) => nextCharge?.date ?? '9999',
      onCard: true,
    },
    {
      id: 'status',
      header: words.columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <StatusBadge kind={kinds[status]}>{words.statuses[status]}</StatusBadge>,
    },
  ]
}
