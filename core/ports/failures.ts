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

/** The place to go on from is none that this query gave: whoever sent it made it up or cut it. */
export class UnknownContinuation extends Error {
  constructor(options: { cause?: unknown } = {}) {
    super('The continuation is none that this query gave.', options)
    this.name = 'UnknownContinuation'
  }
}
