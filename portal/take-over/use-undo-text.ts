import type { Subscription } from '../api/subscriptions.ts'
import { useFormat } from '../look/format.ts'
import { useTakeOverWords } from './words.ts'

/** Whether the end of a subscription can be undone, and how long. (B20) */
export function useUndoText() {
  const { undo } = useTakeOverWords()
  const format = useFormat()
  return (
    { status, expirationDate }: Pick<Subscription, 'status' | 'expirationDate'>,
    { startAt, comesBack }: { readonly startAt: string | undefined; readonly comesBack: boolean },
  ): string => {
    if (startAt === 'endOfTerm') return undo.termOver
    if (startAt !== undefined) return undo.afterwards
    if (comesBack) return undo.never
    // What had expired comes back expired, whenever.
    return status === 'Expired' ? undo.always : undo.until(format.day(expirationDate))
  }
}
