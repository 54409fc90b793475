import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'

/** As functions/jobs.ts names it. */
export type QueueName = string

export interface Message {
  readonly id: string
  readonly body: Json
  /** W3C trace context of what caused the message. */
  readonly traceparent?: string
}

export interface Messages {
  /** Returns when the queue has taken it. A delay makes it visible later. Same id within 10 minutes: dropped. */
  send(queue: QueueName, message: Message, options?: { readonly delayMs?: number }): Promise<void>
}

export interface DeadLetter {
  readonly queue: QueueName
  readonly sequenceNumber: string
  readonly messageId: string
  readonly body: unknown
  readonly reason: string
  readonly description: string
  readonly deliveryCount: number
  readonly enqueuedAt: Instant
}

export interface QueueCount {
  readonly queue: QueueName
  readonly active: number
  readonly deadLettered: number
  /** Counting stopped: there are so many or more. */
  readonly atLeast: boolean
}

/** For operators. Resubmitting sends a copy and completes the dead one in that order: repeated, never lost. */
export interface DeadLetters {
  /** One page, oldest first, from the continuation of the page before; `UnknownContinuation` for any other text. */
  page(
    queue: QueueName,
    options: { readonly size: number; readonly continuation?: string },
  ): Promise<{ readonly letters: readonly DeadLetter[]; readonly continuation?: string }>
  find(queue: QueueName, sequenceNumber: string): Promise<DeadLetter | undefined>
  /** Returns false when no dead letter has that number any more. */
  resubmit(queue: QueueName, sequenceNumber: string, newMessageId: string): Promise<boolean>
  drop(queue: QueueName, sequenceNumber: string): Promise<boolean>
  counts(): Promise<readonly QueueCount[]>
}
