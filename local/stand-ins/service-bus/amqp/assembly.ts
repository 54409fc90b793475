import type { Incoming } from './link.ts'
import type { TransferFields } from './performatives.ts'
import { notImplemented, Refusal } from './refusal.ts'

/** Puts one message of a link together: a large one comes in many frames, and only the first of them names its id. */
export class Assembly {
  readonly #first: TransferFields
  readonly #parts: Buffer[] = []

  constructor(first: TransferFields) {
    this.#first = first
  }

  /** The message, when this was its last part. */
  add(fields: TransferFields, payload: Buffer): Incoming | undefined {
    // Copied, because a slice would keep the whole chunk of the socket alive.
    this.#parts.push(Buffer.from(payload))
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
      bytes: this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts),
    }
  }
}
