import type { Instant } from '../kernel/time.ts'

export interface Clock {
  now(): Instant
  sleep(ms: number): Promise<void>
}
