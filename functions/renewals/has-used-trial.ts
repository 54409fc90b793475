import type { User } from '#core/organisation/user.ts'
import type { Documents } from '#core/ports/documents.ts'
import { usedTrialId } from '#core/purchasing/used-trial.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

/** Whether that trial would be their second one of the product. (B21) */
export async function hasUsedTrial(
  { documents }: { readonly documents: Documents },
  { userId }: User,
  { tenantId, channel, productId }: Subscription,
): Promise<boolean> {
  if (channel !== 'trial') return false
  return (await documents.read(tenantId, usedTrialId(userId, productId))) !== undefined
}
