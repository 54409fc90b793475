import type { Instant } from '../kernel/time.ts'

/**
 * There are two of them. `clock` is the product's time: every date that a caller sees or that a rule of the business
 * counts from. On one machine it can be moved, forwards and back again. `machineClock` never is: it is for what guards a
 * few seconds or minutes of real work, and would break, or hang, if time jumped: locks and claims, limits, patience,
 * slices of time. Whoever writes a date compares it with the clock that it was written from. One written from `clock`
 * may lie in the future once that has been put back; see functions/jobs/at-work.ts.
 */
export interface Clock {
  now(): Instant
  sleep(ms: number): Promise<void>
}
