import { useState } from 'react'
import { Problem } from '../api/problem.ts'
import { Confirm } from '../look/confirm.tsx'
import { type DeadLetter, useRefresh, useResubmit } from './queries.ts'
import { useOperatorWords } from './words.ts'

/** One after another; what somebody else has dealt with meanwhile is counted, and not in the way. */
export function ResubmitLetters({
  letters,
  onDone,
  onClose,
}: {
  readonly letters: readonly DeadLetter[]
  readonly onDone: (told: string) => void
  readonly onClose: () => void
}) {
  const words = useOperatorWords().letters
  const write = useResubmit()
  const refresh = useRefresh()
  const [isBusy, setBusy] = useState(false)
  const poisoned = letters.filter(({ poison }) => poison !== undefined).length
  const resubmit = async () => {
    setBusy(true)
    let done = 0
    try {
      for (const { queue, sequenceNumber } of letters) {
        const gone = await write.runAndWait({ queue, sequenceNumber }).then(
          () => false,
          (problem: unknown) => {
            if (problem instanceof Problem && problem.code === 'NotFound') return true
            throw problem
          },
        )
        if (!gone) done += 1
      }
      const notThere = letters.length - done
      onDone([words.resubmitted(done), ...(notThere > 0 ? [words.notResubmitted(notThere)] : [])].join(' '))
    } catch {
      // The dialog stays, and says what went wrong.
    } finally {
      setBusy(false)
      await refresh()
    }
  }
  return (
    <Confirm
      open
      title={words.resubmitTitle(letters.length)}
      consequences={[
        words.resubmitHow,
        words.resubmitOperation,
        ...(poisoned > 0 ? [words.resubmitPoison(poisoned)] : []),
      ]}
      verb={words.resubmitVerb(letters.length)}
      busy={isBusy}
      tries={write.tries}
      problem={isBusy ? undefined : write.problem}
      onConfirm={() => void resubmit()}
      onClose={onClose}
    />
  )
}
