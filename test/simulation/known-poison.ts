import type { Json } from '#core/kernel/json.ts'
import type { QueueName } from '#core/ports/messages.ts'

/** The bad messages of a run. A worker that meets a failure sends a copy, so they are known by what they say. */
export class Poison {
  readonly #keys = new Set<string>()
  readonly #seen = new Set<string>()

  add(queue: QueueName, body: Json): void {
    this.#keys.add(keyOf(queue, body))
  }

  has(queue: QueueName, body: unknown): boolean {
    return this.#keys.has(keyOf(queue, body))
  }

  seen(queue: QueueName, body: unknown): void {
    this.#seen.add(keyOf(queue, body))
  }

  get unseen(): readonly string[] {
    return [...this.#keys].filter((key) => !this.#seen.has(key))
  }
}

function keyOf(queue: QueueName, body: unknown): string {
  const { attempt: _attempt, sequence, ...rest } = body as Record<string, unknown>
  return `${queue} ${typeof sequence} ${JSON.stringify(rest)}`
}
