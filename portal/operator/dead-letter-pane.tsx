import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Pane } from '../look/pane.tsx'
import { PlainText } from '../look/plain-text.tsx'
import { CopyButton } from '../look/problem-panel.tsx'
import { type DeadLetter, letterId } from './queries.ts'
import { wordOf } from './word-of.ts'
import { useOperatorWords } from './words.ts'

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  summary: { cursor: 'pointer', paddingBottom: tokens.spacingVerticalS, minHeight: '24px' },
})

/** Whatever the message says is shown as text: nobody knows who has written it. */
export function DeadLetterPane({
  letter,
  organization,
  onClose,
  onResubmit,
  onDrop,
}: {
  readonly letter: DeadLetter
  readonly organization: string | undefined
  readonly onClose: () => void
  readonly onResubmit?: () => void
  readonly onDrop?: () => void
}) {
  const styles = useStyles()
  const all = useOperatorWords()
  const words = all.letters
  const { status } = useOperationWords()
  const format = useFormat()
  const { operationId, operationStatus, tenantId, body } = letter
  return (
    <Pane title={letter.reason} rowId={letterId(letter)} onClose={onClose}>
      {(onResubmit || onDrop) && (
        <div className={styles.buttons}>
          <Button appearance="primary" onClick={onResubmit}>
            {words.resubmit}
          </Button>
          <Button onClick={onDrop}>{words.drop}</Button>
        </div>
      )}
      <Fields
        fields={[
          [words.columns.poison, letter.poison],
          [words.description, letter.description],
          [words.columns.queue, letter.queue],
          [all.organization, organization],
          [
            words.columns.operation,
            operationId === undefined ? (
              words.noOperation
            ) : (
              <span key="operation">
                {operationStatus && `${wordOf(status, operationStatus)}, `}
                <Link to="/operator/operations" search={{ status: 'all', tenantId, open: operationId }}>
                  {operationId}
                </Link>
              </span>
            ),
          ],
          [words.columns.tries, format.number(letter.deliveryCount)],
          [words.columns.sent, <InstantText key="sent" at={letter.enqueuedDateTime} />],
          [
            words.messageId,
            <span key="id">
              <code>{letter.messageId}</code> <CopyButton text={letter.messageId} />
            </span>,
          ],
          [words.number, letter.sequenceNumber],
        ]}
      />
      <details>
        <summary className={styles.summary}>{words.showBody}</summary>
        <PlainText isCode text={typeof body === 'string' ? body : JSON.stringify(body, null, 2)} />
      </details>
    </Pane>
  )
}
