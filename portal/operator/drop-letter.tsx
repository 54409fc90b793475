import { Field, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { type DeadLetter, useDrop, useRefresh } from './queries.ts'
import { wordOf } from './word-of.ts'
import { useOperatorWords } from './words.ts'

const reasonMax = 500

/** Gives a message up for good, and with it what waits for it: not without a reason. */
export function DropLetter({
  letter,
  onDone,
  onClose,
}: {
  readonly letter: DeadLetter
  readonly onDone: (told: string) => void
  readonly onClose: () => void
}) {
  const words = useOperatorWords().letters
  const { status } = useOperationWords()
  const write = useDrop()
  const refresh = useRefresh()
  const [reason, setReason] = useState('')
  const { queue, sequenceNumber, operationId, dropFailsOperation } = letter
  const drop = async () => {
    const { data } = await write.runAndWait({ queue, sequenceNumber, reason: reason.trim() })
    const { operationStatus } = data
    onDone(operationStatus ? words.droppedOperation(wordOf(status, operationStatus)) : words.dropped)
    await refresh()
  }
  const consequences = dropFailsOperation
    ? [words.dropFails, words.dropSeats]
    : [operationId === undefined ? words.dropNone : words.dropGoesOn]
  return (
    <Confirm
      open
      title={words.dropTitle}
      consequences={[...consequences, words.dropForGood]}
      verb={words.dropVerb}
      disabled={reason.trim() === ''}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      // What went wrong the dialog says.
      onConfirm={() => void drop().catch(() => {})}
      onClose={onClose}
    >
      <Field label={words.dropReason} hint={words.dropReasonHint} required>
        <Textarea value={reason} maxLength={reasonMax} onChange={(_event, data) => setReason(data.value)} />
      </Field>
    </Confirm>
  )
}
