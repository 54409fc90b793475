import type { LotId, TenantId } from '#core/kernel/ids.ts'
import type { Documents } from '#core/ports/documents.ts'
import { heldInLots } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { lotsToReturn, type Sides, type UndoableOperation } from '#core/take-over/undo-operation.ts'

interface Reading {
  readonly documents: Documents
}

/** The subscriptions of an operation, as they are at one moment. Throws when its source is not there. */
export async function readUndoSides({ documents }: Reading, operation: UndoableOperation): Promise<Sides> {
  const ids = [
    operation.subscriptionId,
    ...(operation.kind === 'moveUsers' ? [operation.targetSubscriptionId] : []),
  ]
  const [source, target] = await documents.readTogether<Subscription[]>(operation.tenantId, ids)
  if (!source) throw new Error(`The source ${operation.subscriptionId} of ${operation.id} is gone.`)
  return { source, target }
}

/** Counted after the subscriptions were read: their sequences and etags hold it together. */
export async function countUndo(
  reading: Reading,
  operation: TakeOverOperation,
  { source, target }: Sides,
): Promise<{ readonly returning: number; readonly staying: number; readonly total: number }> {
  const { tenantId } = operation
  const lots = lotsToReturn(operation, target).map(({ lotId }) => lotId)
  const [returning, staying] = await Promise.all([
    seatsIn(reading, tenantId, lots),
    seatsIn(reading, tenantId, source.lotIds),
  ])
  // A cancel leaves everybody where they were; a move whoever held both.
  const moved = operation.kind === 'moveUsers' ? operation.progress.succeeded : 0
  return { returning, staying, total: moved + staying }
}

async function seatsIn(
  { documents }: Reading,
  tenantId: TenantId,
  lotIds: readonly LotId[],
): Promise<number> {
  return lotIds.length === 0 ? 0 : documents.count(tenantId, { where: heldInLots(lotIds) })
}
