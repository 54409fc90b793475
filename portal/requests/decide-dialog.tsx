import { Field, makeStyles, Radio, RadioGroup, Text, Textarea, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { type LicenseRequest, type Subscription, useDecide, useSources } from './queries.ts'
import { useRequestsWords } from './words.ts'

const messageLengthMax = 1_000

const useStyles = makeStyles({ form: { display: 'grid', gap: tokens.spacingVerticalM } })

interface DecideProps {
  readonly verb: 'approve' | 'reject'
  readonly request: LicenseRequest
  readonly people: LicenseRequest['users']
  /** Whom the decision leaves out. */
  readonly stillWaiting: number
  readonly onClose: () => void
}

/** What is decided for whom, where the licences come from, and what who asked is told. (B10) */
export function DecideDialog({ verb, request, people, stillWaiting, onClose }: DecideProps) {
  const styles = useStyles()
  const words = useRequestsWords()
  const [message, setMessage] = useState('')
  const [subscriptionId, setSubscriptionId] = useState<string>()
  const decide = useDecide(request.id, verb, onClose)
  const isApproval = verb === 'approve'
  const [first] = people
  const only = people.length === 1 && first ? first.displayName : undefined
  const effect = isApproval
    ? only === undefined
      ? words.getMany(people.length)
      : words.gets(only)
    : only === undefined
      ? words.getNone(people.length)
      : words.getsNone(only)
  return (
    <Confirm
      open
      title={isApproval ? words.approveTitle : words.rejectTitle}
      consequences={[
        effect,
        words.mailed(request.requestedBy.displayName),
        ...(stillWaiting > 0 ? [words.stillWait(stillWaiting)] : []),
      ]}
      verb={isApproval ? words.approve(people.length) : words.reject(people.length)}
      busy={decide.isPending}
      tries={decide.tries}
      problem={decide.problem}
      onConfirm={() =>
        decide.run({
          userIds: people.map(({ userId }) => userId),
          ...(message.trim() === '' ? {} : { message: message.trim() }),
          ...(subscriptionId === undefined ? {} : { subscriptionId }),
        })
      }
      onClose={onClose}
    >
      <div className={styles.form}>
        {isApproval && (
          <Sources productId={request.product.id} chosen={subscriptionId} onChoose={setSubscriptionId} />
        )}
        <Field label={words.message} hint={isApproval ? words.messageApprove : words.messageReject}>
          <Textarea
            value={message}
            maxLength={messageLengthMax}
            onChange={(_event, { value }) => setMessage(value)}
          />
        </Field>
      </div>
    </Confirm>
  )
}

function Sources({
  productId,
  chosen,
  onChoose,
}: {
  readonly productId: string
  readonly chosen: string | undefined
  readonly onChoose: (subscriptionId: string | undefined) => void
}) {
  const words = useRequestsWords()
  const look = useLookWords()
  const sources = useSources(productId)
  const nameOf = ({ channel, purchaser }: Subscription) =>
    channel === 'central' ? words.sourceCentral : words.sourceOf(purchaser.displayName)
  const isHere = sources.isLoaded && !sources.isFilling
  if (!isHere && sources.problem !== undefined)
    return <ProblemPanel problem={sources.problem} onTryAgain={sources.tryAgain} />
  if (!isHere) return <Text role="status">{look.loading}</Text>
  if (sources.rows.length === 0) return <Text>{words.noSource}</Text>
  return (
    <Field label={words.from}>
      <RadioGroup value={chosen ?? ''} onChange={(_event, { value }) => onChoose(value || undefined)}>
        <Radio value="" label={words.firstFree} />
        {sources.rows.map((source) => (
          <Radio
            key={source.id}
            value={source.id}
            label={words.source(nameOf(source), source.availableLicenses)}
          />
        ))}
      </RadioGroup>
    </Field>
  )
}
