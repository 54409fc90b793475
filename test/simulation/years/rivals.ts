import type { Document } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { SimulatedDocuments } from '../../support/simulated/documents.ts'
import type { rivalOf } from '../rivals.ts'

/**
 * Somebody else has just written one of the documents of the batch: whoever has read it has read an older one. Now and
 * then it is an operator, who deletes what is just being paid for, or a change of who has a seat where users move to.
 */
export const yearsRivalOf: typeof rivalOf = (documents, { clock }, chance, tenantId, batch) => {
  const paid = batch.flatMap((write) => {
    if (write.kind !== 'patch' || write.set?.['state'] !== 'settled') return []
    const purchase = documents.peek<Document>(tenantId, write.id)
    return purchase?.type === 'purchase' ? [purchase.subscriptionId] : []
  })
  for (const id of paid) {
    const subscription = documents.peek<Subscription>(tenantId, id)
    if (subscription && chance.happens(0.6)) return { writes: deletedByHand(subscription, clock.now()) }
  }
  const target = batch.find(
    (write) =>
      write.kind === 'patch' && write.when?.some((one) => 'field' in one && one.field === 'seatSequence'),
  )
  if (target?.kind === 'patch' && chance.happens(0.6))
    return { writes: [{ kind: 'patch', id: target.id, add: { seatSequence: 1 } }] }
  const ids = batch.flatMap((write) => {
    if (write.kind === 'replace') return [write.document.id]
    return write.kind === 'patch' && write.ifMatch !== undefined ? [write.id] : []
  })
  return touching(documents, tenantId, ids, chance.pick)
}

function touching(
  documents: SimulatedDocuments,
  tenantId: TenantId,
  ids: readonly string[],
  pick: (from: readonly string[]) => string,
) {
  const present = ids.filter((id) => documents.peek(tenantId, id))
  if (present.length === 0) return undefined
  const touch: Write = { kind: 'patch', id: pick(present), set: { schemaVersion: 1 } }
  return { writes: [touch] }
}

/** Past all routes. */
function deletedByHand({ id, state, seats, operationId }: Subscription, deletedAt: string): readonly Write[] {
  if (state === 'pending') return [{ kind: 'delete', id }]
  if (state === 'deleted' || seats.assigned + seats.reserved > 0 || operationId) return []
  const cancellation = { reason: 'unused', feedback: null }
  const deleted = { state: 'deleted', deletedAt, deletedBecause: 'cancelled', cancellation }
  return [{ kind: 'patch', id, set: { ...deleted, dueAt: null, billed: [], unpaid: null } }]
}
