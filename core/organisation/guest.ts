import { documentId } from '../kernel/document-ids.ts'
import type { SubscriptionId, TenantId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'
import type { User } from './user.ts'

/**
 * Id `guest:{subscription}`. Whoever signs up is known to the programme's directory as a guest, and signs in there as
 * that one. It is blocked with the deletion of the subscription, and goes when the data is purged. (R022)
 */
export interface Guest extends DocumentBase {
  readonly type: 'guest'
  /** Its id in the directory, a GUID. */
  readonly objectId: string
  readonly subscriptionId: SubscriptionId
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
  readonly accountEnabled: boolean
  readonly createdAt: Instant
}

export function guestOf(
  subscription: { readonly id: SubscriptionId; readonly tenantId: TenantId; readonly createdAt: Instant },
  { userId, displayName, userPrincipalName }: Pick<User, 'userId' | 'displayName' | 'userPrincipalName'>,
  objectId: string,
): Guest {
  return {
    type: 'guest',
    id: documentId.guest(subscription.id),
    tenantId: subscription.tenantId,
    schemaVersion: 1,
    objectId,
    subscriptionId: subscription.id,
    userId,
    displayName,
    userPrincipalName,
    accountEnabled: true,
    createdAt: subscription.createdAt,
  }
}
