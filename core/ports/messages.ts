import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'

export type QueueName = 'move-users' | 'cancel-with-email' | 'send-email' | 'export-users'

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

/** For operators. Resubmitting sends a copy and completes the dead one in that order: repeated, never lost. */
export interface DeadLetters {
  list(queue: QueueName, limit: number): Promise<readonly DeadLetter[]>
  /** Returns false when no dead letter has that number any more. */
  resubmit(queue: QueueName, sequenceNumber: string, newMessageId: string): Promise<boolean>
  drop(queue: QueueName, sequenceNumber: string): Promise<boolean>
  counts(): Promise<
    readonly { readonly queue: QueueName; readonly active: number; readonly deadLettered: number }[]
  >
}
