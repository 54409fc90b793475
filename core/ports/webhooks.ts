import type { Instant } from '../kernel/time.ts'

/** Why an address got no answer that counts. */
export const webhookProblems = [
  'noAnswerInTime',
  'noConnection',
  'nameNotFound',
  'certificateNotTrusted',
  /** It is, or its name stands for, an address that is not public. */
  'addressNotPublic',
] as const
export type WebhookProblem = (typeof webhookProblems)[number]

/** What became of a call: the status that was answered, or why there was none. */
export type WebhookAnswer =
  | { readonly status: number; readonly retryAfterMs?: number }
  | { readonly problem: WebhookProblem }

/** What is sent to a receiver. */
export interface WebhookRequest {
  /** The same for every try, so that the receiver can tell repeats. */
  readonly id: string
  readonly at: Instant
  readonly body: string
  /** Signed with each of them. */
  readonly secrets: readonly string[]
}

/**
 * Calls to addresses that customers name. None goes to an address that is not public, whatever its name stands for at
 * that moment, and none follows a redirect; each is over within ten seconds.
 */
export interface Webhooks {
  /** Whether the address can be told at once to be none for events: not https, or not public. */
  isRefused(address: string): boolean
  /** A new secret, `whsec_…`. */
  newSecret(): string
  /**
   * Asks whether events of that origin are wanted there: `allowed` where the receiver says so, and at most so many a
   * minute where it says how many.
   */
  ask(
    address: string,
    origin: string,
  ): Promise<WebhookAnswer & { readonly allowed: boolean; readonly perMinute?: number }>
  post(address: string, request: WebhookRequest): Promise<WebhookAnswer>
}
