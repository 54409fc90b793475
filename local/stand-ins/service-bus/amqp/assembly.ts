import type { BacklogShare } from './backlog.ts'
import { type Incoming, maxMessageBytes } from './link.ts'
import type { TransferFields } from './performatives.ts'
import { notImplemented, Refusal } from './refusal.ts'

/** Requests to `$management` may hold several messages; whoever takes less says so. */
const maxBytes = 4 * maxMessageBytes

/** Puts one message of a link together: a large one comes in many frames, and only the first of them names its id. */
export class Assembly {
  readonly #first: TransferFields
  readonly #backlog: BacklogShare
  #parts: Buffer[] = []
  #keptBytes = 0
  #size = 0

  constructor(first: TransferFields, backlog: BacklogShare) {
    this.#first = first
    this.#backlog = backlog
  }

  /** The message, when this was its last part. Of one that is too large only the size is known. */
  add(fields: TransferFields, payload: Buffer): Incoming | undefined {
    this.#size += payload.length
    if (this.#size > maxBytes) this.drop()
    // Copied, because a slice would keep the whole chunk of the socket alive.
    else this.#keep(Buffer.from(payload))
    if (fields.more) return undefined
    const { deliveryId, messageFormat, settled, resume, state } = this.#first
    if (resume) throw notImplemented('resuming deliveries')
    if (state) throw notImplemented('transactions (a transfer with a state)')
    if (deliveryId === undefined) throw new Refusal('amqp:invalid-field', 'transfer: deliveryId is missing.')
    const [only] = this.#parts
    return {
      deliveryId,
      settled: settled === true || fields.settled === true,
      format: messageFormat ?? 0,
      size: this.#size,
      bytes: this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts),
    }
  }

  /** Lets go of what came so far. */
  drop(): void {
    this.#backlog.keep(-this.#keptBytes)
    this.#keptBytes = 0
    this.#parts = []
  }

  #keep(part: Buffer): void {
    this.#parts.push(part)
    this.#keptBytes += part.length
    this.#backlog.keep(part.length)
  }
}
