import type { Json } from '../kernel/json.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `repeat:{hash}`: the answer to a POST that may be asked again (24 hours). */
export interface Repeat extends DocumentBase {
  readonly type: 'repeat'
  readonly bodyHash: string
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Json
  /** The document whose etag goes with the answer: read again, because it may have moved on. */
  readonly etagOf: string | null
  readonly ttl: number
}

/** 24 hours: how long the answer to a POST can be repeated. */
export const repeatTtlSeconds = 24 * 3600
