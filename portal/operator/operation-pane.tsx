import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Pane } from '../look/pane.tsx'
import { CopyButton } from '../look/problem-panel.tsx'
import type { BoardOperation } from './queries.ts'
import { subjectOf } from './subject.ts'
import { useOperatorWords } from './words.ts'

const useStyles = makeStyles({
  links: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
})

export function OperationPane({
  operation,
  organization,
  onClose,
}: {
  readonly operation: BoardOperation
  readonly organization: string
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = useOperatorWords()
  const { columns, fields, attentionWhy, itsMail, itsLetters } = words.operations
  const names = useOperationWords()
  const format = useFormat()
  const { id, progress, target, error, secondsLeft, completedDateTime } = operation
  return (
    <Pane title={`${names.kinds[operation.kind]}, ${subjectOf(operation)}`} rowId={id} onClose={onClose}>
      {operation.needsAttention && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{attentionWhy}</MessageBarBody>
        </MessageBar>
      )}
      <Fields
        fields={[
          [words.organization, organization],
          [words.status, names.status[operation.status]],
          [fields.error, error && `${error.code}: ${error.message}`],
          [fields.target, target && subjectOf({ subscription: target })],
          [columns.by, operation.startedBy.displayName],
          [columns.progress, format.percent(operation.percentComplete)],
          [fields.total, format.number(progress.total)],
          [fields.done, format.number(progress.succeeded)],
          [fields.skipped, format.number(progress.skipped)],
          [fields.failed, format.number(progress.failed)],
          [columns.rate, format.number(operation.usersPerSecond)],
          [columns.left, secondsLeft === undefined ? undefined : format.duration(secondsLeft)],
          [fields.deliveries, format.number(operation.deliveryCount)],
          [fields.steps, format.number(operation.sequence)],
          [columns.asked, <InstantText key="asked" at={operation.createdDateTime} />],
          [columns.touched, <InstantText key="touched" at={operation.lastUpdatedDateTime} />],
          [fields.ended, completedDateTime && <InstantText key="ended" at={completedDateTime} />],
          [
            fields.id,
            <span key="id">
              <code>{id}</code> <CopyButton text={id} />
            </span>,
          ],
        ]}
      />
      <div className={styles.links}>
        <Link to="/operator/mail" search={{ operationId: id }}>
          {itsMail}
        </Link>
        <Link to="/operator/dead-letters" search={{ q: id }}>
          {itsLetters}
        </Link>
      </div>
    </Pane>
  )
}
