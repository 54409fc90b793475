import { useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { type DeadLetter, lettersPerCall, useRefresh, useResubmit } from './queries.ts'
import { queueNames } from './routes.tsx'
import { useOperatorWords } from './words.ts'

/** One or many, queue by queue; what somebody else has dealt with meanwhile is counted, and not in the way. */
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
    try {
      let done = 0
      for (const call of callsFor(letters)) {
        const { data } = await write.runAndWait(call)
        done += data.resubmitted
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

function callsFor(letters: readonly DeadLetter[]) {
  return queueNames.flatMap((queue) => {
    const numbers = letters.filter((letter) => letter.queue === queue).map((letter) => letter.sequenceNumber)
    const calls = Math.ceil(numbers.length / lettersPerCall)
    return Array.from({ length: calls }, (_, call) => ({
      queue,
      sequenceNumbers: numbers.slice(call * lettersPerCall, (call + 1) * lettersPerCall),
    }))
  })
}
