import type { Format } from '../look/format.ts'
import type { Subscription } from './queries.ts'
import type { en } from './words.en.ts'

export const statusKinds = {
  Active: 'good',
  Expired: 'warning',
  Disabled: 'bad',
  Deleted: 'neutral',
} as const

/** When it ends, renews, or was over. */
export function endText(
  { status, autoRenew, channel, expirationDate, deletedDateTime }: Subscription,
  words: typeof en,
  format: Format,
): string {
  if (status === 'Deleted') return words.deletedOn(format.day(deletedDateTime ?? expirationDate))
  const day = format.day(expirationDate)
  if (status !== 'Active') return words.ended(day)
  if (channel === 'signUp') return ''
  return autoRenew ? words.renews(day) : words.ends(day)
}
