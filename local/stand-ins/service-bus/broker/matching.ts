import type { Consumer, SessionConsumer } from './consumer.ts'
import { Heap } from './heap.ts'
import type { Message } from './message.ts'
import type { SessionLock, Sessions } from './sessions.ts'

/** What the matching does to a message. */
export interface Handling {
  /** False when the message may not be delivered any more; it is then taken care of. */
  isDeliverable(message: Message): boolean
  /** Locks or removes it before it is delivered. */
  takeOut(message: Message, consumer: Consumer, holder: SessionLock | undefined): string
}

/** Who gets which message: the oldest first, competing consumers by turns, never more than somebody has credit. */
export class Matching {
  readonly #handling: Handling
  readonly #sessions: Sessions | undefined
  readonly #ready = new Heap<Message>((message) => message.sequence)
  readonly #consumers: Consumer[] = []
  readonly #waiting: SessionConsumer[] = []

  constructor(sessions: Sessions | undefined, handling: Handling) {
    this.#sessions = sessions
    this.#handling = handling
  }

  add(message: Message): void {
    const { sessionId } = message
    const session = sessionId === undefined ? undefined : this.#sessions?.get(sessionId)
    const ready = session?.ready ?? this.#ready
    ready.push(message)
  }

  attach(consumer: Consumer): void {
    this.#consumers.push(consumer)
  }

  detach(consumer: Consumer): void {
    remove(this.#consumers, consumer)
  }

  /** Queues up for the next free session. */
  awaitSession(consumer: SessionConsumer): void {
    this.#waiting.push(consumer)
  }

  giveUpWaiting(consumer: SessionConsumer): void {
    remove(this.#waiting, consumer)
  }

  dispatch(): void {
    if (this.#sessions) this.#dispatchSessions(this.#sessions)
    else this.#dispatchPlain()
  }

  #dispatchPlain(): void {
    for (let idle = 0; idle < this.#consumers.length; ) {
      const consumer = this.#consumers.shift()
      if (!consumer) return
      this.#consumers.push(consumer)
      idle = this.#serve(consumer, this.#ready, undefined) ? 0 : idle + 1
    }
    for (const consumer of this.#consumers) if (consumer.draining) consumer.drained()
  }

  #dispatchSessions(sessions: Sessions): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (!sessions.acquireNext(first, ({ ready }) => this.#oldest(ready))) break
      this.#waiting.shift()
    }
    for (const { lock, ready } of [...sessions.locked]) {
      if (!lock) continue
      while (this.#serve(lock.consumer, ready, lock)) {}
      if (lock.consumer.draining) lock.consumer.drained()
    }
  }

  /** Delivers one message; false when there is none or no credit. */
  #serve(consumer: Consumer, ready: Heap<Message>, holder: SessionLock | undefined): boolean {
    const message = consumer.credit > 0 ? this.#oldest(ready) : undefined
    if (!message) return false
    ready.pop()
    consumer.deliver(message, this.#handling.takeOut(message, consumer, holder))
    return true
  }

  /** What was removed while it stood here is dropped on the way. */
  #oldest(ready: Heap<Message>): Message | undefined {
    for (let first = ready.peek(); first; first = ready.peek()) {
      if (!first.gone && this.#handling.isDeliverable(first)) return first
      ready.pop()
    }
    return undefined
  }
}

function remove<Item>(items: Item[], item: Item): void {
  const at = items.indexOf(item)
  if (at >= 0) items.splice(at, 1)
}
