import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'

/** As functions/jobs.ts names it. */
export type QueueName = string

/**
 * What the functions host says of a message. It writes the top fields of a JSON body over these, so that a body which
 * has one of them would change what the host says.
 */
type TriggerMetadata =
  | 'applicationProperties'
  | 'client'
  | 'contentType'
  | 'correlationId'
  | 'deadLetterSource'
  | 'deliveryCount'
  | 'enqueuedSequenceNumber'
  | 'enqueuedTimeUtc'
  | 'expiresAtUtc'
  | 'label'
  | 'lockToken'
  | 'lockedUntilUtc'
  | 'messageActions'
  | 'messageId'
  | 'messageReceiver'
  | 'messageSession'
  | 'partitionKey'
  | 'replyTo'
  | 'replyToSessionId'
  | 'sequenceNumber'
  | 'sessionActions'
  | 'sessionId'
  | 'subject'
  | 'sys'
  | 'to'
  | 'transactionPartitionKey'
  | 'userProperties'

/** The JSON object in a message. */
export type MessageBody = { readonly [name: string]: Json } & { readonly [name in TriggerMetadata]?: never }

export interface Message {
  readonly id: string
  readonly body: MessageBody
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
  /** Since when the oldest of the active ones can be taken; absent where there is none. */
  readonly oldestAt?: Instant
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
