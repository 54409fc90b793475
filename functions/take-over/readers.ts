import { documentId } from '#core/kernel/document-ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { User } from '#core/organisation/user.ts'
import { originalPurchaserOf } from '#core/subscriptions/original-purchaser.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '../jobs/job.ts'
import { readOrderingPartner } from '../partners/orderer.ts'

/** Whom the mail about the end of a subscription concerns: whose it is, and who bought it where that is somebody else. */
export async function readersOf(
  { documents }: Pick<Services, 'documents'>,
  subscription: Subscription,
  at: Instant,
): Promise<{ readonly purchaser: User | undefined; readonly original: User | undefined }> {
  const { tenantId, purchaserId } = subscription
  const userOf = (id: typeof purchaserId) => documents.read<User>(tenantId, documentId.user(id))
  const originalId = originalPurchaserOf(subscription)
  const [purchaser, original] = await Promise.all([
    userOf(purchaserId),
    originalId ? userOf(originalId) : undefined,
  ])
  return {
    purchaser: purchaser ?? (await readOrderingPartner({ documents }, subscription, at)),
    original,
  }
}
