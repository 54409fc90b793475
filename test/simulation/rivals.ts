import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { setTotal } from '#core/seats/total-licenses.ts'
import { unassign } from '#core/seats/unassign.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '#functions/jobs/job.ts'
import { anAdmin } from '../support/builders.ts'
import type { SimulatedDocuments } from '../support/simulated/documents.ts'
import type { Chance } from './chance.ts'

/** What somebody else could do in the last moment before a batch, so that it must not be stored as it is. */
export function rivalOf(
  documents: SimulatedDocuments,
  { clock, ids: newIds }: Services,
  chance: Chance,
  tenantId: TenantId,
  batch: readonly Write[],
): readonly Write[] | undefined {
  const rivals = batch.flatMap((write): (() => readonly Write[])[] => {
    if (write.kind !== 'patch') return []
    const document = documents.peek<Document>(tenantId, write.id)
    if (document?.type === 'purchase' && write.set?.['state'] === 'settled') {
      return [() => deleteByHand(document)]
    }
    if (document?.type === 'assignment') return [() => takeBack(document)]
    if (document?.type === 'subscription' && (write.add?.['seats.available'] ?? 0) < 0) {
      return [() => touch(write.id), () => giveUpFreeSeats(document)]
    }
    return write.ifMatch === undefined ? [] : [() => touch(write.id)]
  })
  return rivals.length === 0 ? undefined : chance.pick(rivals)()

  /** The user is taken off the very seat that is about to change. */
  function takeBack(assignment: Assignment): readonly Write[] {
    const subscription = documents.peek<Subscription>(tenantId, assignment.seat.subscriptionId)
    if (assignment.seat.state !== 'active' || !subscription) return touch(assignment.id)
    const auditId = documentId.audit(newIds.next())
    return unassign({ subscription, held: [assignment], by: anAdmin, at: clock.now(), auditId })
  }

  /** The total is lowered to what is in use, where that is allowed just now. */
  function giveUpFreeSeats(subscription: Subscription & { readonly _etag: string }): readonly Write[] {
    const { total, available } = subscription.seats
    if (available === 0 || subscription.operationId) return touch(subscription.id)
    const auditId = documentId.audit(newIds.next())
    return setTotal(subscription, total - available, anAdmin, clock.now(), auditId).writes
  }

  /** An operator deletes what is just being paid for, past all routes. */
  function deleteByHand({ subscriptionId, kind, state }: Purchase): readonly Write[] {
    const subscription = documents.peek<Subscription>(tenantId, subscriptionId)
    if (state !== 'pending' || !subscription) return []
    if (subscription.seats.assigned + subscription.seats.reserved > 0) return []
    if (kind === 'subscription') return [{ kind: 'delete', id: subscriptionId }]
    const cancellation = { reason: 'unused', feedback: null }
    const set = { state: 'deleted', deletedAt: clock.now(), deletedBecause: 'cancelled', cancellation }
    return [
      { kind: 'patch', id: subscriptionId, set, when: [{ field: 'operationId', is: '=', value: null }] },
    ]
  }
}

/** The same document in a new version. */
function touch(id: string): readonly Write[] {
  return [{ kind: 'patch', id, set: { schemaVersion: 1 } }]
}
