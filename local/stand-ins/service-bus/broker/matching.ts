import { Refusal } from '../amqp/refusal.ts'
import type { Consumer, SessionConsumer } from './consumer.ts'
import type { Message } from './message.ts'
import { Ready } from './ready.ts'
import type { SessionLock, Sessions } from './sessions.ts'

/** What the matching does to a message. */
export interface Handling {
  /** False when the message may not be delivered any more; it is then taken care of. */
  isDeliverable(message: Message): boolean
  /** Locks or removes it before it is delivered. */
  takeOut(message: Message, consumer: Consumer, holder: SessionLock | undefined): string
}

/** As many as Service Bus lets wait at one entity. */
const maxReceivers = 5_000

/** Who gets which message: the oldest first, competing consumers by turns, never more than somebody has credit. */
export class Matching {
  readonly #handling: Handling
  readonly #sessions: Sessions | undefined
  readonly #ready = new Ready()
  readonly #consumers: Consumer[] = []
  /** Whose turn it is among the consumers. */
  #next = 0
  readonly #waiting: SessionConsumer[] = []

  constructor(sessions: Sessions | undefined, handling: Handling) {
    this.#sessions = sessions
    this.#handling = handling
  }

  add(message: Message): void {
    this.#readyFor(message).add(message)
  }

  /** A message went away without having been delivered. */
  lost(message: Message): void {
    this.#readyFor(message).lost()
    if (message.sessionId !== undefined) this.#sessions?.forgetWhenIdle(message.sessionId)
  }

  attach(consumer: Consumer): void {
    this.#makeRoom()
    this.#consumers.push(consumer)
  }

  detach(consumer: Consumer): void {
    remove(this.#consumers, consumer)
  }

  /** Queues up for the next free session. */
  awaitSession(consumer: SessionConsumer): void {
    this.#makeRoom()
    this.#waiting.push(consumer)
  }

  giveUpWaiting(consumer: SessionConsumer): void {
    remove(this.#waiting, consumer)
  }

  dispatch(): void {
    if (this.#sessions) this.#dispatchSessions(this.#sessions)
    else this.#dispatchPlain()
  }

  #makeRoom(): void {
    if (this.#consumers.length + this.#waiting.length >= maxReceivers)
      throw new Refusal('amqp:resource-limit-exceeded', `${maxReceivers} receivers wait here already.`)
  }

  #dispatchPlain(): void {
    for (let idle = 0; idle < this.#consumers.length && this.#ready.oldest(this.#isDeliverable); ) {
      this.#next = (this.#next + 1) % this.#consumers.length
      const consumer = this.#consumers[this.#next]
      if (!consumer) return
      idle = this.#serve(consumer, this.#ready, undefined) ? 0 : idle + 1
    }
    for (const consumer of this.#consumers) if (consumer.draining) consumer.drained()
  }

  #dispatchSessions(sessions: Sessions): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (!sessions.acquireNext(first, ({ ready }) => ready.oldest(this.#isDeliverable))) break
      this.#waiting.shift()
    }
    for (const { lock, ready } of [...sessions.locked]) {
      if (!lock) continue
      while (this.#serve(lock.consumer, ready, lock)) {}
      if (lock.consumer.draining) lock.consumer.drained()
    }
  }

  /** Delivers one message; false when there is none or no credit. */
  #serve(consumer: Consumer, ready: Ready, holder: SessionLock | undefined): boolean {
    const message = consumer.credit > 0 ? ready.oldest(this.#isDeliverable) : undefined
    if (!message) return false
    ready.takeOldest()
    consumer.deliver(message, this.#handling.takeOut(message, consumer, holder))
    return true
  }

  readonly #isDeliverable = (message: Message): boolean => this.#handling.isDeliverable(message)

  #readyFor({ sessionId }: Message): Ready {
    const session = sessionId === undefined ? undefined : this.#sessions?.get(sessionId)
    return session?.ready ?? this.#ready
  }
}

function remove<Item>(items: Item[], item: Item): void {
  const at = items.indexOf(item)
  if (at >= 0) items.splice(at, 1)
}
