import type { OperationId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Comparison, DocumentBase } from '../ports/documents.ts'

/** Id `{subscription at creation}:{userId}`. The seat is the only part that a move changes. */
export interface Assignment extends DocumentBase {
  readonly type: 'assignment'
  readonly userId: UserId
  readonly userPrincipalName: string
  readonly displayName: string
  /** Whole, so that one patch operation moves or revokes it. */
  readonly seat: {
    readonly state: 'active' | 'revoked'
    readonly subscriptionId: SubscriptionId
    /** The operation that last moved or revoked it. */
    readonly operationId: OperationId | null
  }
  readonly createdAt: Instant
}

export const isAssignment: Comparison = { field: 'type', is: '=', value: 'assignment' }

/** The comparisons that find who holds (or held) a seat of a subscription. */
export function heldIn(subscriptionId: SubscriptionId, state: 'active' | 'revoked'): Comparison[] {
  return [
    isAssignment,
    { field: 'seat.subscriptionId', is: '=', value: subscriptionId },
    { field: 'seat.state', is: '=', value: state },
  ]
}
