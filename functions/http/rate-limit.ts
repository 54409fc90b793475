import { toMilliseconds } from '#core/kernel/time.ts'
import type { Clock } from '#core/ports/clock.ts'

/** So many callers are remembered. Beyond that the one who has been silent longest is forgotten first. */
const callersMax = 10_000

/** A token bucket per caller, one second deep. Returns the milliseconds to wait, 0 when the call may go on. */
export function createRateLimit(clock: Clock, perSecond: number): (caller: string) => number {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (caller) => {
    const now = toMilliseconds(clock.now())
    const bucket = buckets.get(caller) ?? { tokens: perSecond, at: now }
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond)
    bucket.at = now
    // A Map keeps its order, so that whoever called last stands last.
    buckets.delete(caller)
    buckets.set(caller, bucket)
    const [silent] = buckets.keys()
    if (silent !== undefined && buckets.size > callersMax) buckets.delete(silent)
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1_000)
    bucket.tokens -= 1
    return 0
  }
}
