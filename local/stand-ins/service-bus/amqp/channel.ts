import { Assembly } from './assembly.ts'
import type { BacklogShare } from './backlog.ts'
import { descriptor } from './descriptors.ts'
import type { Frame, Performative } from './frames.ts'
import { increased, Link, type LinkOutput, type TransferOptions } from './link.ts'
import {
  type AttachFields,
  attach,
  type BeginFields,
  type DispositionFields,
  detach,
  disposition,
  type FlowFields,
  flow,
  type TransferFields,
  transfer,
} from './performatives.ts'
import { Refusal } from './refusal.ts'
import type { Raw } from './values.ts'
import * as write from './writing.ts'

/** What a channel needs of its connection. */
export interface ChannelHost {
  /** What the client takes. */
  readonly maxFrameBytes: number
  readonly backlog: BacklogShare
  /** So much is written and not read that more must wait. */
  isFull(): boolean
  write(channel: number, performative: Performative, payload?: Buffer): void
  /** A client opened a link: answer it with `open` or `refuse`, now or later. */
  attach(link: Link): void
  forget(link: Link): void
}

/** About what we keep for a session and for a link, beside what the client says. */
export const upkeepBytes = 500

/** Room for the fields of a transfer beside its part of the message. */
const transferOverheadBytes = 128

/** As many links as Service Bus allows in one session. */
const handleMax = 255

/** An AMQP session: frames of several links with common delivery ids and a common window. */
export class Channel implements LinkOutput {
  readonly #number: number
  readonly #host: ChannelHost
  /** With what each of them keeps. */
  readonly #links = new Map<Link, number>()
  readonly #byClientHandle = new Map<number, Link>()
  readonly #unsettled = new Map<number, Link>()
  readonly #assemblies = new Map<Link, Assembly>()
  #unsent: Unsent[] = []
  #acceptances: { role: boolean; first: number; last: number; state: Raw } | undefined
  #nextIncomingId: number
  #nextOutgoingId = 0
  #nextDeliveryId = 0
  #clientWindow: number

  constructor(number: number, begin: BeginFields, host: ChannelHost) {
    this.#number = number
    this.#host = host
    this.#nextIncomingId = begin.nextOutgoingId
    this.#clientWindow = begin.incomingWindow
    host.write(number, write.begin(number, handleMax))
  }

  get isFull(): boolean {
    return this.#unsent.length > 0 || this.#host.isFull()
  }

  /** Takes a frame of the client. */
  receive({ code, fields, payload }: Frame): void {
    switch (code) {
      case descriptor.attach:
        // Copied, because a link keeps what was said of its ends, and would keep the chunk of the socket with it.
        this.#onAttach(attach.read(Buffer.from(fields)), fields.length + upkeepBytes)
        break
      case descriptor.flow:
        this.#onFlow(flow.read(fields))
        break
      case descriptor.transfer:
        this.#onTransfer(transfer.read(fields), payload)
        break
      case descriptor.disposition:
        this.#onDisposition(disposition.read(fields))
        break
      case descriptor.detach:
        this.#onDetach(detach.read(fields).handle)
        break
      default:
        throw new Refusal(
          'amqp:not-implemented',
          `A performative of the type 0x${code.toString(16)} has no place here.`,
        )
    }
  }

  /** What had to wait may go on. */
  onRoom(): void {
    for (const link of this.#links.keys()) link.user.onFlow?.()
  }

  /** The client ended the session, or its connection is gone. */
  closed(): void {
    for (const link of [...this.#links.keys()]) link.closed(false)
  }

  write(performative: Performative): void {
    this.flush()
    this.#host.write(this.#number, performative)
  }

  transfer(link: Link, message: Buffer, options: TransferOptions): number {
    const deliveryId = this.#nextDeliveryId
    this.#nextDeliveryId = increased(deliveryId, 1)
    if (!options.settled) this.#unsettled.set(deliveryId, link)
    const partBytes = this.#host.maxFrameBytes - transferOverheadBytes
    for (let at = 0; at === 0 || at < message.length; at += partBytes) {
      const more = at + partBytes < message.length
      const performative = write.transfer({ handle: link.handle, deliveryId, ...options, more })
      const part = message.subarray(at, at + partBytes)
      this.#queue(link, true, () => {
        this.flush()
        this.#host.write(this.#number, performative, part)
      })
    }
    return deliveryId
  }

  /** Neighbouring acceptances share one frame; every other outcome has its own, whatever stands beside it. */
  settle(role: boolean, deliveryId: number, state: Raw): void {
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
    this.#host.write(this.#number, write.disposition(run.role, run.first, run.last, run.state))
  }

  /** Behind transfers that wait for the window, so that a drain never overtakes a message. */
  flow(link: Link, { drain }: { drain: boolean }): void {
    const { handle, deliveryCount, credit } = link
    this.#queue(link, false, () => this.#writeFlow({ handle, deliveryCount, credit, drain }))
  }

  forget(link: Link): void {
    this.#host.backlog.keep(-(this.#links.get(link) ?? 0))
    this.#links.delete(link)
    this.#host.forget(link)
    this.#drop(link)
    this.#unsent = this.#unsent.filter((each) => each.link !== link)
    for (const [id, owner] of this.#unsettled) if (owner === link) this.#unsettled.delete(id)
  }

  #onAttach(fields: AttachFields, bytes: number): void {
    if (this.#byClientHandle.has(fields.handle))
      throw new Refusal('amqp:session:handle-in-use', `The handle ${fields.handle} has a link already.`)
    if (fields.handle > handleMax)
      throw new Refusal('amqp:connection:framing-error', `The handle ${fields.handle} is above ${handleMax}.`)
    const taken = new Set([...this.#links.keys()].map(({ handle }) => handle))
    let handle = 0
    while (taken.has(handle)) handle += 1
    const link = new Link(fields, handle, this)
    this.#links.set(link, bytes)
    this.#byClientHandle.set(fields.handle, link)
    this.#host.backlog.keep(bytes)
    this.#host.attach(link)
  }

  #onFlow(fields: FlowFields): void {
    const unseen = increased(this.#nextOutgoingId, -(fields.nextIncomingId ?? 0))
    this.#clientWindow = fields.incomingWindow - unseen
    this.#onWindow()
    const link = fields.handle === undefined ? undefined : this.#linkOf(fields.handle)
    if (link?.sends) link.onFlow(fields.deliveryCount ?? 0, fields.linkCredit ?? 0, fields.drain ?? false)
    if (!fields.echo) return
    if (link) this.flow(link, { drain: false })
    else this.#writeFlow()
  }

  #onTransfer(fields: TransferFields, payload: Buffer): void {
    this.#nextIncomingId = increased(this.#nextIncomingId, 1)
    const link = this.#linkOf(fields.handle)
    if (link.sends) {
      link.refuse(new Refusal('amqp:not-allowed', `Messages go to the client on link ${link.name}.`))
      return
    }
    if (fields.aborted || !link.isOpen) {
      this.#drop(link)
      if (fields.aborted) link.received()
      return
    }
    const assembly = this.#assemblies.get(link) ?? new Assembly(fields, this.#host.backlog)
    this.#assemblies.set(link, assembly)
    orRefused(link, () => {
      const message = assembly.add(fields, payload)
      if (!message) return
      this.#drop(link)
      link.received()
      link.user.onMessage?.(message)
    })
    if (!fields.more) this.#drop(link)
  }

  #drop(link: Link): void {
    this.#assemblies.get(link)?.drop()
    this.#assemblies.delete(link)
  }

  #onDisposition({ role, first, last = first, settled, state }: DispositionFields): void {
    if (!role) return // The producer settles its own deliveries; we settled them already.
    if (!state && !settled) return
    for (const [id, link] of this.#unsettledBetween(first, last)) {
      this.#unsettled.delete(id)
      orRefused(link, () => link.user.onDisposition?.(id, state, settled === true))
    }
  }

  /** A range may span every number that there is; the work is what is unsettled in it. */
  #unsettledBetween(first: number, last: number): [number, Link][] {
    if (last - first >= this.#unsettled.size)
      return [...this.#unsettled].filter(([id]) => id >= first && id <= last)
    const found: [number, Link][] = []
    for (let id = first; id <= last; id += 1) {
      const link = this.#unsettled.get(id)
      if (link) found.push([id, link])
    }
    return found
  }

  #onDetach(handle: number): void {
    const link = this.#linkOf(handle)
    this.#byClientHandle.delete(handle)
    link.closed(true)
  }

  #queue(link: Link, isTransfer: boolean, write: () => void): void {
    this.#unsent.push({ link, isTransfer, write })
    this.#sendUnsent()
  }

  /** The client says how many frames more it takes. */
  #onWindow(): void {
    const waited = this.#unsent.length > 0
    this.#sendUnsent()
    if (waited && this.#unsent.length === 0) this.onRoom()
  }

  #sendUnsent(): void {
    for (let next = this.#unsent[0]; next; next = this.#unsent[0]) {
      if (next.isTransfer) {
        if (this.#clientWindow <= 0) return
        this.#clientWindow -= 1
        this.#nextOutgoingId = increased(this.#nextOutgoingId, 1)
      }
      this.#unsent.shift()
      next.write()
    }
  }

  #writeFlow(link?: Parameters<typeof write.flow>[1]): void {
    const session = { nextIncomingId: this.#nextIncomingId, nextOutgoingId: this.#nextOutgoingId }
    this.write(write.flow(session, link))
  }

  #linkOf(handle: number): Link {
    const link = this.#byClientHandle.get(handle)
    if (!link) throw new Refusal('amqp:session:unattached-handle', `No link has the handle ${handle}.`)
    return link
  }
}

/** Waits for the window of the client. */
interface Unsent {
  readonly link: Link
  readonly isTransfer: boolean
  readonly write: () => void
}

/** What is wrong with one delivery ends its link; the others of the session have no part in it. */
function orRefused(link: Link, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    link.refuse(error)
  }
}
