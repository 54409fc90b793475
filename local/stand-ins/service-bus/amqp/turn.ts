/**
 * One turn of the event loop in three steps: decide (who gets which message), store (one commit for everything that
 * the turn changed), speak (answers, deliveries). Nothing that a client may rely on is said before it is stored.
 */
export class Turn {
  readonly #store: () => void
  readonly #decisions = new Set<() => void>()
  readonly #flushes = new Set<() => void>()
  #speech: (() => void)[] = []
  #waiting = false

  constructor(store: () => void) {
    this.#store = store
  }

  /** Runs `decision` before the turn is stored; the same function runs once however often it is asked for. */
  decide(decision: () => void): void {
    this.#decisions.add(decision)
    this.begin()
  }

  /** Runs `say` when everything that was decided so far is stored. */
  afterStored(say: () => void): void {
    this.#speech.push(say)
    this.begin()
  }

  /** Runs `flush` once at the very end, when everybody has spoken. */
  atEnd(flush: () => void): void {
    this.#flushes.add(flush)
    this.begin()
  }

  /** `setImmediate` comes after all sockets of this turn were read: that makes the group of a group commit. */
  begin(): void {
    if (this.#waiting) return
    this.#waiting = true
    setImmediate(() => this.end())
  }

  end(): void {
    for (const decision of this.#decisions) {
      this.#decisions.delete(decision)
      decision()
    }
    this.#store()
    const speech = this.#speech
    this.#speech = []
    for (const say of speech) say()
    const flushes = [...this.#flushes]
    this.#flushes.clear()
    for (const flush of flushes) flush()
    this.#waiting = false
    if (this.#decisions.size + this.#speech.length + this.#flushes.size > 0) this.begin()
  }
}
