import type { JsonObject } from '../json.ts'

/** One state of a document. Never changed: a write makes another one. Its text is parsed when somebody looks inside. */
export class Version {
  readonly text: string
  /** Milliseconds since 1970; infinite when the document does not expire. */
  readonly expiresAt: number
  #document: JsonObject | undefined
  #bytes = -1

  constructor(text: string, document: JsonObject | undefined, expiresAt: number) {
    this.text = text
    this.#document = document
    this.expiresAt = expiresAt
  }

  get document(): JsonObject {
    this.#document ??= JSON.parse(this.text) as JsonObject
    return this.#document
  }

  get bytes(): number {
    if (this.#bytes < 0) this.#bytes = Buffer.byteLength(this.text)
    return this.#bytes
  }

  get etag(): string {
    return String(this.document['_etag'])
  }
}

/** A document's place: stays the same through every replace and patch, and so does its position in a list. */
export type Entry = {
  /** The insertion position, unique in the whole store. */
  readonly sequence: number
  readonly id: string
  readonly partition: string
  version: Version
}

export function isExpired(version: Version, now: number): boolean {
  return version.expiresAt <= now
}
