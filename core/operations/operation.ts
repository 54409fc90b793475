import type { Actor } from '../audit/audit-entry.ts'
import type { OperationId, SubscriptionId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

export type OperationKind = 'moveUsers' | 'cancel' | 'exportUsers'

export type OperationState = 'NotStarted' | 'Running' | 'Paused' | 'Succeeded' | 'Failed' | 'Canceled'

export interface Operation extends DocumentBase {
  readonly type: 'operation'
  readonly id: OperationId
  readonly kind: OperationKind
  readonly state: OperationState
  /** Goes up by one with every step; a step that expects another number does nothing. */
  readonly sequence: number
  /** Who took the last step, so that a worker knows its own work after a lost answer. */
  readonly lastStep: { readonly by: string; readonly deliveryCount: number }
  /** The subscription it works on; for an export the first of several. */
  readonly subscriptionId: SubscriptionId
  readonly targetSubscriptionId: SubscriptionId | null
  /** Chosen users are listed in the document `selection:{id}`; otherwise everybody moves. */
  readonly onlySelected: boolean
  readonly progress: {
    readonly total: number
    readonly succeeded: number
    readonly skipped: number
    readonly failed: number
  }
  /** Seats still held back in the target. */
  readonly reserved: number
  readonly startedBy: Actor
  readonly reason: string
  readonly feedback: string | null
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly completedAt: Instant | null
  readonly error: { readonly code: string; readonly message: string } | null
  /** Its message is among the dead letters: somebody has to look. */
  readonly needsAttention: boolean
  readonly traceparent: string
  /** What an export covers, in the order asked for. */
  readonly subscriptionIds: readonly SubscriptionId[]
  /** Seconds after the last change until it is forgotten; -1 while it runs. */
  readonly ttl: number
}

/** 30 days: how long a finished operation can be read. */
export const operationTtlSeconds = 30 * 24 * 3600
