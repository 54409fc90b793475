import { documentId } from '../kernel/document-ids.ts'
import type { User } from '../organisation/user.ts'
import { type Assignment, newSeat } from '../seats/assignment.ts'
import type { ActiveSubscription } from '../subscriptions/subscription.ts'

/** A sign-up is for the person who signs up and nobody else: it begins with them on its only seat. (R002) */
export function withItsOnlyUser(
  subscription: ActiveSubscription,
  user: User,
): { readonly subscription: ActiveSubscription; readonly assignment: Assignment } {
  return {
    subscription: {
      ...subscription,
      seats: { total: 1, assigned: 1, reserved: 0, available: 0 },
      seatSequence: subscription.seatSequence + 1,
    },
    assignment: {
      type: 'assignment',
      id: documentId.assignment(subscription.id, user.userId),
      tenantId: subscription.tenantId,
      schemaVersion: 1,
      userId: user.userId,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      seat: newSeat(subscription, subscription.seatSequence + 1),
      createdAt: subscription.createdAt,
    },
  }
}
