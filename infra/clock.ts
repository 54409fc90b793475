import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '#core/ports.ts'
import { fromMilliseconds } from '#core/time.ts'

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => fromMilliseconds(Date.now()),
  async sleep(ms) {
    await wait(ms)
  },
}
