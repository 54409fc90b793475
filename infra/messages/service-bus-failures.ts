import { Unavailable } from '#core/ports/failures.ts'

/** Trying these again changes nothing: somebody has to mend the settings, the rights or the message. */
const permanent = new Set<unknown>([
  'MessagingEntityNotFound',
  'MessagingEntityDisabled',
  'MessageSizeExceeded',
  'UnauthorizedAccess',
])

/** What the caller shall see of a failed call: the client library's errors never leave the adapter. */
export function failure(what: string, error: unknown): Error {
  if (error instanceof Unavailable) return error
  const { code, message, name } = error instanceof Error ? (error as LibraryError) : unknownError
  const text = `Service Bus did not ${what} (${code ?? name}): ${message}`
  return passes(error) ? new Unavailable(text, { cause: error }) : new Error(text, { cause: error })
}

interface LibraryError extends Error {
  readonly code?: unknown
  readonly retryable?: unknown
}

const unknownError = { code: undefined, message: 'no error was given', name: 'unknown' }

/** Whether it may be over the next time. Mistakes of ours, such as a TypeError, have neither code nor word of it. */
function passes(error: unknown): boolean {
  // All tries of one call together.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.some(passes)
  if (!(error instanceof Error)) return false
  const { code, retryable, name } = error as LibraryError
  if (permanent.has(code)) return false
  return retryable === true || typeof code === 'string' || name === 'AbortError'
}
