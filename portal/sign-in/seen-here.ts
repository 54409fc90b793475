import { keepText, keptText } from '../look/kept.ts'
import { lastSignOut } from './sign-outs.ts'

/** When somebody was last signed in in this browser: a time, no secret. */
const lastSeen = 'seatwarden.seenAt'
const workingDayMs = 12 * 3_600_000

/** Somebody who is signed in has opened the portal. */
export function noteSeenHere(): void {
  keepText(lastSeen, String(Date.now()))
}

/**
 * Whether to take whoever opens a page in this browser for somebody who is signed in already, in another tab: what
 * anybody may see they see as themselves then.
 */
export function wasSeenHere(): boolean {
  const seen = Number(keptText(lastSeen) ?? 0)
  return seen > Number(keptText(lastSignOut) ?? 0) && Date.now() - seen < workingDayMs
}
