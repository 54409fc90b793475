import type { Instant } from '#core/kernel/time.ts'
import type { WebhookAnswer } from '#core/ports/webhooks.ts'
import type { LastAnswer, Verdict } from '#core/webhooks/delivery.ts'

/** What came of a call. */
export interface Sent {
  readonly verdict: Verdict
  readonly answer: LastAnswer
  readonly retryAfterMs: number | undefined
}

export function lastAnswerOf(answer: WebhookAnswer, at: Instant): LastAnswer {
  return 'status' in answer
    ? { at, status: answer.status, problem: null }
    : { at, status: null, problem: answer.problem }
}
