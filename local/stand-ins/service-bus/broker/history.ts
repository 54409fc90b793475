import type { Journal } from './journal.ts'

/** Message ids seen within the window of duplicate detection, oldest first. */
export class History {
  readonly #entity: string
  readonly #windowMs: number
  readonly #journal: Journal
  readonly #until = new Map<string, number>()

  constructor(entity: string, windowMs: number, journal: Journal) {
    this.#entity = entity
    this.#windowMs = windowMs
    this.#journal = journal
    for (const { messageId, until } of journal.history(entity)) this.#until.set(messageId, until)
  }

  /** True when this id came before within the window; otherwise it counts from now. */
  isDuplicate(messageId: string, now: number): boolean {
    for (const [id, until] of this.#until) {
      if (until > now) break
      this.#until.delete(id)
    }
    if (this.#until.has(messageId)) return true
    this.#until.set(messageId, now + this.#windowMs)
    this.#journal.remember(this.#entity, messageId, now + this.#windowMs)
    return false
  }
}
