import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { useOperationWords } from '../look/operation-words.ts'
import type { BoardOperation, useCommand } from './queries.ts'
import { subjectOf } from './subject.ts'
import { useOperatorWords } from './words.ts'

/** Says what stays done of it, which differs between a whole move and chosen users. (B03) */
export function CancelOperation({
  operation,
  command,
  onClose,
}: {
  readonly operation: BoardOperation
  readonly command: ReturnType<typeof useCommand>
  readonly onClose: () => void
}) {
  const words = useOperatorWords().operations
  const { kinds } = useOperationWords()
  const format = useFormat()
  const { kind, progress } = operation
  const isOfAll = progress.compared !== undefined || progress.succeeded === 0
  const moved = isOfAll ? words.cancelWhole : words.cancelChosen(format.number(progress.succeeded))
  return (
    <Confirm
      open
      title={words.cancelTitle(kinds[kind], subjectOf(operation))}
      consequences={[...(kind === 'moveUsers' ? [moved, words.cancelSource] : []), words.cancelAudit]}
      verb={words.commands.cancel}
      keep={words.keep}
      busy={command.isPending}
      tries={command.tries}
      problem={command.problem}
      onConfirm={() => command.run({ id: operation.id, command: 'cancel' })}
      onClose={onClose}
    />
  )
}
