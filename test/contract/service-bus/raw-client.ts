import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'

/** A client that says whatever it is told to, byte by byte, and reads what comes with the decoder of another library. */

interface RheaFrames {
  read_frame(bytes: Buffer): { channel: number; performative?: Performative } | null
}

/** What came back: a frame, by the names that rhea gives to its fields. */
export interface Answer {
  readonly name: string
  readonly channel: number
  readonly fields: Performative
}

interface AmqpError {
  readonly condition: string
  readonly description: string
}

interface Performative {
  readonly constructor: { readonly descriptor?: { readonly symbolic: string } }
  readonly error?: AmqpError | null
  readonly [field: string]: unknown
}

const frames: RheaFrames = createRequire(import.meta.url)('rhea/lib/frames.js')

export const code = {
  open: 0x10,
  begin: 0x11,
  attach: 0x12,
  flow: 0x13,
  transfer: 0x14,
  disposition: 0x15,
  detach: 0x16,
  end: 0x17,
  close: 0x18,
  saslInit: 0x41,
} as const

export const amqpHeader = Buffer.from('414d515000010000', 'hex')
export const saslHeader = Buffer.from('414d515003010000', 'hex')

export function ubyte(value: number): Buffer {
  return Buffer.from([0x50, value])
}

/** Any bytes as a frame. */
export function frameOf(body: Buffer, channel = 0, type = 0): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 2, type, channel >> 8, channel & 0xff])
  header.writeUInt32BE(header.length + body.length, 0)
  return Buffer.concat([header, body])
}

export function frame(descriptor: number, fields: readonly Buffer[], payload?: Buffer, channel = 0): Buffer {
  const performative = amqp.described(descriptor, amqp.list(fields))
  return frameOf(payload ? Buffer.concat([performative, payload]) : performative, channel)
}

const { nil, boolean, string, uint, described, list } = amqp

/** The frames of a client that behaves. */
export const say = {
  open: (...limits: readonly Buffer[]) => frame(code.open, [string('raw'), string('localhost'), ...limits]),
  begin: (channel = 0) => frame(code.begin, [nil, uint(0), uint(2_047), uint(2_047)], undefined, channel),
  sender: (address: string, handle = 0, name = `to ${address} ${handle}`) =>
    frame(code.attach, [
      ...[string(name), uint(handle), boolean(false), ubyte(2), ubyte(0)],
      ...[
        described(0x28, list([string('here')])),
        described(0x29, list([string(address)])),
        nil,
        nil,
        uint(0),
      ],
    ]),
  receiver: (address: string, handle = 0, name = `from ${address} ${handle}`) =>
    frame(code.attach, [
      ...[string(name), uint(handle), boolean(true), ubyte(0), ubyte(1)],
      ...[described(0x28, list([string(address)])), described(0x29, list([string('here')]))],
    ]),
  flow: (handle: number, credit: number, drain = false, deliveryCount = 0) =>
    frame(code.flow, [
      ...[uint(0), uint(2_047), uint(0), uint(2_047)],
      ...[uint(handle), uint(deliveryCount), uint(credit), nil, boolean(drain)],
    ]),
  /** For a session that takes so many frames. */
  narrowFlow: (handle: number, credit: number, window: number) =>
    frame(code.flow, [nil, uint(window), uint(0), uint(2_047), uint(handle), uint(0), uint(credit)]),
  transfer: (handle: number, id: number, message: Buffer, more = false) =>
    frame(
      code.transfer,
      [uint(handle), uint(id), amqp.binary(Buffer.from([id & 0xff])), uint(0), boolean(false), boolean(more)],
      message,
    ),
  disposition: (first: number, last: number, state: Buffer, settled = false) =>
    frame(code.disposition, [boolean(true), uint(first), uint(last), boolean(settled), state]),
  detach: (handle: number) => frame(code.detach, [uint(handle), boolean(true)]),
  end: () => frame(code.end, []),
  close: () => frame(code.close, []),
}

export const accepted = described(0x24, Buffer.from([0x45]))

/** A message with these sections. */
export const section = {
  header: (fields: readonly Buffer[]) => described(0x70, list(fields)),
  annotations: (pairs: readonly Buffer[]) => described(0x72, amqp.map(pairs)),
  properties: (fields: readonly Buffer[]) => described(0x73, list(fields)),
  applicationProperties: (pairs: readonly Buffer[]) => described(0x74, amqp.map(pairs)),
  data: (bytes: Buffer | string) => described(0x75, amqp.binary(Buffer.from(bytes))),
  value: (value: Buffer) => described(0x77, value),
}

/** A request to a `$management` or `$cbs` node. */
export function request(operation: string, body: Buffer, replyTo = 'here'): Buffer {
  return Buffer.concat([
    section.properties([string('q'), nil, nil, nil, string(replyTo)]),
    section.applicationProperties([string('operation'), string(operation)]),
    section.value(body),
  ])
}

export class RawClient {
  readonly answers: Answer[] = []
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #listeners = new Set<() => void>()
  #unread: Buffer = Buffer.alloc(0)
  #isClosed = false

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#socket.on('error', () => this.#socket.destroy())
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', () => {
        this.#isClosed = true
        this.#tell()
        resolve()
      })
    })
  }

  /** Past the handshake, with a session. */
  static async open(port: number, ...limits: readonly Buffer[]): Promise<RawClient> {
    const client = new RawClient(port)
    client.send(amqpHeader, say.open(...limits), say.begin())
    await client.next('begin')
    return client
  }

  send(...bytes: readonly Buffer[]): void {
    this.#socket.write(Buffer.concat(bytes))
  }

  /** Says no more, and listens on. */
  end(): void {
    this.#socket.end()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** The first answer of this name that nobody has taken yet. */
  async next(name: string, withinMs = 5_000): Promise<Answer> {
    const end = Date.now() + withinMs
    for (;;) {
      const at = this.answers.findIndex((answer) => answer.name === name)
      const [answer] = at < 0 ? [] : this.answers.splice(at, 1)
      if (answer) return answer
      const seen = this.answers.map((each) => `${each.name} ${each.fields.error?.description ?? ''}`)
      if (this.#isClosed) throw new Error(`Closed without ${name}, after: ${seen.join(', ')}`)
      if (Date.now() > end) throw new Error(`No ${name} within ${withinMs} ms, but: ${seen.join(', ')}`)
      await this.#changed(end - Date.now())
    }
  }

  /** Every "no" that came: to the connection, to sessions and links, to single deliveries. */
  refusals(): AmqpError[] {
    return this.answers.flatMap(({ name, fields }) => {
      const error = name === 'disposition' ? rejection(fields['state']) : fields.error
      return error ? [error] : []
    })
  }

  /** The condition with which the other side ended the connection. */
  async refusal(): Promise<string | undefined> {
    const { fields } = await this.next('close')
    return fields.error?.condition
  }

  #changed(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#listeners.delete(done)
        resolve()
      }
      const timer = setTimeout(done, Math.max(withinMs, 1))
      this.#listeners.add(done)
    })
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk])
    while (this.#unread.length >= 8) {
      const isHeader = this.#unread.toString('latin1', 0, 4) === 'AMQP'
      const size = isHeader ? 8 : this.#unread.readUInt32BE(0)
      if (this.#unread.length < size) break
      const bytes = this.#unread.subarray(0, size)
      this.#unread = this.#unread.subarray(size)
      if (isHeader) continue
      const { channel = 0, performative } = frames.read_frame(bytes) ?? {}
      const symbolic = performative?.constructor.descriptor?.symbolic
      if (!performative) continue // A sign of life.
      if (symbolic === undefined) throw new Error(`The stand-in wrote ${bytes.toString('hex')}`)
      this.answers.push({ name: symbolic.split(':')[1] ?? '', channel, fields: performative })
    }
    this.#tell()
  }
}

interface Typed {
  readonly value: unknown
}

/** The error inside a delivery state, as rhea leaves it. */
export function rejection(state: unknown): AmqpError | undefined {
  const fields = (state as Typed | null)?.value
  const [error] = Array.isArray(fields) ? (fields as Typed[]) : []
  const [condition, description] = Array.isArray(error?.value) ? (error.value as Typed[]) : []
  return condition && { condition: String(condition.value), description: String(description?.value) }
}
