import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import type { Services } from '../jobs/job.ts'

/** What the last batch of a move or a cancel needs to know, as it is now. */
export async function readEnding(
  { documents }: Pick<Services, 'documents'>,
  { id, tenantId, subscriptionId }: TakeOverOperation,
  target: Subscription | undefined,
): Promise<Ending> {
  const [source, tenant] = await documents.readTogether<[Subscription, Tenant]>(tenantId, [
    subscriptionId,
    documentId.tenant,
  ])
  if (!source) throw new Error(`The source ${subscriptionId} of ${id} is gone.`)
  return {
    source,
    purchaser: await documents.read<User>(tenantId, documentId.user(source.purchaserId)),
    organisation: tenant?.displayName ?? '',
    productName: productName(source.productId),
    targetProductName: target ? productName(target.productId) : null,
  }
}
