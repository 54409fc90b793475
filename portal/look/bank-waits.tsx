import { MessageBar, MessageBarBody, MessageBarTitle, Spinner } from '@fluentui/react-components'
import type { Problem } from '../api/problem.ts'
import { useLookWords } from './look-words.ts'

/** While a payment goes on: that it does, and, where nobody knows what became of it, not to pay again. */
export function BankWaits({
  isPending,
  waitsFor,
  tries,
}: {
  readonly isPending: boolean
  readonly waitsFor: Problem | undefined
  readonly tries: number
}) {
  const words = useLookWords()
  if (!isPending) return null
  if (!waitsFor) return <Spinner size="tiny" label={words.paying} labelPosition="after" role="status" />
  return (
    <MessageBar intent="warning" layout="multiline" role="status" icon={<Spinner size="tiny" />}>
      <MessageBarBody>
        <MessageBarTitle>
          {waitsFor.code === 'Unreachable' ? words.unreachable : words.bankSilent}
        </MessageBarTitle>
        {words.bankSilentMore(tries)}
      </MessageBarBody>
    </MessageBar>
  )
}
