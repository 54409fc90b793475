import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { eventTypes } from './event-types.ts'
import { useCounts, useCreate, useWebhooks, type Webhook, type WebhookRow } from './queries.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { TermsDialog } from './terms-dialog.tsx'
import { Verify } from './verify.tsx'
import { WebhookStatus } from './webhook-status.tsx'
import type { en } from './words.en.ts'
import { useWebhooksWords } from './words.ts'

const useStyles = makeStyles({
  status: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
})

type Counted = WebhookRow & Partial<Pick<Webhook, 'waitingEvents' | 'parkedEvents'>>

/** Who is told of what happens in the organisation, and how it goes with each. (B13, R130, R171) */
export function WebhooksPage() {
  const words = useWebhooksWords()
  const format = useFormat()
  const { may } = useSession()
  const search = useSearch({ from: '/organization/webhooks' })
  const navigate = useNavigate()
  const list = useWebhooks()
  const counts = useCounts(list.rows.map(({ id }) => id))
  const rows = list.rows.map((row): Counted => ({ ...row, ...countsOf(counts.get(row.id)) }))
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const [isMaking, setIsMaking] = useState(false)
  const [secret, setSecret] = useState<{ readonly id: string; readonly text: string }>()
  const create = useCreate(({ id, secret: text }) => {
    setIsMaking(false)
    setSecret({ id, text })
  })
  const open = (id: string) => void navigate({ to: '/organization/webhooks/$id', params: { id } })
  const make = (
    <Button appearance="primary" onClick={() => setIsMaking(true)}>
      {words.commands.create}
    </Button>
  )
  return (
    <>
      <Text>{words.about}</Text>
      <ListView
        id="webhooks"
        caption={words.caption}
        list={{ ...list, rows }}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ description }) => description}
        search={search}
        onSearch={(change) =>
          void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
        }
        onOpen={({ id }) => open(id)}
        commands={may.delegate && make}
        empty={<p>{words.empty}</p>}
      />
      <Verify />
      {isMaking && (
        <TermsDialog
          busy={create.isPending}
          tries={create.tries}
          problem={create.problem}
          onSave={create.run}
          onClose={() => {
            create.reset()
            setIsMaking(false)
          }}
        />
      )}
      {secret && (
        <SecretDialog secret={secret.text} about={words.secret.new} onClose={() => open(secret.id)} />
      )}
    </>
  )
}

function countsOf(webhook: Webhook | undefined): Partial<Counted> {
  if (!webhook) return {}
  const { waitingEvents, parkedEvents } = webhook
  return { waitingEvents, parkedEvents }
}

function columnsOf(words: typeof en, format: Format): readonly Column<Counted>[] {
  const { columns } = words
  const number = (value: number | undefined) => (value === undefined ? '' : format.number(value))
  return [
    { id: 'name', header: columns.name, text: ({ description }) => description, grow: 1.5 },
    { id: 'url', header: columns.url, text: ({ url }) => url, grow: 2.5, onCard: true },
    {
      id: 'status',
      header: columns.status,
      text: ({ status, parkedEvents = 0 }) =>
        [words.statuses[status], parkedEvents > 0 && words.parked(parkedEvents)].filter(Boolean).join(', '),
      cell: (row) => <Status row={row} />,
      grow: 2,
      onCard: true,
    },
    {
      id: 'types',
      header: columns.types,
      text: ({ types }) => words.typesOf(types.length, eventTypes.length),
    },
    {
      id: 'waiting',
      header: columns.waiting,
      text: ({ waitingEvents }) => number(waitingEvents),
      sortBy: ({ waitingEvents = 0 }) => waitingEvents,
      numeric: true,
      onCard: true,
    },
    { id: 'by', header: columns.by, text: ({ createdBy }) => createdBy.displayName, grow: 1.3 },
  ]
}

function Status({ row: { status, parkedEvents = 0 } }: { readonly row: Counted }) {
  const styles = useStyles()
  const words = useWebhooksWords()
  return (
    <span className={styles.status}>
      <WebhookStatus status={status} />
      {parkedEvents > 0 && <StatusBadge kind="warning">{words.parked(parkedEvents)}</StatusBadge>}
    </span>
  )
}
