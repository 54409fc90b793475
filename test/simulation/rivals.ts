import { invoicesToCredit } from '#core/billing/give-back.ts'
import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { assign } from '#core/seats/assign.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import { lowerTotal } from '#core/seats/total-licenses.ts'
import { unassign } from '#core/seats/unassign.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '#functions/jobs/job.ts'
import { anAdmin, aUser } from '../support/builders.ts'
import type { SimulatedDocuments } from '../support/simulated/documents.ts'
import type { Chance } from './chance.ts'

/** The writes of somebody else, and what they are where that is to be counted. */
export interface Rival {
  readonly writes: readonly Write[]
  readonly what?: string
}

/** What somebody else could do in the last moment before a batch, so that it must not be stored as it is. */
export function rivalOf(
  documents: SimulatedDocuments,
  { clock, ids: newIds }: Services,
  chance: Chance,
  tenantId: TenantId,
  batch: readonly Write[],
): Rival | undefined {
  // Most documents of such a batch are the bill's: without a share of its own this would hardly ever be the rival.
  const paid = batch.flatMap((write) => {
    const isSettled = write.kind === 'patch' && write.set?.['state'] === 'settled'
    const document = isSettled ? documents.peek<Document>(tenantId, write.id) : undefined
    return document?.type === 'purchase' ? [document] : []
  })[0]
  if (paid && chance.happens(0.7)) return { writes: deleteByHand(paid) }
  // Most writes of such a batch are of seats: likewise.
  const comingBack = cameBackIn(batch)
  const into = comingBack.length > 0 && chance.happens(0.5) ? sourceIn(batch) : undefined
  if (into) return giveSeatIn(into, comingBack)
  const rivals = batch.flatMap((write): (() => Rival)[] => {
    // A whole term is written anew: whatever else changed in it since must not be lost.
    if (write.kind === 'replace') return write.ifMatch === undefined ? [] : [() => touched(write.document.id)]
    if (write.kind !== 'patch') return []
    const document = documents.peek<Document>(tenantId, write.id)
    if (document?.type === 'assignment') return [() => ({ writes: takeBack(document) })]
    if (document?.type === 'subscription' && isTargetOfSwitch(write, batch))
      return [() => giveSeatIn(document), () => takeSeatIn(document)]
    if (document?.type === 'subscription' && (write.add?.['seats.available'] ?? 0) < 0) {
      return [() => touched(write.id), () => ({ writes: giveUpFreeSeats(document) })]
    }
    return write.ifMatch === undefined ? [] : [() => touched(write.id)]
  })
  return rivals.length === 0 ? undefined : chance.pick(rivals)()

  /** The user is taken off the very seat that is about to change. */
  function takeBack(assignment: Stored<Assignment>): readonly Write[] {
    const subscription = documents.all(tenantId, 'subscription').find((one) => isHeldIn(assignment, one))
    if (!subscription) return touch(assignment.id)
    const auditId = documentId.audit(newIds.next())
    return unassign({ subscription, held: [assignment], by: anAdmin, at: clock.now(), auditId })
  }

  /** Into which they come back. */
  function sourceIn(batch: readonly Write[]): Stored<Subscription> | undefined {
    return batch.flatMap((one) => {
      const comes = one.kind === 'patch' && (one.add?.['seats.assigned'] ?? 0) > 0
      const document = comes ? documents.peek<Document>(tenantId, one.id) : undefined
      return document?.type === 'subscription' ? [document] : []
    })[0]
  }

  /** Whose seats a step of an undo is about to change. */
  function cameBackIn(batch: readonly Write[]): readonly UserId[] {
    const isStep = batch.some((one) => one.kind === 'create' && one.document.type === 'undoPart')
    if (!isStep) return []
    return batch.flatMap((one) => {
      const document = one.kind === 'patch' ? documents.peek<Document>(tenantId, one.id) : undefined
      return document?.type === 'assignment' ? [document.userId] : []
    })
  }

  /** Somebody of the source is given a seat in the target, and so holds both. */
  function giveSeatIn(subscription: Stored<Subscription>, whom?: readonly UserId[]): Rival {
    const assignments = documents.all(tenantId, 'assignment')
    const wanting = assignments.filter(
      ({ userId, seat }) =>
        seat.state === 'active' &&
        (whom?.includes(userId) ?? true) &&
        !assignments.some((one) => one.userId === userId && isHeldIn(one, subscription)),
    )
    if (wanting.length === 0) return touched(subscription.id)
    const { userId } = chance.pick(wanting)
    const present = assignments.filter((one) => one.userId === userId)
    const decided = assign({
      subscription,
      standing: { purchaser: false, admin: true, reader: true, licenseAdmin: false },
      users: [aUser({ userId })],
      present,
      by: anAdmin,
      at: clock.now(),
      auditId: documentId.audit(newIds.next()),
      nonce: newIds.next(),
    })
    if (isRefusal(decided)) return touched(subscription.id)
    return {
      writes: decided.writes,
      what: `${whom ? 'seat given before an undo' : 'target seat given before the switch'}`,
    }
  }

  /** Somebody loses the seat in the target, perhaps one who held both. */
  function takeSeatIn(subscription: Stored<Subscription>): Rival {
    const assignments = documents.all(tenantId, 'assignment')
    const here = assignments.filter((one) => isHeldIn(one, subscription))
    const both = here.filter((seat) =>
      assignments.some((one) => one !== seat && one.userId === seat.userId && one.seat.state === 'active'),
    )
    if (here.length === 0) return touched(subscription.id)
    const held = [chance.pick(both.length > 0 ? both : here)]
    const auditId = documentId.audit(newIds.next())
    const writes = unassign({ subscription, held, by: anAdmin, at: clock.now(), auditId })
    return { writes, what: 'target seat taken before the switch' }
  }

  /** The total is lowered to what is in use, where that is allowed just now. */
  function giveUpFreeSeats(subscription: Subscription & { readonly _etag: string }): readonly Write[] {
    const { total, available } = subscription.seats
    if (available === 0 || subscription.operationId) return touch(subscription.id)
    const at = clock.now()
    // What goes back with it is the routes' to prove: here only the seats are gone.
    if (invoicesToCredit(subscription, available, dayOf(at)).length > 0) return touch(subscription.id)
    const set = {
      totalLicenses: total - available,
      by: anAdmin,
      at,
      auditId: documentId.audit(newIds.next()),
    }
    return lowerTotal(subscription, set, undefined).writes
  }

  /** An operator deletes what is just being paid for, past all routes. */
  function deleteByHand({ subscriptionId, kind, state }: Purchase): readonly Write[] {
    const subscription = documents.peek<Subscription>(tenantId, subscriptionId)
    if (state !== 'pending' || !subscription) return []
    if (subscription.seats.assigned + subscription.seats.reserved > 0) return []
    if (kind === 'subscription') return [{ kind: 'delete', id: subscriptionId }]
    const cancellation = { reason: 'unused', feedback: null }
    const gone = { billed: [], unpaid: null, dueAt: null }
    const set = {
      state: 'deleted',
      deletedAt: clock.now(),
      deletedBecause: 'cancelled',
      cancellation,
      ...gone,
    }
    return [
      { kind: 'patch', id: subscriptionId, set, when: [{ field: 'operationId', is: '=', value: null }] },
    ]
  }
}

/** Lots come to it with this batch, or go back by an undo. */
function isTargetOfSwitch(write: Write, batch: readonly Write[]): boolean {
  if (write.kind !== 'patch' || !write.set?.['lotStays'] || !write.add) return false
  return batch.some((one) => one.kind === 'replace' && ['deleted', 'active'].includes(String(stateOf(one))))
}

function touched(id: string): Rival {
  return { writes: touch(id) }
}

/** The same document in a new version. */
function touch(id: string): readonly Write[] {
  return [{ kind: 'patch', id, set: { schemaVersion: 1 } }]
}

function stateOf({ document }: Extract<Write, { kind: 'replace' }>): unknown {
  return (document as { readonly state?: unknown }).state
}
