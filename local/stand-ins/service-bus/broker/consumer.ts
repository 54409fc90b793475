import type { Message } from './message.ts'

/** Somebody who receives, seen from the queue. */
export interface Consumer {
  /** How many more deliveries it takes. */
  readonly credit: number
  /** It wants an end of its credit when there is nothing more to deliver. */
  readonly draining: boolean
  /** Receive-and-delete: what is delivered is gone. */
  readonly deletes: boolean
  deliver(message: Message, lockToken: string): void
  drained(): void
}

/** Somebody who receives from one session at a time. */
export interface SessionConsumer extends Consumer {
  readonly linkName: string
  granted(sessionId: string, lockedUntil: number): void
  /** The lock on its session ended; nothing more comes. */
  lost(): void
}
