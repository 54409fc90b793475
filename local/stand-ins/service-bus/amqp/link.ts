import type { Performative } from './frames.ts'
import type { AttachFields } from './performatives.ts'
import type { Refusal } from './refusal.ts'
import type { Raw } from './values.ts'
import * as write from './writing.ts'

/** What a link does on its channel. */
export interface LinkOutput {
  /** The client does not read, or does not want more on this session; `onRoom` tells when it does again. */
  readonly isFull: boolean
  write(performative: Performative): void
  transfer(link: Link, message: Buffer, options: TransferOptions): number
  settle(role: boolean, deliveryId: number, state: Raw): void
  flow(link: Link, options: { drain: boolean }): void
  forget(link: Link): void
}

export interface TransferOptions {
  readonly tag: Buffer
  readonly settled: boolean
}

/** A message that came in, in one piece. */
export interface Incoming {
  readonly deliveryId: number
  readonly settled: boolean
  readonly format: number
  readonly size: number
  /** Empty when there were more than anybody takes. */
  readonly bytes: Buffer
}

/** Who lives at our end of a link. */
export interface LinkUser {
  onMessage?(message: Incoming): void
  /** The client takes more than before. */
  onFlow?(): void
  /** The client decided; when it settled at once, it hears no answer. */
  onDisposition?(deliveryId: number, state: Raw | undefined, settled: boolean): void
  /** Once, whoever closed and for whatever reason. */
  onClosed?(): void
}

/** What an answer to an attach says beside the two ends that the client asked for. */
export interface AttachReply {
  readonly source?: Raw
  readonly properties?: Raw
}

/** How large a message the standard tier takes. */
export const maxMessageBytes = 262_144

const creditWindow = 1_000

const nowhere = { source: undefined, target: undefined, properties: undefined }

/** Our end of an AMQP link: opened by the client, answered when we know what to say. */
export class Link {
  readonly name: string
  /** True: messages go from us to the client. */
  readonly sends: boolean
  readonly fields: AttachFields
  readonly handle: number
  user: LinkUser = {}
  credit = 0
  draining = false
  deliveryCount = 0
  readonly #output: LinkOutput
  #state: 'attaching' | 'open' | 'closed' = 'attaching'

  constructor(fields: AttachFields, handle: number, output: LinkOutput) {
    this.name = fields.name
    this.sends = fields.role
    this.fields = fields
    this.handle = handle
    this.#output = output
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get isFull(): boolean {
    return this.#output.isFull
  }

  sharesSessionWith(other: Link): boolean {
    return this.#output === other.#output
  }

  /** Says yes, to both ends as the client named them: some clients look for either. */
  open(reply: AttachReply = {}): void {
    if (this.#state !== 'attaching') return
    this.#state = 'open'
    const { source, target } = this.fields
    this.#attach({ source, target, properties: undefined, ...reply })
    if (!this.sends) this.grantCredit()
  }

  /**
   * Says no. An attach that cannot be is answered with an attach without terminus and a detach in the same write,
   * because the client library shows the error only when both arrive together.
   */
  refuse(refusal: Refusal): void {
    if (this.#state === 'closed') return
    if (this.#state === 'attaching') this.#attach(nowhere)
    this.#state = 'closed'
    this.#output.write(write.detach(this.handle, refusal))
    this.user.onClosed?.()
  }

  /** The client closed, or the channel is gone. */
  closed(answer: boolean): void {
    const before = this.#state
    this.#state = 'closed'
    this.#output.forget(this)
    if (before === 'closed') return
    if (answer) {
      if (before === 'attaching') this.#attach(nowhere)
      this.#output.write(write.detach(this.handle, undefined))
    }
    this.user.onClosed?.()
  }

  /** Sends one message; never call it without credit. */
  send(message: Buffer, options: TransferOptions): number {
    this.credit -= 1
    this.deliveryCount = increased(this.deliveryCount, 1)
    return this.#output.transfer(this, message, options)
  }

  settle(deliveryId: number, state: Raw): void {
    this.#output.settle(!this.sends, deliveryId, state)
  }

  /** The client says how much more it takes. */
  onFlow(deliveryCount: number, linkCredit: number, drain: boolean): void {
    // Counted on from what the client has seen, which may be less than what we have sent.
    const unseen = increased(this.deliveryCount, -deliveryCount)
    this.credit = Math.max(linkCredit - unseen, 0)
    this.draining = drain
    this.user.onFlow?.()
  }

  /** Uses up the credit that is left and tells so. */
  drained(): void {
    this.draining = false
    this.deliveryCount = increased(this.deliveryCount, this.credit)
    this.credit = 0
    if (this.isOpen) this.#output.flow(this, { drain: true })
  }

  received(): void {
    this.credit -= 1
    this.deliveryCount = increased(this.deliveryCount, 1)
    if (this.credit < creditWindow / 2) this.grantCredit()
  }

  grantCredit(): void {
    this.credit = creditWindow
    if (this.isOpen) this.#output.flow(this, { drain: false })
  }

  #attach(ends: Pick<Parameters<typeof write.attach>[0], 'source' | 'target' | 'properties'>): void {
    const { name, handle, sends } = this
    this.#output.write(
      write.attach({
        ...{ name, handle, role: !sends },
        sndSettleMode: this.fields.sndSettleMode ?? 2,
        rcvSettleMode: this.fields.rcvSettleMode ?? 0,
        initialDeliveryCount: sends ? 0 : undefined,
        maxMessageSize: sends ? undefined : maxMessageBytes,
        ...ends,
      }),
    )
  }
}

/** Counts of the protocol have 32 bits and begin again at 0. */
export function increased(count: number, by: number): number {
  return (count + by) >>> 0
}
