import type { LotId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Assignment, Seat } from '#core/seats/assignment.ts'
import type { BulkOperation } from '#core/seats/bulk.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { JobRecord } from './job-record.ts'
import { isOfList } from './lists/invariants.ts'
import { isUndo, wrongByUndo } from './undo/seat-change.ts'

/** Who holds a seat where, kept beside the documents by following every assignment and subscription that is written. */
export class SeatLedger {
  readonly #seats = new Map<string, Seat>()
  readonly #lots = new Map<LotId, Map<UserId, number>>()
  readonly #subscriptions = new Map<SubscriptionId, Subscription>()
  /** Who ever lost a seat of a subscription by other means than a job. */
  readonly left = new Map<SubscriptionId, Set<UserId>>()

  /** Each user with how many seats they hold: more than one is a fault. */
  holders(subscriptionId: SubscriptionId): ReadonlyMap<UserId, number> {
    const subscription = this.#subscriptions.get(subscriptionId)
    const holders = new Map<UserId, number>()
    if (!subscription || subscription.state === 'deleted') return holders
    for (const lotId of subscription.lotIds)
      for (const [userId, count] of this.inLot(lotId)) holders.set(userId, (holders.get(userId) ?? 0) + count)
    return holders
  }

  /** As it was written last. */
  subscription(id: SubscriptionId): Subscription | undefined {
    return this.#subscriptions.get(id)
  }

  inLot(lotId: LotId): ReadonlyMap<UserId, number> {
    return this.#lots.get(lotId) ?? new Map()
  }

  /** The subscriptions that say that a lot is theirs: more than one is a fault. */
  ownersOf(lotId: LotId): readonly SubscriptionId[] {
    return [...this.#subscriptions.values()]
      .filter(({ lotIds }) => lotIds.includes(lotId))
      .map(({ id }) => id)
  }

  followSubscription(subscription: Subscription): void {
    this.#subscriptions.set(subscription.id, subscription)
  }

  /** Takes the assignment as it is now; gives what its seat was before. */
  follow({ id, userId, seat }: Assignment): Seat | undefined {
    const before = this.#seats.get(id)
    if (before?.state === 'active') this.#add(before.lotId, userId, -1)
    if (seat.state === 'active') this.#add(seat.lotId, userId, 1)
    this.#seats.set(id, seat)
    return before
  }

  remember(subscriptionId: SubscriptionId, userId: UserId): void {
    const users = this.left.get(subscriptionId)
    if (users) users.add(userId)
    else this.left.set(subscriptionId, new Set([userId]))
  }

  #add(lotId: LotId, userId: UserId, amount: number): void {
    let users = this.#lots.get(lotId)
    if (!users) {
      users = new Map()
      this.#lots.set(lotId, users)
    }
    const count = (users.get(userId) ?? 0) + amount
    if (count === 0) users.delete(userId)
    else users.set(userId, count)
  }
}

/** Where somebody is before and after the change of one seat. */
export interface SeatChange {
  readonly userId: UserId
  readonly from: SubscriptionId | undefined
  readonly to: SubscriptionId | undefined
  readonly holdsTarget: boolean
}

function wrongByList(
  { users, done }: JobRecord,
  { kind, subscriptionId }: BulkOperation,
  { userId, from, to }: Omit<SeatChange, 'holdsTarget'>,
): string | undefined {
  if (!users.has(userId)) return `changed the seat of ${userId}, of whom nothing was to be done`
  if (done.has(userId)) return `changed the seat of ${userId} twice`
  const isRight = kind === 'assignUsers' ? !from && to === subscriptionId : from === subscriptionId && !to
  return isRight ? undefined : `a list took ${userId} from ${from} to ${to}`
}

/** Whether the change of one seat is what its job may do; the reason why not. */
export function wrongSeatChange(
  job: JobRecord,
  { userId, from, to, holdsTarget }: SeatChange,
): string | undefined {
  const { operation } = job
  if (isUndo(operation)) return wrongByUndo(job, operation, { userId, from, to })
  if (isOfList(operation)) return wrongByList(job, operation, { userId, from, to })
  if (operation.kind !== 'moveUsers') return `a ${operation.kind} changed the seat of ${userId}`
  const { subscriptionId, targetSubscriptionId, onlySelected } = operation
  if (from !== subscriptionId) return `took a seat from ${userId} that was not held on the source`
  if (!job.users.has(userId)) return `changed the seat of ${userId}, who was not to be touched`
  if (!onlySelected)
    return to === subscriptionId ? undefined : `took the seat of ${userId} before all move at once`
  if (to) return to === targetSubscriptionId ? undefined : `moved ${userId} elsewhere`
  return holdsTarget ? undefined : `left ${userId} with neither licence`
}
