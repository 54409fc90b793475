import type { Changes } from './outcome.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { decode } from './rhea.ts'
import { binaryContent } from './sections.ts'
import * as amqp from './values.ts'

/** The body of a management request: a map that knows which of its keys were asked for. */
export class Arguments {
  readonly #of: string
  readonly #values = new Map<string, amqp.Raw>()
  readonly #asked = new Set<string>()

  constructor(body: amqp.Raw | undefined, of: string) {
    this.#of = of
    const items = body === undefined ? [] : amqp.elements(body)
    for (let i = 0; i + 1 < items.length; i += 2) {
      const [key, value] = [amqp.text(items[i]), items[i + 1]]
      if (key !== undefined && value && !amqp.isNil(value)) this.#values.set(key, value)
    }
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#missing(key, 'text')
  }

  optionalText(key: string): string | undefined {
    return amqp.text(this.#ask(key))
  }

  integer(key: string): number {
    const raw = this.#ask(key)
    return raw ? readInteger(decode(raw)) : this.#missing(key, 'whole number')
  }

  flag(key: string): boolean {
    const raw = this.#ask(key)
    return raw !== undefined && decode(raw) === true
  }

  binary(key: string): Buffer {
    return this.optionalBinary(key) ?? this.#missing(key, 'binary value')
  }

  optionalBinary(key: string): Buffer | undefined {
    const raw = this.#ask(key)
    return raw && Buffer.from(binaryContent(raw))
  }

  longs(key: string): number[] {
    return this.#array(key).map(readInteger)
  }

  /** As hex digits in the order of RFC 4122. */
  uuids(key: string): string[] {
    return this.#array(key).map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : ''))
  }

  maps(key: string): Arguments[] {
    const raw = this.#ask(key) ?? this.#missing(key, 'list')
    return amqp.elements(raw).map((map) => new Arguments(map, `${this.#of}: ${key}`))
  }

  changes(key: string): Changes {
    const raw = this.#ask(key)
    const items = raw ? amqp.elements(raw) : []
    const changes: { key: string; value: amqp.Raw }[] = []
    for (let i = 0; i + 1 < items.length; i += 2) {
      const [name, value] = [amqp.text(items[i]), items[i + 1]]
      if (name !== undefined && value && !amqp.isNil(value)) changes.push({ key: name, value })
    }
    return changes
  }

  ignore(key: string): void {
    this.#asked.add(key)
  }

  /** Refuses every key that nobody asked for. */
  close(): void {
    for (const key of this.#values.keys())
      if (!this.#asked.has(key)) throw notImplemented(`the argument ${key} of ${this.#of}`)
  }

  #ask(key: string): amqp.Raw | undefined {
    this.#asked.add(key)
    return this.#values.get(key)
  }

  #array(key: string): unknown[] {
    const raw = this.#ask(key)
    const values = raw ? decode(raw) : undefined
    return Array.isArray(values) ? values : this.#missing(key, 'array')
  }

  #missing(key: string, kind: string): never {
    throw new Refusal('amqp:invalid-field', `${this.#of}: ${key} must be a ${kind}.`)
  }
}

/** rhea gives numbers, and eight bytes when they are too large for one: no sequence number here is. */
function readInteger(value: unknown): number {
  if (Buffer.isBuffer(value)) return Number(value.readBigInt64BE(0))
  return Number(value)
}
