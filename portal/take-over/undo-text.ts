import type { Subscription } from '../api/subscriptions.ts'
import type { Format } from '../look/format.ts'
import type { en } from './words.en.ts'

/** An operation, and with it the undo of what it did, is kept for so long after its end. */
const keptDays = 30
const dayMs = 24 * 3_600_000

/** Whether the end of a subscription can be undone, and how long. (B20) */
export function undoText(
  { undo }: typeof en,
  format: Pick<Format, 'day'>,
  { status, expirationDate }: Pick<Subscription, 'status' | 'expirationDate'>,
  end: {
    readonly startAt: string | undefined
    /** Whether money does. */
    readonly comesBack: boolean
    readonly nowMs: number
  },
): string {
  if (end.startAt === 'endOfTerm') return undo.termOver
  // What had expired comes back expired, and nothing of it is paid back.
  if (status === 'Expired') return undo.always
  if (end.startAt !== undefined) return undo.afterwards
  if (end.comesBack) return undo.never
  const kept = new Date(end.nowMs + keptDays * dayMs).toISOString()
  return undo.until(format.day(kept < expirationDate ? kept : expirationDate))
}
