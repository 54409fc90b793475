import type { Socket } from 'node:net'
import { Channel } from './channel.ts'
import type { Link } from './link.ts'
import { Refusal } from './refusal.ts'
import { type Frame, type FrameTarget, frames, type Performative, type Writable } from './rhea.ts'
import type { Turn } from './turn.ts'

const maxFrameBytes = 65_536
const headerBytes = 8
const protocol = { amqp: 0, sasl: 3 } as const
const emptyFrame = Buffer.from([0, 0, 0, 8, 2, 0, 0, 0])

/** Nobody is asked for a password on this machine: every mechanism that the client libraries know lets in. */
const mechanisms = ['ANONYMOUS', 'PLAIN', 'MSSBCBS']

/** One client connection: protocol headers, SASL, frames in and out, heartbeats. */
export class Connection implements FrameTarget {
  readonly #socket: Socket
  readonly #turn: Turn
  readonly #attach: (link: Link) => void
  readonly #channels = new Map<number, Channel>()
  #unread: Buffer = Buffer.alloc(0)
  #expects: 'header' | 'frames' = 'header'
  #unwritten: Buffer[] = []
  #owesAck = false
  #heartbeat: NodeJS.Timeout | undefined
  #clientMaxFrameBytes = maxFrameBytes
  #closing = false
  /** When its links are closed too. */
  readonly ended: Promise<void>

  constructor(socket: Socket, turn: Turn, attach: (link: Link) => void) {
    this.#socket = socket
    this.#turn = turn
    this.#attach = attach
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => socket.destroy())
    this.ended = new Promise((resolve) => {
      socket.on('close', () => {
        this.#closed()
        resolve()
      })
    })
  }

  /** Tells the client to come back later, and hangs up, on one that does not listen after a second. */
  shutDown(): Promise<void> {
    this.#hangUp(new Refusal('amqp:connection:forced', 'The local Service Bus is shutting down.'))
    this.#flush()
    this.#socket.destroySoon()
    setTimeout(() => this.#socket.destroy(), 1_000).unref()
    return this.ended
  }

  on_sasl_init({ performative }: Frame<{ readonly mechanism: string }>): void {
    const known = mechanisms.includes(performative.mechanism)
    this.#writeBytes(frames.write_frame(frames.sasl_frame(frames.sasl_outcome({ code: known ? 0 : 1 }))))
    this.#expects = 'header'
  }

  on_open({ performative }: Parameters<FrameTarget['on_open']>[0]): void {
    this.#clientMaxFrameBytes = Math.min(performative.max_frame_size ?? maxFrameBytes, maxFrameBytes)
    this.#write(
      0,
      frames.open({ container_id: 'service-bus', max_frame_size: maxFrameBytes, channel_max: 4999 }),
    )
    const idleMs = performative.idle_time_out
    if (idleMs) this.#heartbeat = setInterval(() => this.#socket.write(emptyFrame), idleMs / 2).unref()
  }

  on_begin({ channel, performative }: Parameters<FrameTarget['on_begin']>[0]): void {
    const host = {
      maxFrameBytes: this.#clientMaxFrameBytes,
      write: this.#write.bind(this),
      attach: this.#attach,
    }
    this.#channels.set(channel, new Channel(channel, performative, host))
  }

  on_attach({ channel, performative }: Parameters<FrameTarget['on_attach']>[0]): void {
    this.#channel(channel).onAttach(performative)
  }

  on_flow({ channel, performative }: Parameters<FrameTarget['on_flow']>[0]): void {
    this.#channel(channel).onFlow(performative)
  }

  on_transfer({ channel, performative, payload }: Parameters<FrameTarget['on_transfer']>[0]): void {
    this.#channel(channel).onTransfer(performative, payload)
  }

  on_disposition({ channel, performative }: Parameters<FrameTarget['on_disposition']>[0]): void {
    this.#channel(channel).onDisposition(performative)
  }

  on_detach({ channel, performative }: Parameters<FrameTarget['on_detach']>[0]): void {
    this.#channel(channel).onDetach(performative)
  }

  on_end({ channel }: Frame): void {
    const ended = this.#channel(channel)
    ended.flush()
    ended.closed()
    this.#channels.delete(channel)
    this.#write(channel, frames.end({}))
  }

  on_close(): void {
    this.#hangUp(undefined)
  }

  #read(chunk: Buffer): void {
    this.#owesAck = true
    this.#turn.atEnd(this.#flush)
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    try {
      while (!this.#closing && this.#readNext()) {}
    } catch (error) {
      if (!isClientFault(error)) throw error
      this.#hangUp(
        new Refusal(error instanceof Refusal ? error.condition : 'amqp:decode-error', error.message),
      )
    }
  }

  /** Takes one header or frame off the unread bytes; false when it is not complete. */
  #readNext(): boolean {
    if (this.#unread.length < headerBytes) return false
    if (this.#expects === 'header') {
      this.#greet(frames.read_header(this.#unread).protocol_id)
      this.#unread = this.#unread.subarray(headerBytes)
      return true
    }
    const size = this.#unread.readUInt32BE(0)
    if (size < headerBytes || size > maxFrameBytes)
      throw new Refusal('amqp:connection:framing-error', `A frame of ${size} bytes.`)
    if (this.#unread.length < size) return false
    const frame = frames.read_frame(this.#unread.subarray(0, size))
    this.#unread = this.#unread.subarray(size)
    const performative: Performative | undefined = frame.performative
    performative?.dispatch(this, frame)
    return true
  }

  #greet(protocolId: number): void {
    if (protocolId !== protocol.amqp && protocolId !== protocol.sasl)
      throw new Refusal('amqp:not-implemented', `Protocol ${protocolId} is not spoken here.`)
    this.#expects = 'frames'
    this.#writeBytes(Buffer.from([0x41, 0x4d, 0x51, 0x50, protocolId, 1, 0, 0]))
    if (protocolId === protocol.sasl)
      this.#writeBytes(
        frames.write_frame(frames.sasl_frame(frames.sasl_mechanisms({ sasl_server_mechanisms: mechanisms }))),
      )
  }

  #channel(number: number): Channel {
    const channel = this.#channels.get(number)
    if (!channel) throw new Refusal('amqp:not-allowed', `Channel ${number} was not begun.`)
    return channel
  }

  #hangUp(refusal: Refusal | undefined): void {
    if (this.#closing) return
    for (const channel of this.#channels.values()) channel.flush()
    const error = refusal && { condition: refusal.condition, description: refusal.message }
    if (this.#expects === 'frames') this.#write(0, frames.close(error ? { error } : {}))
    this.#closing = true
  }

  #closed(): void {
    this.#closing = true
    clearInterval(this.#heartbeat)
    for (const channel of this.#channels.values()) channel.closed()
    this.#channels.clear()
  }

  #write(channel: number, frame: Writable, payload?: Buffer): void {
    this.#writeBytes(frames.write_frame(frames.amqp_frame(channel, frame, payload)))
  }

  #writeBytes(bytes: Buffer): void {
    if (this.#closing) return
    this.#unwritten.push(bytes)
    this.#turn.atEnd(this.#flush)
  }

  /**
   * One write a turn. The client leaves Nagle's algorithm on, so when it sent something that needs no answer, its next
   * small write would wait some 40 ms for our delayed acknowledgement: an empty frame carries it at once.
   */
  readonly #flush = (): void => {
    for (const channel of this.#channels.values()) channel.flush()
    if (this.#unwritten.length === 0 && this.#owesAck && this.#expects === 'frames')
      this.#unwritten.push(emptyFrame)
    this.#owesAck = false
    if (this.#unwritten.length > 0 && this.#socket.writable)
      this.#socket.write(Buffer.concat(this.#unwritten))
    this.#unwritten = []
    if (this.#closing) this.#socket.end()
  }
}

/** Bytes that are no AMQP are the client's fault; everything else is ours and ends the process. */
function isClientFault(error: unknown): error is Error {
  if (error instanceof Refusal || error instanceof RangeError) return true
  return (
    error instanceof Error &&
    ['ProtocolError', 'TypeError'].includes(error.name) &&
    !(error instanceof TypeError)
  )
}
