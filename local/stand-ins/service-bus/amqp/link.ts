import type { Refusal } from './refusal.ts'
import { type AttachFields, type DispositionFields, frames, type Typed, type Writable } from './rhea.ts'

/** What a link does on its channel. */
export interface LinkOutput {
  write(frame: Writable): void
  transfer(link: Link, message: Buffer, options: TransferOptions): number
  settle(role: boolean, deliveryId: number, state: Typed): void
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
  readonly bytes: Buffer
}

/** Who lives at our end of a link. */
export interface LinkUser {
  onMessage?(message: Incoming): void
  onFlow?(): void
  onDisposition?(deliveryId: number, state: DispositionFields['state']): void
  /** Once, whoever closed and for whatever reason. */
  onClosed?(): void
}

/** What we answer to an attach. */
export interface AttachReply {
  readonly source?: Typed
  readonly target?: Typed
  readonly properties?: Readonly<Record<string, unknown>>
}

/** How large a message the standard tier takes. */
export const maxMessageBytes = 262_144

const creditWindow = 1_000

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

  open(reply: AttachReply): void {
    if (this.#state !== 'attaching') return
    this.#state = 'open'
    this.#attach(reply)
    if (!this.sends) this.grantCredit()
  }

  /**
   * Says no. An attach that cannot be is answered with an attach without terminus and a detach in the same write,
   * because the client library shows the error only when both arrive together.
   */
  refuse(refusal: Refusal): void {
    if (this.#state === 'closed') return
    if (this.#state === 'attaching') this.#attach({})
    this.#state = 'closed'
    const error = { condition: refusal.condition, description: refusal.message }
    this.#output.write(frames.detach({ handle: this.handle, closed: true, error }))
    this.user.onClosed?.()
  }

  /** The client closed, or the channel is gone. */
  closed(answer: boolean): void {
    const before = this.#state
    this.#state = 'closed'
    this.#output.forget(this)
    if (before === 'closed') return
    if (answer) {
      if (before === 'attaching') this.#attach({})
      this.#output.write(frames.detach({ handle: this.handle, closed: true }))
    }
    this.user.onClosed?.()
  }

  /** Sends one message; never call it without credit. */
  send(message: Buffer, options: TransferOptions): number {
    this.credit -= 1
    this.deliveryCount += 1
    return this.#output.transfer(this, message, options)
  }

  settle(deliveryId: number, state: Typed): void {
    this.#output.settle(!this.sends, deliveryId, state)
  }

  /** Uses up the credit that is left and tells so. */
  drained(): void {
    this.draining = false
    this.deliveryCount += this.credit
    this.credit = 0
    if (this.isOpen) this.#output.flow(this, { drain: true })
  }

  received(): void {
    this.credit -= 1
    this.deliveryCount += 1
    if (this.credit < creditWindow / 2) this.grantCredit()
  }

  grantCredit(): void {
    this.credit = creditWindow
    if (this.isOpen) this.#output.flow(this, { drain: false })
  }

  #attach(reply: AttachReply): void {
    const { name, handle } = this
    this.#output.write(
      frames.attach({
        name,
        handle,
        role: !this.sends,
        snd_settle_mode: this.fields.snd_settle_mode ?? 2,
        rcv_settle_mode: this.fields.rcv_settle_mode ?? 0,
        ...reply,
        ...(this.sends ? { initial_delivery_count: 0 } : { max_message_size: maxMessageBytes }),
      }),
    )
  }
}
