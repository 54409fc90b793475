import type { Socket } from 'node:net'
import type { Backlog, BacklogShare } from './backlog.ts'
import { Channel, upkeepBytes } from './channel.ts'
import { descriptor } from './descriptors.ts'
import {
  type Frame,
  type Performative,
  readFrame,
  readProtocolHeader,
  writeFrame,
  writeProtocolHeader,
} from './frames.ts'
import type { Link } from './link.ts'
import { Outbox } from './outbox.ts'
import { begin, open, saslInit } from './performatives.ts'
import { Refusal, refusalFor } from './refusal.ts'
import type { Turn } from './turn.ts'
import * as write from './writing.ts'

const maxFrameBytes = 65_536
/** Before the open nobody has more to say. */
const maxFrameBytesBeforeOpen = 8_192
/** What every peer must take. */
const smallestMaxFrameBytes = 512
/** Service Bus says so too; a client that is silent twice as long is gone. */
const idleTimeoutMs = 240_000
const shortestIdleTimeoutMs = 1_000
const headerBytes = 8
const channelMax = 4_999
const protocol = { amqp: 0, sasl: 3 } as const

/** Nobody is asked for a password on this machine: every mechanism that the client libraries know lets in. */
const mechanisms = ['MSSBCBS', 'PLAIN', 'ANONYMOUS', 'EXTERNAL']

export interface ConnectionTools {
  readonly turn: Turn
  readonly backlog: Backlog
  /** How long a client may take until it has opened its connection. */
  readonly handshakeMs: number
  /** A client opened a link: answer it with `open` or `refuse`, now or later. */
  attach(link: Link): void
}

/** One client connection: protocol headers, SASL, frames in and out, heartbeats. */
export class Connection {
  readonly #socket: Socket
  readonly #tools: ConnectionTools
  readonly #backlog: BacklogShare
  readonly #outbox: Outbox
  readonly #channels = new Map<number, Channel>()
  /** By their names; the two directions have names of their own. */
  readonly #links = new Map<string, Link>()
  /** Channels that we ended; what the client still says on them is dropped until it has ended them too. */
  readonly #ended = new Set<number>()
  #phase: 'header' | 'sasl' | 'opening' | 'open' | 'closed' = 'header'
  #isAuthenticated = false
  #unread: Buffer = Buffer.alloc(0)
  #heartbeat: NodeJS.Timeout | undefined
  /** Until the open: the time that a client has for it. After it: the silence that is borne. */
  #patience: NodeJS.Timeout
  #clientMaxFrameBytes = maxFrameBytes
  /** When its links are closed too. */
  readonly ended: Promise<void>

  constructor(socket: Socket, tools: ConnectionTools) {
    this.#socket = socket
    this.#tools = tools
    this.#backlog = tools.backlog.share(() => this.#hangUp(tooMuchBegun))
    this.#outbox = new Outbox(socket, () => {
      for (const channel of this.#channels.values()) channel.onRoom()
    })
    this.#patience = setTimeout(() => socket.destroy(), tools.handshakeMs).unref()
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => socket.destroy())
    this.ended = new Promise((resolve) => {
      socket.on('close', () => {
        this.#phase = 'closed'
        this.#letGo()
        resolve()
      })
    })
  }

  /** Tells the client to come back later, and hangs up: on one that does not listen, after a second. */
  shutDown(): Promise<void> {
    this.#hangUp(new Refusal('amqp:connection:forced', 'The local Service Bus is shutting down.'))
    this.#flush()
    return this.ended
  }

  /** Whatever goes wrong with the bytes of one client ends its connection and nothing else. */
  #read(chunk: Buffer): void {
    if (this.#phase === 'closed') return
    this.#outbox.owesSign()
    this.#tools.turn.atEnd(this.#flush)
    if (this.#phase === 'open') this.#patience.refresh()
    const before = this.#unread.length
    this.#unread = before === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    try {
      while (this.#readNext()) {}
      this.#unread = copyOf(this.#unread)
      this.#backlog.keep(this.#unread.length - before)
    } catch (error) {
      this.#hangUp(refusalFor(error))
    }
  }

  /** Takes one header or frame off the unread bytes; false when it is not complete. */
  #readNext(): boolean {
    if (this.#phase === 'closed' || this.#unread.length < headerBytes) return false
    if (this.#phase === 'header') {
      this.#greet(this.#unread)
      this.#unread = this.#unread.subarray(headerBytes)
      return true
    }
    const size = this.#unread.readUInt32BE(0)
    const max = this.#phase === 'open' ? maxFrameBytes : maxFrameBytesBeforeOpen
    if (size < headerBytes || size > max)
      throw new Refusal('amqp:connection:framing-error', `A frame of ${size} bytes.`)
    if (this.#unread.length < size) return false
    const frame = readFrame(this.#unread.subarray(0, size))
    this.#unread = this.#unread.subarray(size)
    if (frame) this.#take(frame)
    return true
  }

  /** Answers a protocol header; who asks for another protocol is told ours and hung up on. */
  #greet(bytes: Buffer): void {
    const header = readProtocolHeader(bytes)
    const expected = this.#isAuthenticated ? [protocol.amqp] : [protocol.amqp, protocol.sasl]
    const id = expected.find((each) => each === header?.id && header.version === '1.0.0')
    if (id === undefined) {
      this.#writeBytes(writeProtocolHeader(protocol.sasl))
      this.#hangUp(undefined)
      return
    }
    this.#writeBytes(writeProtocolHeader(id))
    this.#phase = id === protocol.sasl ? 'sasl' : 'opening'
    if (id === protocol.sasl) this.#write(0, write.saslMechanisms(mechanisms))
  }

  #take(frame: Frame): void {
    if (frame.isSasl !== (this.#phase === 'sasl'))
      throw new Refusal('amqp:connection:framing-error', 'A frame of the wrong type for this moment.')
    if (this.#phase === 'sasl') this.#onSaslInit(frame)
    else if (this.#phase === 'opening') this.#onOpen(frame)
    else if (frame.code === descriptor.open) throw new Refusal('amqp:not-allowed', 'The connection is open.')
    else if (frame.code === descriptor.begin) this.#onBegin(frame)
    else if (frame.code === descriptor.end) this.#onEnd(frame.channel)
    else if (frame.code === descriptor.close) this.#hangUp(undefined)
    else this.#onChannel(frame)
  }

  #onSaslInit({ code, fields }: Frame): void {
    if (code !== descriptor.saslInit) throw new Refusal('amqp:not-allowed', 'sasl-init was expected.')
    const isKnown = mechanisms.includes(saslInit.read(fields).mechanism)
    this.#write(0, write.saslOutcome(isKnown ? 0 : 1))
    this.#isAuthenticated = true
    this.#phase = 'header'
    if (!isKnown) this.#hangUp(undefined)
  }

  #onOpen({ code, fields }: Frame): void {
    if (code !== descriptor.open) throw new Refusal('amqp:not-allowed', 'open was expected.')
    const { maxFrameSize = maxFrameBytes, idleTimeOut } = open.read(fields)
    if (maxFrameSize < smallestMaxFrameBytes)
      throw new Refusal('amqp:invalid-field', `open: frames of ${maxFrameSize} bytes are too small.`)
    if (idleTimeOut && idleTimeOut < shortestIdleTimeoutMs)
      throw new Refusal('amqp:invalid-field', `open: ${idleTimeOut} ms between signs of life are too few.`)
    this.#clientMaxFrameBytes = Math.min(maxFrameSize, maxFrameBytes)
    this.#writeOpen()
    clearTimeout(this.#patience)
    this.#patience = setTimeout(() => this.#socket.destroy(), 2 * idleTimeoutMs).unref()
    if (idleTimeOut) this.#heartbeat = setInterval(() => this.#outbox.signOfLife(), idleTimeOut / 2).unref()
  }

  #onBegin({ channel, fields }: Frame): void {
    if (channel > channelMax)
      throw new Refusal('amqp:connection:framing-error', `The channel ${channel} is above ${channelMax}.`)
    if (this.#channels.has(channel) || this.#ended.has(channel))
      throw new Refusal('amqp:not-allowed', `The channel ${channel} has a session already.`)
    const host = {
      maxFrameBytes: this.#clientMaxFrameBytes,
      backlog: this.#backlog,
      isFull: () => this.#outbox.isFull,
      write: this.#write.bind(this),
      attach: (link: Link) => this.#onAttach(link),
      forget: (link: Link) => {
        if (this.#links.get(nameOf(link)) === link) this.#links.delete(nameOf(link))
      },
    }
    this.#channels.set(channel, new Channel(channel, begin.read(fields), host))
    this.#backlog.keep(upkeepBytes)
  }

  /** A link has one name; whoever attaches it anew takes it from where it was. */
  #onAttach(link: Link): void {
    const old = this.#links.get(nameOf(link))
    this.#links.set(nameOf(link), link)
    old?.refuse(new Refusal('amqp:link:stolen', `The link '${link.name}' was attached anew.`))
    this.#tools.attach(link)
  }

  #onEnd(number: number): void {
    if (this.#ended.delete(number)) return
    this.#endChannel(number, this.#channel(number), undefined)
  }

  /** An error of a session ends that session; the connection goes on. */
  #onChannel(frame: Frame): void {
    if (this.#ended.has(frame.channel)) return
    const channel = this.#channel(frame.channel)
    try {
      channel.receive(frame)
    } catch (error) {
      if (!(error instanceof Refusal && error.condition.startsWith('amqp:session:'))) throw error
      this.#endChannel(frame.channel, channel, error)
      this.#ended.add(frame.channel)
    }
  }

  #endChannel(number: number, channel: Channel, refusal: Refusal | undefined): void {
    channel.flush()
    channel.closed()
    this.#channels.delete(number)
    this.#backlog.keep(-upkeepBytes)
    this.#write(number, write.end(refusal))
  }

  #channel(number: number): Channel {
    const channel = this.#channels.get(number)
    if (!channel) throw new Refusal('amqp:not-allowed', `The channel ${number} has no session.`)
    return channel
  }

  #hangUp(refusal: Refusal | undefined): void {
    if (this.#phase === 'closed') return
    for (const channel of this.#channels.values()) channel.flush()
    if (this.#phase === 'opening' && refusal) this.#writeOpen()
    if (this.#phase === 'open') this.#write(0, write.close(refusal))
    this.#phase = 'closed'
    this.#letGo()
    // It is not asked whether the client hangs up too.
    setTimeout(() => this.#socket.destroy(), 1_000).unref()
  }

  /** Nothing is kept for a client that is gone or soon will be. */
  #letGo(): void {
    clearInterval(this.#heartbeat)
    clearTimeout(this.#patience)
    for (const channel of this.#channels.values()) channel.closed()
    this.#channels.clear()
    this.#unread = Buffer.alloc(0)
    this.#tools.backlog.leave(this.#backlog)
  }

  #writeOpen(): void {
    this.#write(
      0,
      write.open({
        containerId: 'service-bus',
        maxFrameSize: maxFrameBytes,
        channelMax,
        idleTimeOut: idleTimeoutMs,
      }),
    )
    this.#phase = 'open'
  }

  #write(channel: number, performative: Performative, payload?: Buffer): void {
    this.#writeBytes(writeFrame(channel, performative, payload))
  }

  #writeBytes(bytes: Buffer): void {
    if (this.#phase === 'closed') return
    this.#outbox.add(bytes)
    this.#tools.turn.atEnd(this.#flush)
  }

  readonly #flush = (): void => {
    for (const channel of this.#channels.values()) channel.flush()
    this.#outbox.flush({ mayBeEmpty: this.#phase === 'open' })
    if (this.#phase === 'closed') this.#socket.end()
  }
}

function nameOf(link: Link): string {
  return `${link.sends} ${link.name}`
}

const tooMuchBegun = new Refusal(
  'amqp:resource-limit-exceeded',
  'Too much was begun and not finished, and most of it here.',
)

/** The begin of a frame, without the rest of the chunk in which it came. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
