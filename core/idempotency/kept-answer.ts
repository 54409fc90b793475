import type { Json } from '../kernel/json.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `answer:{hash}`: the answer to a POST that may be asked again (24 hours). */
export interface KeptAnswer extends DocumentBase {
  readonly type: 'keptAnswer'
  readonly bodyHash: string
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Json
  /** The document whose etag goes with the answer: read again, because it may have moved on. */
  readonly etagOf: string | null
  readonly ttl: number
}

/** 24 hours: how long the answer to a POST can be repeated. */
export const keptAnswerTtlSeconds = 24 * 3600
