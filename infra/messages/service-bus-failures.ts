import { Unavailable } from '#core/ports/failures.ts'

/** Trying these again changes nothing: somebody has to mend the settings, the rights or the message. */
const permanent = new Set([
  'MessagingEntityNotFound',
  'MessagingEntityDisabled',
  'MessageSizeExceeded',
  'UnauthorizedAccess',
])

/** What the caller shall see of a failed call: the client library's errors never leave the adapter. */
export function failure(what: string, error: unknown): Error {
  if (error instanceof Unavailable) return error
  const { code, message, name } =
    error instanceof Error ? (error as Error & { code?: unknown }) : unknownError
  const text = `Service Bus did not ${what} (${code ?? name}): ${message}`
  // Mistakes of ours, such as a TypeError, have no code.
  const passes = typeof code === 'string' && !permanent.has(code)
  return passes ? new Unavailable(text, { cause: error }) : new Error(text, { cause: error })
}

const unknownError = { code: undefined, message: 'no error was given', name: 'unknown' }
