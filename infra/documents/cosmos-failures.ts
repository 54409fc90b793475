import { OutcomeUnknown, Unavailable, UnknownContinuation } from '#core/ports/failures.ts'

/** Too many requests, too much at once, or nobody there to answer: the request was not done. */
const notDone = new Set<unknown>([429, 449, 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/** With 404: the replica that was asked is behind what this process has seen. */
export const behindSession = 1002

/** The answer was lost or says nothing about the outcome. */
const lost = new Set<unknown>([
  408,
  410,
  500,
  502,
  503,
  504,
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'PARSE_ERROR',
  'REQUEST_SEND_ERROR',
  'TimeoutError',
])

/** What the caller shall see of a failed request: the client library's errors never leave the adapter. */
export function failure(what: 'read' | 'write', error: unknown): Error {
  // A batch hides the answer's status in its cause.
  const cause =
    error instanceof Error && !('code' in error) && error.cause !== undefined ? error.cause : error
  const { code, substatus, message, retryAfterInMs } = describe(cause)
  const text = `Cosmos DB did not answer a ${what} (${code ?? 'no code'}): ${message}`
  if (notDone.has(code) || (code === 404 && substatus === behindSession))
    return new Unavailable(text, { cause: error, ...retryAfter(retryAfterInMs) })
  if (lost.has(code) || message.includes('socket hang up')) {
    return what === 'write'
      ? new OutcomeUnknown(text, { cause: error })
      : new Unavailable(text, { cause: error })
  }
  return new Error(`Cosmos DB refused a ${what} (${code ?? 'no code'}): ${message}`, { cause: error })
}

export function rethrowRead(error: unknown): never {
  throw failure('read', error)
}

/** The query is ours and right: what Cosmos DB calls a bad request is then the continuation. */
export function rethrowContinued(error: Error): never {
  const { code } = (error.cause ?? {}) as { code?: unknown }
  throw code === 400 ? new UnknownContinuation({ cause: error }) : error
}

export function rethrowWrite(error: unknown): never {
  throw failure('write', error)
}

function retryAfter(retryAfterInMs: unknown): { retryAfterMs?: number } {
  return typeof retryAfterInMs === 'number' && retryAfterInMs >= 0 ? { retryAfterMs: retryAfterInMs } : {}
}

interface Described {
  readonly code?: unknown
  readonly substatus?: unknown
  readonly message: string
  readonly retryAfterInMs?: unknown
}

function describe(cause: unknown): Described {
  if (typeof cause !== 'object' || cause === null) return { message: String(cause) }
  const { code, substatus, message, retryAfterInMs } = cause as Record<string, unknown>
  return { code, substatus, message: String(message), retryAfterInMs }
}
