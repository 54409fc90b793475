import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Pane } from '../look/pane.tsx'
import { PlainText } from '../look/plain-text.tsx'
import { CopyButton, ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useAnswerText } from './answer-text.ts'
import { deliveryKinds } from './deliveries.tsx'
import { useDelivery } from './queries.ts'
import { useWebhooksWords } from './words.ts'

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** One event: its body, what the receiver last answered, and when it has its turn. */
export function DeliveryPane({
  webhookId,
  deliveryId,
  problem,
  onOpen,
  onResend,
  onDrop,
  onClose,
}: {
  readonly webhookId: string
  readonly deliveryId: string
  /** Why it was not resent. */
  readonly problem: unknown
  readonly onOpen: (deliveryId: string) => void
  readonly onResend: (deliveryId: string) => void
  readonly onDrop: (deliveryId: string) => void
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = useWebhooksWords()
  const look = useLookWords()
  const format = useFormat()
  const answerText = useAnswerText()
  const { may } = useSession()
  const query = useDelivery(webhookId, deliveryId)
  const { data, error } = query
  const { deliveries } = words
  const [name, about] = (data && words.types[data.event.type]) ?? []
  const subscriptionId = data?.event.data.subscriptionId
  return (
    <Pane title={name ?? deliveries.type} rowId={deliveryId} onClose={onClose}>
      {error && <ProblemPanel problem={error} onTryAgain={() => void query.refetch()} />}
      {!data && !error && <Spinner label={look.loading} />}
      {data && (
        <>
          <Text>{about}</Text>
          {problem !== undefined && <ProblemPanel problem={problem} />}
          {data.status === 'Parked' && may.administer && (
            <div className={styles.buttons}>
              <Button appearance="primary" onClick={() => onResend(deliveryId)}>
                {deliveries.resend}
              </Button>
              <Button onClick={() => onDrop(deliveryId)}>{deliveries.drop}</Button>
            </div>
          )}
          <Fields
            fields={[
              [
                deliveries.status,
                <StatusBadge key="status" kind={deliveryKinds[data.status]}>
                  {deliveries.statuses[data.status]}
                </StatusBadge>,
              ],
              [
                deliveries.of,
                subscriptionId ? (
                  <Link key="of" to="/subscriptions/$id" params={{ id: subscriptionId }}>
                    {deliveries.toSubscription}
                  </Link>
                ) : (
                  deliveries.organization
                ),
              ],
              [deliveries.happened, <InstantText key="happened" at={data.event.time} />],
              [deliveries.attempts, format.number(data.attempts)],
              [
                deliveries.last,
                data.lastAttempt && <InstantText key="last" at={data.lastAttempt.dateTime} />,
              ],
              [deliveries.answer, answerText(data.lastAttempt) ?? deliveries.notTried],
              [
                deliveries.nextTry,
                data.nextTryDateTime && <InstantText key="next" at={data.nextTryDateTime} />,
              ],
              [
                deliveries.waitsFor,
                data.waitsForId && (
                  <span key="waits">
                    {deliveries.waitsForWhy}{' '}
                    <Button size="small" onClick={() => onOpen(data.waitsForId ?? '')}>
                      {deliveries.toThatOne}
                    </Button>
                  </span>
                ),
              ],
              [deliveries.ended, data.endedDateTime && <InstantText key="ended" at={data.endedDateTime} />],
              [deliveries.id, <code key="id">{data.event.id}</code>],
            ]}
          />
          <Body text={JSON.stringify(data.event, undefined, 2)} />
        </>
      )}
    </Pane>
  )
}

function Body({ text }: { readonly text: string }) {
  const styles = useStyles()
  const { deliveries } = useWebhooksWords()
  return (
    <div>
      <div className={styles.head}>
        <Text weight="semibold">{deliveries.body}</Text>
        <CopyButton text={text} label={deliveries.copyBody} />
      </div>
      <PlainText isCode text={text} />
    </div>
  )
}
