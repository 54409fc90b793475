import type { Operation } from '#core/documents.ts'
import type { SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Assignment } from '#core/seats/assignment.ts'

type Seat = Assignment['seat'] & { readonly userId: UserId }

/** Who holds a seat where, kept beside the documents by following every assignment that is written. */
export class SeatLedger {
  readonly #seats = new Map<string, Seat>()
  readonly #holders = new Map<SubscriptionId, Map<UserId, number>>()
  /** Who ever lost a seat of a subscription by other means than a job. */
  readonly left = new Map<SubscriptionId, Set<UserId>>()

  holders(subscriptionId: SubscriptionId): ReadonlyMap<UserId, number> {
    return this.#holders.get(subscriptionId) ?? new Map()
  }

  /** Takes the assignment as it is now; gives what it was before. */
  follow({ id, userId, seat }: Assignment): Seat | undefined {
    const before = this.#seats.get(id)
    if (before?.state === 'active') this.#add(before.subscriptionId, userId, -1)
    if (seat.state === 'active') this.#add(seat.subscriptionId, userId, 1)
    this.#seats.set(id, { ...seat, userId })
    return before
  }

  remember(subscriptionId: SubscriptionId, userId: UserId): void {
    const users = this.left.get(subscriptionId)
    if (users) users.add(userId)
    else this.left.set(subscriptionId, new Set([userId]))
  }

  #add(subscriptionId: SubscriptionId, userId: UserId, amount: number): void {
    let users = this.#holders.get(subscriptionId)
    if (!users) {
      users = new Map()
      this.#holders.set(subscriptionId, users)
    }
    const count = (users.get(userId) ?? 0) + amount
    if (count === 0) users.delete(userId)
    else users.set(userId, count)
  }
}

/** What a job did to its users, from its first batch on. */
export interface JobRecord {
  operation: Operation
  readonly users: ReadonlySet<UserId>
  /** Moved, or taken off the source by a cancel. */
  readonly done: Set<UserId>
  /** Lost the source seat because they held the target. */
  readonly skipped: Set<UserId>
  /** The fewest free seats that the target had since the job's last batch. */
  leastFree: number
}

/** Whether the change of one assignment is what its job may do; the reason why not. */
export function wrongSeatChange(
  job: JobRecord,
  before: Seat | undefined,
  { userId, seat }: Assignment,
  holdsTarget: boolean,
): string | undefined {
  const { kind, subscriptionId, id } = job.operation
  const targetSubscriptionId = kind === 'moveUsers' ? job.operation.targetSubscriptionId : undefined
  if (before?.state !== 'active' || before.subscriptionId !== subscriptionId) {
    return `took a seat from ${userId} that was not held on the source`
  }
  if (!job.users.has(userId)) return `changed the seat of ${userId}, who was not to be touched`
  if (seat.operationId !== id) return `changed the seat of ${userId} in the name of ${seat.operationId}`
  if (seat.state === 'active') {
    return seat.subscriptionId === targetSubscriptionId ? undefined : `moved ${userId} elsewhere`
  }
  return kind === 'moveUsers' && !holdsTarget ? `left ${userId} with neither licence` : undefined
}
