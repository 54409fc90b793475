import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, notDone } from '../answers.ts'

/** What a request is for, as far as headers, faults and statistics care. */
export type Kind =
  | 'metadata'
  | 'plan'
  | 'query'
  | 'batch'
  | 'read'
  | 'create'
  | 'upsert'
  | 'replace'
  | 'patch'
  | 'delete'

/** Headers that the stand-in obeys, or that ask for nothing it does not do anyway. */
const known = new Set([
  'x-ms-activity-id',
  'x-ms-client-request-id',
  'x-ms-consistency-level',
  'x-ms-continuation',
  'x-ms-cosmos-allow-tentative-writes',
  'x-ms-cosmos-batch-atomic',
  'x-ms-cosmos-batch-continue-on-error',
  'x-ms-cosmos-correlated-activityid',
  'x-ms-cosmos-is-batch-request',
  'x-ms-cosmos-is-query-plan-request',
  'x-ms-cosmos-offer-autopilot-settings',
  'x-ms-cosmos-query-version',
  'x-ms-cosmos-sdk-supportedcapabilities',
  'x-ms-cosmos-supported-query-features',
  'x-ms-date',
  'x-ms-documentdb-is-upsert',
  'x-ms-documentdb-isquery',
  'x-ms-documentdb-partitionkey',
  'x-ms-documentdb-query-enable-scan',
  'x-ms-documentdb-query-enablecrosspartition',
  'x-ms-documentdb-query-parallelizecrosspartitionquery',
  'x-ms-documentdb-responsecontinuationtokenlimitinkb',
  'x-ms-max-item-count',
  'x-ms-offer-throughput',
  'x-ms-return-client-request-id',
  'x-ms-session-token',
  'x-ms-useragent',
  'x-ms-version',
])

/** Headers with a meaning for some kinds of requests only. */
const knownFor: Readonly<Record<string, ReadonlySet<Kind>>> = {
  'if-match': new Set(['upsert', 'replace', 'patch', 'delete']),
  'if-none-match': new Set(['read']),
  'x-ms-documentdb-partitionkeyrangeid': new Set(['query', 'batch']),
  prefer: new Set(['batch']),
}

const levels = ['session', 'consistentprefix', 'eventual']

export function text(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join() : value
}

export function flag(headers: IncomingHttpHeaders, name: string): boolean {
  return text(headers, name)?.toLowerCase() === 'true'
}

/** A header that would change what a request means, and is not obeyed, must not pass in silence. */
export function refuseUnknownHeaders(headers: IncomingHttpHeaders, kind: Kind): void {
  for (const name in headers) {
    const isMeant = /^(x-ms-|x-http-|if-|a-im$|prefer$)/.test(name)
    if (!isMeant || known.has(name) || knownFor[name]?.has(kind)) continue
    if (text(headers, name)?.toLowerCase() === 'false') continue // Asks for nothing.
    throw notDone(`the request header '${name}' on a ${kind} request`)
  }
  const prefer = text(headers, 'prefer')
  if (prefer !== undefined && prefer !== 'return=minimal') throw notDone(`'prefer: ${prefer}'`)
  const level = text(headers, 'x-ms-consistency-level')
  if (level !== undefined && !levels.includes(level.toLowerCase()))
    throw badRequest(
      `The consistency level '${level}' is not one of ${levels.join(', ')}: none may be stronger than the account's, which is session.`,
    )
}
