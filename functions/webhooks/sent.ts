import type { LastAnswer, Verdict } from '#core/webhooks/delivery.ts'

/** What came of sending an event. */
export interface Sent {
  readonly verdict: Verdict
  readonly answer: LastAnswer
  readonly retryAfterMs: number | undefined
}
