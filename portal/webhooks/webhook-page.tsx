import { MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { useTitle } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { Commands } from './commands.tsx'
import { Deliveries } from './deliveries.tsx'
import { eventTypes } from './event-types.ts'
import { useWebhook, type Webhook } from './queries.ts'
import { StateMessages } from './state-messages.tsx'
import { Verify } from './verify.tsx'
import { WebhookStatus } from './webhook-status.tsx'
import { useWebhooksWords } from './words.ts'

/** One webhook: how it goes with the receiver, what waits, and every event. (B13) */
export function WebhookPage() {
  const words = useWebhooksWords()
  const look = useLookWords()
  const { id } = useParams({ from: '/organization/webhooks/$id' })
  const query = useWebhook(id)
  const [told, setTold] = useState<string>()
  const { data } = query
  return (
    <>
      <div>
        <Link to="/organization/webhooks">{words.back}</Link>
      </div>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {!data && !query.error && <Spinner label={look.loading} />}
      {data && <WebhookView key={id} {...data} told={told} onTold={setTold} />}
    </>
  )
}

function WebhookView({
  webhook,
  etag,
  told,
  onTold,
}: {
  readonly webhook: Webhook
  readonly etag: string
  readonly told: string | undefined
  readonly onTold: (text: string) => void
}) {
  const words = useWebhooksWords()
  useTitle(words.caption, webhook.description)
  return (
    <>
      <Section
        title={webhook.description}
        commands={<Commands webhook={webhook} etag={etag} onTold={onTold} />}
      >
        <div role="status">
          {told !== undefined && (
            <MessageBar intent="success">
              <MessageBarBody>{told}</MessageBarBody>
            </MessageBar>
          )}
        </div>
        <StateMessages webhook={webhook} onTold={onTold} />
        <About webhook={webhook} />
      </Section>
      <Section title={words.deliveries.title} about={words.deliveries.about}>
        <Deliveries webhook={webhook} onTold={onTold} />
      </Section>
      <Verify />
    </>
  )
}

function About({ webhook }: { readonly webhook: Webhook }) {
  const words = useWebhooksWords()
  const format = useFormat()
  const { fields, handshake } = words
  const { url, status, types, waitingEvents, parkedEvents, createdDateTime, createdBy } = webhook
  const { state, dateTime = '' } = webhook.handshake
  const said = {
    Pending: () => handshake.pending,
    Allowed: () => handshake.allowed(format.instant(dateTime)),
    Refused: () => handshake.refused(format.instant(dateTime)),
  }
  return (
    <Fields
      fields={[
        [fields.status, <WebhookStatus key="status" status={status} />],
        [fields.url, url],
        [
          fields.types,
          types.length === eventTypes.length
            ? words.dialog.all
            : format.list(types.map((type) => words.types[type]?.[0] ?? type)),
        ],
        [fields.handshake, said[state]()],
        [fields.waiting, format.number(waitingEvents)],
        [fields.parked, parkedEvents > 0 ? format.number(parkedEvents) : undefined],
        [fields.created, <InstantText key="created" at={createdDateTime} />],
        [fields.by, createdBy.displayName],
      ]}
    />
  )
}
