import type { Message } from './message.ts'

/** All messages of one entity by sequence number. Removing leaves a hole that is swept when half are holes. */
export class SequenceIndex {
  readonly #messages = new Map<number, Message>()
  #order: number[] = []

  add(message: Message): void {
    this.#messages.set(message.sequence, message)
    const at = this.#firstFrom(message.sequence)
    if (at === this.#order.length) this.#order.push(message.sequence)
    else this.#order.splice(at, 0, message.sequence)
  }

  remove(message: Message): void {
    this.#messages.delete(message.sequence)
    if (this.#order.length > 2 * this.#messages.size + 100)
      this.#order = this.#order.filter((sequence) => this.#messages.has(sequence))
  }

  get(sequence: number): Message | undefined {
    return this.#messages.get(sequence)
  }

  values(): Iterable<Message> {
    return this.#messages.values()
  }

  *from(sequence: number): Generator<Message> {
    for (let at = this.#firstFrom(sequence); at < this.#order.length; at += 1) {
      const message = this.#messages.get(this.#order[at] ?? -1)
      if (message) yield message
    }
  }

  /** Messages arrive in order, except in the dead letters. */
  #firstFrom(sequence: number): number {
    const last = this.#order.at(-1)
    if (last === undefined || last < sequence) return this.#order.length
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#order[middle] ?? 0) < sequence) low = middle + 1
      else high = middle
    }
    return low
  }
}
