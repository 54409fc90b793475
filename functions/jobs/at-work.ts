import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import type { Comparison } from '#core/ports/documents.ts'

/** The time around now: what was touched in it may be in somebody's hands. */
export interface AtWork {
  readonly before: Instant
  readonly after: Instant
}

/**
 * It ends as far after now as it begins before. What was touched later than that was touched before the product's clock
 * was put back, and nobody may wait until that time has come again; a little later it is because clocks differ.
 */
export function atWorkFor(ms: number, now: Instant): AtWork {
  return { before: addMilliseconds(now, -ms), after: addMilliseconds(now, ms) }
}

export function isAtWork(touchedAt: Instant, { before, after }: AtWork): boolean {
  return before <= touchedAt && touchedAt <= after
}

/** Finds what is forgotten, by the field that says when it was touched. */
export function isNotAtWork(field: string, { before, after }: AtWork): Comparison {
  return {
    anyOf: [
      { field, is: '<', value: before },
      { field, is: '>', value: after },
    ],
  }
}
