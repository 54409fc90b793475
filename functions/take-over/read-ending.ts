import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Ending, wholeOf } from '#core/take-over/end-job.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { booksToCredit } from '../billing/books.ts'
import type { Services } from '../jobs/job.ts'
import { readersOf } from './readers.ts'

/** What the last batch of a move or a cancel needs to know; its numbers are of the year in which it is stored. */
export async function readEnding(
  { documents, ids }: Pick<Services, 'documents' | 'ids'>,
  operation: TakeOverOperation,
  target: Subscription | undefined,
  at: Instant,
): Promise<Ending> {
  const { id, tenantId, subscriptionId } = operation
  const [source, tenant] = await documents.readTogether<[Subscription, Tenant]>(tenantId, [
    subscriptionId,
    documentId.tenant,
  ])
  if (!source) throw new Error(`The source ${subscriptionId} of ${id} is gone.`)
  const { seats, on } = wholeOf(operation, source)
  return {
    source,
    ...(await readersOf({ documents }, source, at)),
    organisation: tenant?.displayName ?? '',
    productName: productName(source.productId),
    targetProductName: target ? productName(target.productId) : null,
    books: await booksToCredit({ documents, ids }, source, seats, on, at),
  }
}

/** Another worker has ended the job since the operation was read: its source waits for it no more. */
export function hasLetGo({ source }: Ending, { id }: TakeOverOperation): boolean {
  return source.operationId !== id
}
