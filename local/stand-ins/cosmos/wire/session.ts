import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, badRequest, Failure } from '../answers.ts'
import type { Container } from '../storage/container.ts'
import { parsePartitionKey } from '../storage/partition-key.ts'
import type { Store } from '../storage/store.ts'
import { text } from './headers.ts'

/**
 * Answers a request for documents with what its session must see, and tells the client how far that went: the
 * client sends the token with its next request when it was built for session consistency.
 */
export function inSession(
  store: Store,
  container: Container,
  request: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly isRead: boolean },
  answer: (container: Container) => Answer,
): Answer {
  const ranges = rangesOf(container, request.headers)
  const seen = request.isRead ? store.see(container, demandedLsn(request.headers, ranges)) : undefined
  const headers = () => sessionHeaders(container, ranges, request.path, seen?.lsn ?? store.lsn)
  try {
    const given = answer(seen?.container ?? container)
    return { ...given, headers: { ...headers(), ...given.headers } }
  } catch (error) {
    // The client notes the token of 404, 409 and 412 as well.
    throw error instanceof Failure ? error.with(headers()) : error
  }
}

/** The ids of the ranges that a request is about: the one it names, the one of its partition key, or all. */
function rangesOf(container: Container, headers: IncomingHttpHeaders): readonly string[] {
  const range = text(headers, 'x-ms-documentdb-partitionkeyrangeid')
  if (range !== undefined) return [range]
  const key = parsePartitionKey(text(headers, 'x-ms-documentdb-partitionkey') ?? '[]')
  const place = key.length > 0 ? container.rangeOf(key) : undefined
  return container.ranges.filter((_, i) => place === undefined || i === place).map(({ id }) => id)
}

/** The client keeps a token for each range, and knows the container by the path that it wrote itself. */
function sessionHeaders(
  { rid }: Container,
  ranges: readonly string[],
  path: string,
  lsn: number,
): Record<string, string> {
  return {
    'x-ms-session-token': ranges.map((id) => `${id}:-1#${lsn}`).join(),
    'x-ms-alt-content-path': path.split('/').filter(Boolean).slice(0, 4).join('/'),
    'x-ms-content-path': rid,
    lsn: String(lsn),
  }
}

/** 0 demands nothing. A weaker level than the account's own, which is Session, makes the service ignore the token. */
function demandedLsn(headers: IncomingHttpHeaders, ranges: readonly string[]): number {
  const token = text(headers, 'x-ms-session-token')
  const level = text(headers, 'x-ms-consistency-level')?.toLowerCase() ?? 'session'
  if (token === undefined || level !== 'session') return 0
  const lsns = token.split(',').map((part) => /^(\d+):-?\d+#(\d+)(#\d+=\d+)*$/.exec(part))
  if (lsns.includes(null)) throw badRequest(`The session token '${token}' is not valid.`)
  return Math.max(0, ...lsns.map((match) => (ranges.includes(match?.[1] ?? '') ? Number(match?.[2]) : 0)))
}
