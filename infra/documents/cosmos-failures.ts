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
  const cause = causeOf(error)
  const { code, substatus, message, retryAfterInMs } = describe(cause)
  const text = `Cosmos DB did not answer a ${what} (${code ?? 'no code'}): ${message}`
  if (notDone.has(code) || isPassing(code, substatus))
    return new Unavailable(text, { cause: error, ...retryAfter(retryAfterInMs) })
  if (lost.has(code) || message.includes('socket hang up')) {
    return what === 'write'
      ? new OutcomeUnknown(text, { cause: error })
      : new Unavailable(text, { cause: error })
  }
  return new Error(`Cosmos DB refused a ${what} (${code ?? 'no code'}): ${message}`, { cause: error })
}

/** A batch, and what is not to be repeated, hide the answer's status in their cause. */
function causeOf(error: unknown): unknown {
  const hides = error instanceof Error && !('code' in error) && error.cause !== undefined
  return hides ? causeOf(error.cause) : error
}

/** A replica that is behind, or a region that is just handing over to another one. */
function isPassing(code: unknown, substatus: unknown): boolean {
  return (code === 404 && substatus === behindSession) || (code === 403 && handingOver.has(substatus))
}

const handingOver = new Set<unknown>([3, 1008])

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
