import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useAnswerText } from './answer-text.ts'
import { DeliveryPane } from './delivery-pane.tsx'
import { DropDelivery } from './drop-delivery.tsx'
import { deliveryStatuses, sentTypes } from './event-types.ts'
import { type Delivery, useDecide, useDeliveries, type Webhook } from './queries.ts'
import type { WebhookSearch } from './routes.tsx'
import type { en } from './words.en.ts'
import { useWebhooksWords } from './words.ts'

const from = '/organization/webhooks/$id'

export const deliveryKinds = {
  Waiting: 'neutral',
  Parked: 'warning',
  Delivered: 'good',
  Dropped: 'neutral',
} as const satisfies Record<Delivery['status'], string>

/** Every event for it: what is parked can be resent or dropped. (B13) */
export function Deliveries({
  webhook,
  onTold,
}: {
  readonly webhook: Webhook
  readonly onTold: (text: string) => void
}) {
  const words = useWebhooksWords()
  const look = useLookWords()
  const format = useFormat()
  const answerText = useAnswerText()
  const { may } = useSession()
  const search: WebhookSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const list = useDeliveries(webhook.id, search)
  const columns = useMemo(() => columnsOf(words, format, answerText), [words, format, answerText])
  const [dropping, setDropping] = useState<string>()
  const { deliveries } = words
  const resend = useDecide(webhook.id, 'resend', () => onTold(deliveries.resent))
  const change = (changes: WebhookSearch) =>
    void navigate({ search: (before: WebhookSearch) => ({ ...before, ...changes }), replace: true })
  const open = (deliveryId: string | undefined) => change({ open: deliveryId })
  const nameOf = ({ event }: Delivery) => `${words.types[event.type]?.[0]}, ${format.instant(event.time)}`
  return (
    <>
      {resend.problem && search.open === undefined && <ProblemPanel problem={resend.problem} />}
      <ListView
        id="webhook-deliveries"
        caption={deliveries.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={nameOf}
        search={{}}
        onSearch={() => {}}
        onOpen={({ id }) => open(id)}
        openId={search.open}
        actions={({ id, status }) => [
          { id: 'look', label: deliveries.look, onClick: () => open(id) },
          ...(status === 'Parked' && may.administer
            ? [
                { id: 'resend', label: deliveries.resend, onClick: () => resend.run(id) },
                { id: 'drop', label: deliveries.drop, onClick: () => setDropping(id) },
              ]
            : []),
        ]}
        isFiltered={Boolean(search.status || search.type)}
        onClearFilters={() => change({ status: undefined, type: undefined })}
        filters={
          <>
            <Choice
              label={deliveries.status}
              value={search.status}
              all={look.all}
              options={deliveryStatuses.map((status) => [status, deliveries.statuses[status]])}
              onChange={(status) => change({ status })}
            />
            <Choice
              label={deliveries.type}
              value={search.type}
              all={look.all}
              options={sentTypes.map((type) => [type, words.types[type]?.[0] ?? type])}
              onChange={(type) => change({ type })}
            />
          </>
        }
        empty={<p>{deliveries.empty}</p>}
      />
      {search.open !== undefined && (
        <DeliveryPane
          key={search.open}
          webhookId={webhook.id}
          deliveryId={search.open}
          problem={resend.problem}
          onOpen={open}
          onResend={(id) => resend.run(id)}
          onDrop={setDropping}
          onClose={() => open(undefined)}
        />
      )}
      {dropping !== undefined && (
        <DropDelivery
          webhookId={webhook.id}
          deliveryId={dropping}
          onDone={() => onTold(deliveries.dropped)}
          onClose={() => setDropping(undefined)}
        />
      )}
    </>
  )
}

function columnsOf(
  words: typeof en,
  format: Format,
  answerText: ReturnType<typeof useAnswerText>,
): readonly Column<Delivery>[] {
  const { deliveries } = words
  return [
    {
      id: 'type',
      header: deliveries.type,
      text: ({ event }) => words.types[event.type]?.[0] ?? event.type,
      sortBy: false,
      grow: 1.5,
    },
    {
      id: 'status',
      header: deliveries.status,
      text: ({ status }) => deliveries.statuses[status],
      cell: ({ status }) => (
        <StatusBadge kind={deliveryKinds[status]}>{deliveries.statuses[status]}</StatusBadge>
      ),
      sortBy: false,
      onCard: true,
    },
    {
      id: 'of',
      header: deliveries.of,
      text: ({ event }) =>
        event.data.subscriptionId === null ? deliveries.organization : deliveries.subscription,
      sortBy: false,
      hidden: true,
    },
    {
      id: 'attempts',
      header: deliveries.attempts,
      text: ({ attempts }) => format.number(attempts),
      sortBy: false,
      numeric: true,
    },
    {
      id: 'answer',
      header: deliveries.answer,
      text: ({ lastAttempt }) => answerText(lastAttempt) ?? deliveries.notTried,
      sortBy: false,
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'happened',
      header: deliveries.happened,
      text: ({ event }) => format.instant(event.time),
      cell: ({ event }) => <InstantText at={event.time} />,
      sortBy: false,
      grow: 1.5,
      onCard: true,
    },
  ]
}
