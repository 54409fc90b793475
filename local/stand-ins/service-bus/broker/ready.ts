import { Heap } from './heap.ts'
import type { Message } from './message.ts'

/** Messages that wait for a receiver, the oldest first. */
export class Ready {
  readonly #heap = new Heap<Message>((message) => message.sequence)
  #gone = 0

  get isEmpty(): boolean {
    return this.#heap.size === 0
  }

  add(message: Message): void {
    this.#heap.push(message)
  }

  /** A message went away while it stood here. They are swept out when they are half, for it may be that nobody comes. */
  lost(): void {
    this.#gone += 1
    if (this.#gone * 2 <= this.#heap.size) return
    this.#heap.retain((message) => !message.gone)
    this.#gone = 0
  }

  /** The oldest that may be delivered. One that may not is gone by then, and dropped on the way if not yet swept out. */
  oldest(isDeliverable: (message: Message) => boolean): Message | undefined {
    for (let first = this.#heap.peek(); first; first = this.#heap.peek()) {
      if (first.gone) this.#heap.pop()
      else if (isDeliverable(first)) return first
    }
    return undefined
  }

  takeOldest(): void {
    this.#heap.pop()
  }
}
