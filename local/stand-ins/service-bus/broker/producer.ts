import { type Incoming, type Link, type LinkUser, maxMessageBytes } from '../amqp/link.ts'
import { outcomes } from '../amqp/outcome.ts'
import { notImplemented, Refusal } from '../amqp/refusal.ts'
import { readBatch, readMessage } from '../amqp/sections.ts'
import type { Raw } from '../amqp/values.ts'
import type { Entity } from './entity.ts'
import type { Tools } from './entity-settings.ts'
import { checkBatch, tooLarge } from './limits.ts'

const format = { single: 0, batch: 0x80013700 } as const

/** Takes messages for one entity. The answer goes out when they are stored. */
export class Producer implements LinkUser {
  readonly #link: Link
  readonly #entity: Entity
  readonly #tools: Tools

  constructor(link: Link, entity: Entity, tools: Tools) {
    this.#link = link
    this.#entity = entity
    this.#tools = tools
  }

  onMessage(message: Incoming): void {
    const answer = this.#take(message)
    if (!message.settled) this.#tools.turn.afterStored(() => this.#link.settle(message.deliveryId, answer))
  }

  #take(message: Incoming): Raw {
    try {
      this.#entity.accept(inner(message).map(readMessage))
      return outcomes.accepted
    } catch (error) {
      if (error instanceof Refusal) return outcomes.rejected(error)
      throw error
    }
  }
}

function inner(message: Incoming): Buffer[] {
  if (message.size > maxMessageBytes) throw tooLarge(message.deliveryId, message.size)
  if (message.format === format.single) return [message.bytes]
  if (message.format === format.batch) {
    const messages = readBatch(message.bytes)
    checkBatch(messages)
    return messages
  }
  throw notImplemented(`the message format 0x${message.format.toString(16)}`)
}
