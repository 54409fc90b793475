import type { Json } from '#core/kernel/json.ts'
import type { Refusal } from '#core/kernel/refusals.ts'

export interface Answer {
  readonly status: number
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** The document's etag; becomes the ETag header. */
  readonly etag?: string
  /** Sent as it is, instead of a JSON body. */
  readonly raw?: { readonly contentType: string; readonly content: string | Uint8Array }
}

export type Reply = Answer | Refusal
