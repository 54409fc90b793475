import { setTimeout as wait } from 'node:timers/promises'
import { fromMilliseconds } from '#core/kernel/time.ts'
import type { Clock } from '#core/ports/clock.ts'

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => fromMilliseconds(Date.now()),
  async sleep(ms) {
    await wait(ms)
  },
}
