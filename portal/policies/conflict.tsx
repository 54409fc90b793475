import { Confirm } from '../look/confirm.tsx'
import { usePoliciesWords } from './words.ts'

/** Somebody else was faster: both values, and the choice between them. */
export function Conflict({
  thing,
  theirs,
  yours,
  busy = false,
  onKeep,
  onAgain,
}: {
  readonly thing: string
  readonly theirs: string
  readonly yours: string
  readonly busy?: boolean
  readonly onKeep: () => void
  readonly onAgain: () => void
}) {
  const words = usePoliciesWords()
  return (
    <Confirm
      open
      title={words.somebodyFaster(thing)}
      consequences={[words.theirs(theirs), words.yours(yours)]}
      verb={words.applyAgain}
      keep={words.keepTheirs}
      busy={busy}
      onConfirm={onAgain}
      onClose={onKeep}
    />
  )
}
