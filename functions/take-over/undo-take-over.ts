import type { Actor } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, OperationId, TenantId } from '#core/kernel/ids.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { heldInLots } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { lotsToReturn, type UndoProblem, undo } from '#core/take-over/undo.ts'
import type { Services } from '../jobs/job.ts'

/** Of those who meet here, one succeeds each time. */
const triesMax = 25

/**
 * Gives the users of a whole move or a cancel back to its source, or says why not. Done twice it is done once.
 * Throws `Unavailable` when the outside fails, or when others keep changing the same subscriptions.
 */
export async function undoTakeOver(
  services: Services,
  {
    tenantId,
    operationId,
    by,
  }: { readonly tenantId: TenantId; readonly operationId: OperationId; readonly by: Actor },
): Promise<'undone' | UndoProblem> {
  const { documents, clock, ids } = services
  for (let tries = 0; tries < triesMax; tries++) {
    const operation = await documents.read<TakeOverOperation>(tenantId, operationId)
    if (!operation) return 'NotEnded'
    const { source, target } = await sidesOf(services, operation)
    const undone = undo({
      operation,
      source,
      target,
      leaver: await documents.read<Leaver>(tenantId, documentId.leaver(source.purchaserId)),
      returning: await seatsIn(
        services,
        tenantId,
        lotsToReturn(operation, target).map(({ lotId }) => lotId),
      ),
      staying: await seatsIn(services, tenantId, source.lotIds),
      by,
      at: clock.now(),
      openLotId: ids.next() as string as LotId,
    })
    if ('problem' in undone) return undone.problem
    const commit = await documents.commit(tenantId, undone.writes)
    if (commit.committed) return 'undone'
  }
  throw new Unavailable('Others keep changing the same subscriptions.')
}

async function sidesOf(
  { documents }: Pick<Services, 'documents'>,
  operation: TakeOverOperation,
): Promise<{ readonly source: Stored<Subscription>; readonly target: Stored<Subscription> | undefined }> {
  const ids = [
    operation.subscriptionId,
    ...(operation.kind === 'moveUsers' ? [operation.targetSubscriptionId] : []),
  ]
  const [source, target] = await documents.readTogether<Subscription[]>(operation.tenantId, ids)
  if (!source) throw new Error(`The source ${operation.subscriptionId} of ${operation.id} is gone.`)
  return { source, target }
}

/** Counted after the subscriptions were read: their sequences and etags hold it together. */
async function seatsIn(
  { documents }: Pick<Services, 'documents'>,
  tenantId: TenantId,
  lotIds: readonly LotId[],
): Promise<number> {
  return lotIds.length === 0 ? 0 : documents.count(tenantId, { where: heldInLots(lotIds) })
}
