import type { Operation } from '#core/documents.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { maySee } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, isAny } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { standingOf } from '../subscriptions/find.ts'
import { whoOf } from './actions.ts'

/** An operation that the caller may see: administrators all, others those on subscriptions that they see. */
export async function findOperation(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  id: string,
): Promise<Stored<Operation> | RefusalOf<'NotFound'>> {
  const operation = await services.documents.read<Operation>(caller.tenantId, id)
  if (operation?.type !== 'operation') return notFound()
  if (isAny(caller, adminReaders)) return operation
  if (whoOf(services, operation) === 'administrators') return notFound()
  const subscription = await services.documents.read<Subscription>(caller.tenantId, operation.subscriptionId)
  const isSeen = subscription && maySee(subscription, standingOf(caller, subscription))
  return isSeen ? operation : notFound()
}
