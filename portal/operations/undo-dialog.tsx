import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Operation } from '../api/operations.ts'
import { Problem } from '../api/problem.ts'
import { Confirm } from '../look/confirm.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { subjectName } from './subject.ts'
import { type UndoPreview, useUndo, useUndoPreview } from './undo-queries.ts'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

const namedMax = 6

const useStyles = makeStyles({
  more: { display: 'grid', gap: tokens.spacingVerticalS },
  names: { margin: 0, overflowWrap: 'anywhere' },
})

/** What an undo would give back, to whom it would not and why; then it is an operation of its own. (B20) */
export function UndoDialog({
  operation,
  onClose,
}: {
  readonly operation: Operation
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = useOperationsWords()
  const look = useLookWords()
  const format = useFormat()
  const navigate = useNavigate()
  const preview = useUndoPreview(operation.id)
  const undo = useUndo(operation.id, ({ id }) => navigate({ to: '/operations/$id', params: { id } }))
  const { data } = preview
  const problem = undo.problem ?? preview.error ?? undefined
  const users = data?.usersToReturn ?? 0
  const isShort = data !== undefined && data.seatsNeeded > data.seatsFree
  return (
    <Confirm
      open
      title={words.undo.of[whatOf(operation)].title(subjectName(words, operation))}
      consequences={data ? consequencesOf(data, operation, words, format) : []}
      verb={words.undo.verb(users, format.number(users))}
      disabled={!data || isShort}
      busy={undo.isPending}
      tries={undo.tries}
      problem={problem}
      problemActions={<InTheWay problem={problem} />}
      onConfirm={() => undo.run(undefined)}
      onClose={onClose}
    >
      <div className={styles.more}>
        <div role="status">{preview.isPending && <Text>{look.loading}</Text>}</div>
        {data && data.notReturned.length > 0 && <NotReturned preview={data} />}
      </div>
    </Confirm>
  )
}

function consequencesOf(
  { usersToReturn, usersChanged, seatsNeeded, seatsFree }: UndoPreview,
  operation: Operation,
  words: typeof en,
  format: Format,
): readonly string[] {
  const { undo } = words
  const subject = subjectName(words, operation)
  return [
    undo.of[whatOf(operation)].gives(usersToReturn, format.number(usersToReturn), subject),
    ...(usersChanged > 0 ? [undo.changed(usersChanged, format.number(usersChanged))] : []),
    ...(seatsNeeded > 0
      ? [undo.seats(seatsNeeded, format.number(seatsNeeded), format.number(seatsFree), subject)]
      : []),
    ...(seatsNeeded > seatsFree ? [undo.short(format.number(seatsNeeded - seatsFree))] : []),
    undo.final,
  ]
}

function whatOf({ kind, onlySelected }: Operation): keyof (typeof en)['undo']['of'] {
  switch (kind) {
    case 'moveUsers':
      return onlySelected ? 'moveChosen' : 'moveAll'
    case 'cancel':
    case 'assignUsers':
    case 'unassignUsers':
      return kind
    default:
      return 'other'
  }
}

/** Some of those who are left alone, each with the reason; all of them the results of the undo name. */
function NotReturned({ preview: { notReturned, usersChanged } }: { readonly preview: UndoPreview }) {
  const styles = useStyles()
  const words = useOperationsWords()
  const look = useLookWords()
  const format = useFormat()
  const shown = notReturned.slice(0, namedMax)
  return (
    <div>
      <Text weight="semibold">{words.undo.stay}</Text>
      <ul className={styles.names}>
        {shown.map(({ userId, displayName, reason }) => (
          <li key={userId}>{words.undo.stays(displayName || userId, words.reasons[reason])}</li>
        ))}
        {usersChanged > shown.length && <li>{look.andMore(format.number(usersChanged - shown.length))}</li>}
      </ul>
    </div>
  )
}

/** The operation that has to end first, or has undone it already. */
function InTheWay({ problem }: { readonly problem: unknown }) {
  const words = useOperationsWords()
  const id = problem instanceof Problem ? problem.facts['operationId'] : undefined
  if (typeof id !== 'string') return null
  return (
    <Link to="/operations/$id" params={{ id }}>
      {words.undo.lookAtIt}
    </Link>
  )
}
