import type { QueueName } from '#core/ports/messages.ts'
import type { World } from '#core/ports/services.ts'

/** What stands behind a queue: returning completes the message, throwing gives it back. */
export interface QueueWorker {
  readonly queue: QueueName
  /** `deliveryCount` is 1 at the first delivery. */
  handle(world: World, body: unknown, deliveryCount: number): Promise<void>
}

export function queueWorker(queue: QueueName, handle: QueueWorker['handle']): QueueWorker {
  return { queue, handle }
}
