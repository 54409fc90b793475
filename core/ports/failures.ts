/** The outside did not do it, now; trying again later may work. */
export class Unavailable extends Error {
  readonly retryAfterMs: number
  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Unavailable'
    this.retryAfterMs = options.retryAfterMs ?? 1_000
  }
}

/** The answer to a write was lost: it may have happened. Read before doing it again. */
export class OutcomeUnknown extends Unavailable {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'OutcomeUnknown'
  }
}

/**
 * A newer release has stored it in a shape that this one does not know, and nothing was done. Where both run beside each
 * other, trying again meets the newer one sooner or later.
 */
export class NewerDocument extends Unavailable {
  constructor(id: string) {
    super(`A newer release has stored ${id}: this one leaves it alone.`, { retryAfterMs: 15_000 })
    this.name = 'NewerDocument'
  }
}

/** The place to go on from is none that this query gave: whoever sent it made it up or cut it. */
export class UnknownContinuation extends Error {
  constructor(options: { cause?: unknown } = {}) {
    super('The continuation is none that this query gave.', options)
    this.name = 'UnknownContinuation'
  }
}
