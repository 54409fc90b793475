import type { TenantId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Throttle } from '#core/ports/throttle.ts'

/** Those who are refused side by side are refused once. */
const refusalsCountEveryMs = 1_000
const slowest = 1 / 32
/** A slower pace is doubled every so often, however many processes share what there is. */
const doublesInMs = 15_000
/** However long the line is: the host renews a lock for five minutes. */
const waitMaxMs = 60_000
/** So many tenants are remembered; beyond that the one who has not spent for longest is forgotten first. */
const tenantsMax = 10_000

interface Pace {
  /** When the tenant may spend again. */
  free: number
  /** Of its share, at `at`. */
  part: number
  at: number
  refusedAt: number
}

/**
 * Spreads what jobs spend over time: each tenant gets `share` of `requestUnitsPerSecond`, the throughput of its
 * logical partition. All jobs of this process together keep to it; a share of 0 lets them run free. What other processes
 * spend, and other tenants on the same physical partition, shows in refusals: each halves the pace.
 */
export function createThrottle(clock: Clock, requestUnitsPerSecond: number, share: number): Throttle {
  const paces = new Map<TenantId, Pace>()

  function paceOf(tenantId: TenantId, now: number): Pace {
    const pace = paces.get(tenantId) ?? { free: now, part: 1, at: now, refusedAt: Number.NEGATIVE_INFINITY }
    pace.part = Math.min(1, pace.part * 2 ** (Math.max(0, now - pace.at) / doublesInMs))
    pace.at = now
    // A Map keeps its order, so that whoever spent last stands last.
    paces.delete(tenantId)
    paces.set(tenantId, pace)
    const [silent] = paces.keys()
    if (silent !== undefined && paces.size > tenantsMax) paces.delete(silent)
    return pace
  }

  return {
    async spend(tenantId, requestUnits) {
      if (share === 0) return
      const now = toMilliseconds(clock.now())
      const pace = paceOf(tenantId, now)
      pace.free =
        Math.max(now, pace.free) + (requestUnits / (requestUnitsPerSecond * share * pace.part)) * 1_000
      const wait = pace.free - now
      if (wait >= 1) await clock.sleep(Math.min(wait, waitMaxMs))
    },
    slowDown(tenantId) {
      const now = toMilliseconds(clock.now())
      const pace = paceOf(tenantId, now)
      if (now - pace.refusedAt < refusalsCountEveryMs) return
      pace.refusedAt = now
      pace.part = Math.max(slowest, pace.part / 2)
    },
  }
}
