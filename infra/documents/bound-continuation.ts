import { createHash } from 'node:crypto'
import { UnknownContinuation } from '#core/ports/failures.ts'

const sumLength = 16

/**
 * A token of the client library with a check sum over it and its query. Of a token that it cannot make sense of the
 * library says nothing: it gives an empty page, or fails like a program.
 */
export function bindContinuation(token: string, query: object): string {
  // Where the token is JSON, values of documents stand in it; a link takes plain text only.
  const plain = token.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return sumOf(plain, query) + plain
}

/** The token in what `bindContinuation` gave for the same query; throws `UnknownContinuation` for any other text. */
export function tokenIn(continuation: string, query: object): string {
  const token = continuation.slice(sumLength)
  if (continuation.slice(0, sumLength) !== sumOf(token, query)) throw new UnknownContinuation()
  return token
}

function sumOf(token: string, query: object): string {
  return createHash('sha256')
    .update(`${JSON.stringify(query)} ${token}`)
    .digest('base64url')
    .slice(0, sumLength)
}
