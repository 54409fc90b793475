import { type Instant, toMilliseconds } from '../kernel/time.ts'
import { isWaiting, type OperationBase, type Progress } from './operation.ts'

/** Stops and starts the working time with a change of state. */
export function withWorkingTime<O extends OperationBase>(before: O, after: O): O {
  const goesOn = isAtWork(after)
  if (isAtWork(before) === goesOn) return after
  const since = goesOn ? after.updatedAt : null
  return { ...after, work: { ms: workedMs(before, after.updatedAt), since } }
}

/** Up to then. */
function workedMs({ work }: OperationBase, at: Instant): number {
  // The clock may have been put back in between.
  return work.ms + (work.since === null ? 0 : Math.max(0, toMilliseconds(at) - toMilliseconds(work.since)))
}

function isAtWork(operation: OperationBase): boolean {
  const { state, needsAttention } = operation
  return (state === 'NotStarted' || state === 'Running') && !needsAttention && !isWaiting(operation)
}

/** How many users are done with; of a move of all of them, looked at. */
export function doneOf({ succeeded, skipped, failed, compared = 0 }: Progress): number {
  return Math.max(succeeded + skipped + failed, compared)
}

/** Users a second of working time, up to the last step, and how long the rest takes at that rate. (B17) */
export function speedOf(operation: OperationBase): {
  readonly usersPerSecond: number
  /** While it goes on, and there is a rate. */
  readonly secondsLeft?: number
} {
  const { progress, updatedAt } = operation
  const done = doneOf(progress)
  const seconds = workedMs(operation, updatedAt) / 1_000
  const rate = seconds > 0 ? done / seconds : 0
  const left =
    isAtWork(operation) && rate > 0 ? { secondsLeft: Math.ceil((progress.total - done) / rate) } : {}
  return { usersPerSecond: Math.round(rate * 10) / 10, ...left }
}
