import { isUnfinished, type Operation } from '../api/operations.ts'

/** What a listener hears of a change: start, each quarter, pause, end; nothing in between. */
export type Announcement =
  | { readonly of: 'started' | 'paused' | 'resumed' }
  | { readonly of: 'percent'; readonly percent: number }
  | { readonly of: 'ended'; readonly status: Operation['status'] }

type Seen = Pick<Operation, 'status' | 'percentComplete' | 'isWaiting'>

export function announcementOf(before: Seen | undefined, now: Seen): Announcement | undefined {
  if (!isUnfinished(now))
    return before && !isUnfinished(before) ? undefined : { of: 'ended', status: now.status }
  // Of a plan there is nothing to hear until its time comes.
  if (now.isWaiting) return undefined
  if (before?.isWaiting) return { of: 'started' }
  if (!before) return { of: now.status === 'Paused' ? 'paused' : 'started' }
  if (now.status !== before.status && now.status === 'Paused') return { of: 'paused' }
  if (now.status !== before.status && before.status === 'Paused') return { of: 'resumed' }
  const quarter = quarterOf(now)
  return quarter > quarterOf(before) ? { of: 'percent', percent: quarter * 25 } : undefined
}

function quarterOf({ percentComplete }: Seen): number {
  return Math.floor(percentComplete / 25)
}
