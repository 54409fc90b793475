import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import type { Services } from '../jobs/job.ts'

/** Source and target of a move as they are at one moment. Throws when one of them is not there. */
export async function readSides(
  { documents }: Pick<Services, 'documents'>,
  { id, tenantId, subscriptionId, targetSubscriptionId }: MoveUsersOperation,
): Promise<{ readonly source: Stored<Subscription>; readonly target: Stored<Subscription> }> {
  const ids = [subscriptionId, targetSubscriptionId] as const
  const [source, target] = await documents.readTogether<[Subscription, Subscription]>(tenantId, ids)
  if (!source || !target) throw new Error(`The source or the target of ${id} is gone.`)
  return { source, target }
}
