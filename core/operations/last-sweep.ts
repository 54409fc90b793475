import { type RefusalFacts, type RefusalOf, refuse } from '../kernel/refusals.ts'
import { type Instant, toMilliseconds } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `lastSweep`, in the partition of the organisation that runs this: what the timer found, by the machine's clock. */
export interface LastSweep extends DocumentBase {
  readonly type: 'lastSweep'
  readonly endedAt: Instant
  /** When the last one ended of which no part failed; null as long as there was none. */
  readonly wholeAt: Instant | null
  /** Of the last one. */
  readonly failedParts: readonly string[]
  /**
   * How long the operation had not got on that was left alone longest, though nobody has paused it and it waits for no
   * person; 0 when all get on.
   */
  readonly oldestUnfinishedMs: number
}

/** Sweeps are a minute apart or less, and a silent broker makes one last a minute or two. */
const sweptWithinSeconds = 5 * 60
/** The ten tries of a step that fails take some four minutes; whatever fails longer is marked for a person. */
const getsOnWithinSeconds = 10 * 60

export interface WorkGoesOn {
  readonly sinceSweepSeconds: number
  readonly oldestUnfinishedSeconds: number
}

/** Whether the timer runs and jobs get on, as its last sweep tells: a timer that has stopped, or hangs, writes none. */
export function judgeWork(
  last: LastSweep | undefined,
  now: Instant,
): WorkGoesOn | RefusalOf<'WorkStandsStill'> {
  const { wholeAt = null, failedParts = [], oldestUnfinishedMs = 0 } = last ?? {}
  const failed = failedParts.length > 0 ? { failed: failedParts.join(', ') } : {}
  if (wholeAt === null) return stands({ because: 'neverSwept', ...failed })
  // Whoever swept may have a clock that is ahead of ours.
  const sinceSweepSeconds = Math.max(0, seconds(toMilliseconds(now) - toMilliseconds(wholeAt)))
  const oldestUnfinishedSeconds = seconds(oldestUnfinishedMs)
  if (sinceSweepSeconds > sweptWithinSeconds)
    return stands({ because: 'sweepIsLate', seconds: sinceSweepSeconds, ...failed })
  if (oldestUnfinishedSeconds > getsOnWithinSeconds)
    return stands({ because: 'operationDoesNotGetOn', seconds: oldestUnfinishedSeconds })
  return { sinceSweepSeconds, oldestUnfinishedSeconds }
}

function stands(facts: Omit<RefusalFacts['WorkStandsStill'], 'retryAfterMs'>): RefusalOf<'WorkStandsStill'> {
  return refuse('WorkStandsStill', { retryAfterMs: 60_000, ...facts })
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000)
}
