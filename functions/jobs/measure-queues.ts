import { toMilliseconds } from '#core/kernel/time.ts'
import type { Services } from './job.ts'

/** How old the oldest message of each queue is, and how many dead letters it has. */
export async function measureQueues({ telemetry, deadLetters, machineClock }: Services): Promise<void> {
  if (!telemetry.isHeard) return
  for (const { queue, deadLettered, oldestAt } of await deadLetters.counts()) {
    const ageMs = oldestAt ? toMilliseconds(machineClock.now()) - toMilliseconds(oldestAt) : 0
    telemetry.gauge('seatwarden.dead_letters', deadLettered, { queue })
    telemetry.gauge('seatwarden.queue.age', Math.max(0, ageMs) / 1_000, { queue })
  }
}
