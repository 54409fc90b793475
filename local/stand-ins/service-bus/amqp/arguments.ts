import { type Changes, toChanges } from './outcome.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { isNil, readBinary, readBoolean, readInteger, readText, readUuid } from './scalars.ts'
import { arrayItems, listItems, textMap } from './slices.ts'
import type * as amqp from './values.ts'

/** The body of a management request: a map that knows which of its keys were asked for. */
export class Arguments {
  readonly #of: string
  readonly #values: ReadonlyMap<string, amqp.Raw>
  readonly #asked = new Set<string>()

  constructor(body: amqp.Raw | undefined, of: string) {
    this.#of = of
    this.#values = textMap(body)
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#missing(key, 'text')
  }

  optionalText(key: string): string | undefined {
    return this.#optional(key, readText, 'text')
  }

  integer(key: string): number {
    return this.#optional(key, readInteger, 'whole number') ?? this.#missing(key, 'whole number')
  }

  flag(key: string): boolean {
    return this.#optional(key, readBoolean, 'boolean') ?? false
  }

  binary(key: string): Buffer {
    return this.optionalBinary(key) ?? this.#missing(key, 'binary value')
  }

  optionalBinary(key: string): Buffer | undefined {
    const content = this.#optional(key, readBinary, 'binary value')
    return content && Buffer.from(content)
  }

  longs(key: string): number[] {
    return this.#array(key, readInteger, 'array of whole numbers')
  }

  /** As hex digits in the order of RFC 4122. */
  uuids(key: string): string[] {
    return this.#array(key, readUuid, 'array of uuids').map((uuid) => uuid.toString('hex'))
  }

  maps(key: string): Arguments[] {
    const raw = this.#ask(key) ?? this.#missing(key, 'list')
    return listItems(raw).map((map) => new Arguments(map, `${this.#of}: ${key}`))
  }

  changes(key: string): Changes {
    return toChanges(textMap(this.#ask(key)))
  }

  ignore(key: string): void {
    this.#asked.add(key)
  }

  /** Refuses every key that nobody asked for. */
  close(): void {
    for (const [key, value] of this.#values)
      if (!isNil(value) && !this.#asked.has(key)) throw notImplemented(`the argument ${key} of ${this.#of}`)
  }

  #ask(key: string): amqp.Raw | undefined {
    this.#asked.add(key)
    const value = this.#values.get(key)
    return isNil(value) ? undefined : value
  }

  #optional<Value>(key: string, read: (raw: amqp.Raw) => Value | undefined, kind: string): Value | undefined {
    const raw = this.#ask(key)
    return raw && (read(raw) ?? this.#missing(key, kind))
  }

  #array<Value>(key: string, read: (raw: amqp.Raw) => Value | undefined, kind: string): Value[] {
    const raw = this.#ask(key)
    const items = raw && arrayItems(raw)
    if (!items) return this.#missing(key, kind)
    return items.map((item) => read(item) ?? this.#missing(key, kind))
  }

  #missing(key: string, kind: string): never {
    throw new Refusal('amqp:invalid-field', `${this.#of}: ${key} must be a ${kind}.`)
  }
}
