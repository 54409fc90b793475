import { Button } from '@fluentui/react-components'
import {
  ArrowUndoRegular,
  CalendarEditRegular,
  DismissRegular,
  PauseRegular,
  PlayRegular,
} from '@fluentui/react-icons'
import { useState } from 'react'
import type { Operation } from '../api/operations.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { ChangeTime } from './change-time.tsx'
import { useCommand } from './queries.ts'
import { subjectName, targetName } from './subject.ts'
import { UndoDialog } from './undo-dialog.tsx'
import { useOperationsWords } from './words.ts'

/** What the API says the reader may tell it now. (B03, B11) */
export function Commands({ operation, etag }: { readonly operation: Operation; readonly etag: string }) {
  const words = useOperationsWords()
  const [asks, setAsks] = useState(false)
  const [changes, setChanges] = useState(false)
  const [undoes, setUndoes] = useState(false)
  const pause = useCommand(operation.id, 'pause')
  const resume = useCommand(operation.id, 'resume')
  const cancel = useCommand(operation.id, 'cancel')
  const may = (action: (typeof operation.actions)[number]) => operation.actions.includes(action)
  const subject = subjectName(words, operation)
  const what =
    operation.kind === 'moveUsers' && operation.onlySelected ? ('moveChosen' as const) : operation.kind
  const { planned } = words
  const isPlan = operation.isWaiting === true
  const problem = pause.problem ?? resume.problem
  return (
    <>
      {may('pause') && (
        <Button
          icon={<PauseRegular />}
          disabledFocusable={pause.isPending}
          onClick={() => pause.run(undefined)}
        >
          {words.pause}
        </Button>
      )}
      {may('resume') && (
        <Button
          appearance="primary"
          icon={<PlayRegular />}
          disabledFocusable={resume.isPending}
          onClick={() => resume.run(undefined)}
        >
          {words.resume}
        </Button>
      )}
      {isPlan && may('cancel') && (
        <Button icon={<CalendarEditRegular />} onClick={() => setChanges(true)}>
          {planned.change}
        </Button>
      )}
      {may('cancel') && (
        <Button icon={<DismissRegular />} onClick={() => setAsks(true)}>
          {isPlan ? planned.revoke : words.cancelVerb[what]}
        </Button>
      )}
      {may('undo') && (
        <Button icon={<ArrowUndoRegular />} onClick={() => setUndoes(true)}>
          {words.undo.button}
        </Button>
      )}
      {undoes && <UndoDialog operation={operation} onClose={() => setUndoes(false)} />}
      {problem && <ProblemPanel problem={problem} />}
      {changes && <ChangeTime operation={operation} etag={etag} onClose={() => setChanges(false)} />}
      <Confirm
        open={asks}
        title={isPlan ? planned.revokeTitle(subject) : words.cancelTitle[what](subject)}
        consequences={useConsequences(operation)}
        verb={isPlan ? planned.revoke : words.cancelVerb[what]}
        keep={isPlan ? planned.keep : words.keep}
        busy={cancel.isPending}
        tries={cancel.tries}
        problem={cancel.problem}
        onConfirm={() =>
          void cancel.runAndWait(undefined).then(
            () => setAsks(false),
            () => {},
          )
        }
        onClose={() => {
          setAsks(false)
          cancel.reset()
        }}
      />
    </>
  )
}

/** With the numbers of now: of chosen users those who have moved stay moved; of all of them nobody has. */
function useConsequences(operation: Operation): readonly string[] {
  const words = useOperationsWords()
  const format = useFormat()
  const { kind, onlySelected, progress, isWaiting, children = [] } = operation
  const { total, succeeded, skipped } = progress
  const { consequences } = words
  if (isWaiting) return [words.planned.nothing, consequences.final]
  switch (kind) {
    case 'exportUsers':
      return [consequences.noFile, consequences.final]
    case 'cancel':
    case 'deleteSignUp':
      return [consequences.nobodyLoses, consequences.final]
    case 'consolidate':
      return [
        words.children.moved(countOf(children, 'Succeeded'), targetName(operation)),
        words.children.notMoved(countOf(children, 'NotStarted', 'Running')),
        consequences.released,
        consequences.final,
      ]
    case 'assignUsers':
      return [consequences.keepLicences(format.number(succeeded)), consequences.released, consequences.final]
    case 'unassignUsers':
      return [consequences.staysRevoked(format.number(succeeded)), consequences.final]
    case 'undo':
      return [consequences.stayReturned(format.number(succeeded)), consequences.final]
    case 'transferOwnership':
      return [consequences.stayGiven(format.number(succeeded)), consequences.final]
    case 'moveUsers':
      return [
        ...(onlySelected
          ? [
              consequences.stayMoved(format.number(succeeded), targetName(operation)),
              consequences.stayHere(format.number(total - succeeded - skipped)),
            ]
          : [consequences.nobodyMoved(total, format.number(total))]),
        consequences.sourceStays,
        consequences.released,
        consequences.final,
      ]
  }
}

function countOf(
  children: NonNullable<Operation['children']>,
  ...states: readonly NonNullable<Operation['children']>[number]['status'][]
): number {
  return children.filter(({ status }) => states.includes(status)).length
}
