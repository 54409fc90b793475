import { toMilliseconds } from '#core/kernel/time.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Throttle } from '#core/ports/throttle.ts'

/**
 * Spreads what jobs spend over time: each tenant gets `share` of `requestUnitsPerSecond`, the throughput of its
 * logical partition. All jobs of this process together keep to it; a share of 0 lets them run free.
 */
export function createThrottle(clock: Clock, requestUnitsPerSecond: number, share: number): Throttle {
  const freeAgainAt = new Map<string, number>()
  return {
    async spend(tenantId, requestUnits) {
      if (share === 0) return
      const now = toMilliseconds(clock.now())
      const from = Math.max(now, freeAgainAt.get(tenantId) ?? now)
      const free = from + (requestUnits / (requestUnitsPerSecond * share)) * 1_000
      freeAgainAt.set(tenantId, free)
      if (free - now >= 1) await clock.sleep(free - now)
    },
  }
}
