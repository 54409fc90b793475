import { Link, type LinkOutput, type TransferOptions } from './link.ts'
import { notImplemented, Refusal } from './refusal.ts'
import {
  type AttachFields,
  type BeginFields,
  type DetachFields,
  type DispositionFields,
  type FlowFields,
  frames,
  type TransferFields,
  type Typed,
  type Writable,
} from './rhea.ts'

/** What a channel needs of its connection. */
export interface ChannelHost {
  readonly maxFrameBytes: number
  write(channel: number, frame: Writable, payload?: Buffer): void
  /** A client opened a link: answer it with `open` or `refuse`, now or later. */
  attach(link: Link): void
}

/** We never hold the client back: messages are stored as they come. */
const incomingWindow = 2 ** 31 - 1

/** Room for the fields of a transfer beside its part of the message. */
const transferOverheadBytes = 512

/** An AMQP session: frames of several links with common delivery ids and a common window. */
export class Channel implements LinkOutput {
  readonly #number: number
  readonly #host: ChannelHost
  readonly #links = new Set<Link>()
  readonly #byClientHandle = new Map<number, Link>()
  readonly #unsettled = new Map<number, Link>()
  readonly #parts = new Map<Link, Buffer[]>()
  readonly #unsent: { isTransfer: boolean; write: () => void }[] = []
  #firstPart: TransferFields | undefined
  #acceptances: { role: boolean; first: number; last: number; state: Typed } | undefined
  #nextIncomingId: number
  #nextOutgoingId = 0
  #nextDeliveryId = 0
  #clientWindow: number

  constructor(number: number, begin: BeginFields, host: ChannelHost) {
    this.#number = number
    this.#host = host
    this.#nextIncomingId = begin.next_outgoing_id
    this.#clientWindow = begin.incoming_window
    const ids = { next_outgoing_id: 0, incoming_window: incomingWindow, outgoing_window: incomingWindow }
    host.write(number, frames.begin({ remote_channel: number, ...ids }))
  }

  onAttach(fields: AttachFields): void {
    const taken = new Set([...this.#links].map(({ handle }) => handle))
    let handle = 0
    while (taken.has(handle)) handle += 1
    const link = new Link(fields, handle, this)
    this.#links.add(link)
    this.#byClientHandle.set(fields.handle, link)
    this.#host.attach(link)
  }

  onFlow(fields: FlowFields): void {
    const inFlight = this.#nextOutgoingId - (fields.next_incoming_id ?? 0)
    this.#clientWindow = fields.incoming_window - inFlight
    this.#sendUnsent()
    const link = fields.handle == null ? undefined : this.#linkOf(fields.handle)
    if (link?.sends) {
      link.credit = (fields.delivery_count ?? 0) + (fields.link_credit ?? 0) - link.deliveryCount
      link.draining = fields.drain === true
      link.user.onFlow?.()
    }
    if (fields.echo) this.#writeFlow(link, { drain: false })
  }

  /** Puts the parts of a message together. A large message comes in many frames; only the first names its id. */
  onTransfer(fields: TransferFields, payload: Buffer | undefined): void {
    this.#nextIncomingId += 1
    const link = this.#linkOf(fields.handle)
    const parts = this.#parts.get(link) ?? []
    const first = parts.length === 0 ? fields : (this.#firstPart ?? fields)
    if (fields.aborted) {
      this.#parts.delete(link)
      link.received()
      return
    }
    // Copied, because a slice would keep the whole chunk of the socket alive.
    parts.push(Buffer.from(payload ?? []))
    if (fields.more) {
      this.#firstPart = first
      this.#parts.set(link, parts)
      return
    }
    this.#parts.delete(link)
    if (!link.isOpen) return
    link.received()
    if (first.resume || first.state != null) {
      link.refuse(
        notImplemented(first.resume ? 'resuming deliveries' : 'transactions (a transfer with a state)'),
      )
      return
    }
    const only = parts[0]
    link.user.onMessage?.({
      deliveryId: first.delivery_id ?? 0,
      settled: fields.settled === true || first.settled === true,
      format: first.message_format ?? 0,
      bytes: parts.length === 1 && only ? only : Buffer.concat(parts),
    })
  }

  onDisposition(fields: DispositionFields): void {
    if (!fields.role) return // The producer settles its own deliveries; we settled them already.
    for (let id = fields.first; id <= (fields.last ?? fields.first); id += 1) {
      const link = this.#unsettled.get(id)
      if (!link) continue
      if (fields.settled) this.#unsettled.delete(id)
      link.user.onDisposition?.(id, fields.state)
    }
  }

  onDetach(fields: DetachFields): void {
    const link = this.#linkOf(fields.handle)
    this.#byClientHandle.delete(fields.handle)
    link.closed(true)
  }

  /** The client ended the session, or its connection is gone. */
  closed(): void {
    for (const link of [...this.#links]) link.closed(false)
  }

  write(frame: Writable): void {
    this.flush()
    this.#host.write(this.#number, frame)
  }

  transfer(link: Link, message: Buffer, options: TransferOptions): number {
    const id = this.#nextDeliveryId
    this.#nextDeliveryId += 1
    if (!options.settled) this.#unsettled.set(id, link)
    const partBytes = this.#host.maxFrameBytes - transferOverheadBytes
    for (let at = 0; at === 0 || at < message.length; at += partBytes) {
      const frame = frames.transfer({
        handle: link.handle,
        delivery_id: id,
        delivery_tag: options.tag,
        message_format: 0,
        settled: options.settled,
        more: at + partBytes < message.length,
      })
      const part = message.subarray(at, at + partBytes)
      this.#queue(true, () => {
        this.flush()
        this.#host.write(this.#number, frame, part)
      })
    }
    return id
  }

  /** Neighbouring acceptances share one frame; every other outcome has its own, whatever stands beside it. */
  settle(role: boolean, deliveryId: number, state: Typed): void {
    if (!role) this.#unsettled.delete(deliveryId)
    const run = this.#acceptances
    if (run && run.state === state && run.role === role && run.last + 1 === deliveryId) run.last = deliveryId
    else {
      this.flush()
      this.#acceptances = { role, first: deliveryId, last: deliveryId, state }
    }
  }

  /** Writes the dispositions that wait for neighbours. */
  flush(): void {
    const run = this.#acceptances
    if (!run) return
    this.#acceptances = undefined
    this.#host.write(this.#number, frames.disposition({ ...run, settled: true }))
  }

  /** Behind transfers that wait for the window, so that a drain never overtakes a message. */
  flow(link: Link, options: { drain: boolean }): void {
    const { deliveryCount, credit } = link
    this.#queue(false, () => this.#writeFlow(link, options, { deliveryCount, credit }))
  }

  forget(link: Link): void {
    this.#links.delete(link)
    this.#parts.delete(link)
    for (const [id, owner] of this.#unsettled) if (owner === link) this.#unsettled.delete(id)
  }

  #queue(isTransfer: boolean, write: () => void): void {
    this.#unsent.push({ isTransfer, write })
    this.#sendUnsent()
  }

  #sendUnsent(): void {
    for (let next = this.#unsent[0]; next; next = this.#unsent[0]) {
      if (next.isTransfer) {
        if (this.#clientWindow <= 0) return
        this.#clientWindow -= 1
        this.#nextOutgoingId += 1
      }
      this.#unsent.shift()
      next.write()
    }
  }

  #writeFlow(link: Link | undefined, options: { drain: boolean }, counts?: FlowCounts): void {
    const { deliveryCount, credit } = counts ?? link ?? { deliveryCount: 0, credit: 0 }
    const ofLink = link && { handle: link.handle, delivery_count: deliveryCount, link_credit: credit }
    this.write(
      frames.flow({
        next_incoming_id: this.#nextIncomingId,
        incoming_window: incomingWindow,
        next_outgoing_id: this.#nextOutgoingId,
        outgoing_window: incomingWindow,
        ...ofLink,
        ...(options.drain ? { drain: true } : {}),
      }),
    )
  }

  #linkOf(handle: number): Link {
    const link = this.#byClientHandle.get(handle)
    if (!link) throw new Refusal('amqp:session:unattached-handle', `No link has the handle ${handle}.`)
    return link
  }
}

interface FlowCounts {
  readonly deliveryCount: number
  readonly credit: number
}
