import type { Operation } from '#core/documents.ts'
import type { LotId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { usersPerBatch } from '#core/take-over/set-aside.ts'

/** What a job did to its users, from its first batch on. */
export interface JobRecord {
  operation: Operation
  /** As it was written first. */
  readonly started: Operation
  readonly users: ReadonlySet<UserId>
  /** Moved, or taken off the source by a cancel. */
  readonly done: Set<UserId>
  /** Lost the source seat because they held the target. */
  readonly skipped: Set<UserId>
  /** The fewest free seats that the target had since the job's last batch. */
  leastFree: number
  /** Whether the target was itself the source of a job at any time: a replica may still say so later. */
  targetWasHeld: boolean
}

/** The open lot of a subscription is for everybody, that of an operation for its own batches while it runs. */
export function mayGetSeats(
  lotId: LotId,
  subscription: Subscription | undefined,
  job: JobRecord | undefined,
): boolean {
  const stay = subscription?.lotStays.find((one) => one.lotId === lotId && one.to === undefined)
  if (!stay || stay.epoch > 0) return false
  return lotId === subscription?.openLotId || (job !== undefined && lotId === lotIdOf(job))
}

/** What was uncommon about a whole move, the moment it has happened. */
export function seenAtSwitch(
  { operation, started }: JobRecord,
  aside: number,
  target: Subscription | undefined,
): readonly string[] {
  if (operation.kind !== 'moveUsers' || started.kind !== 'moveUsers' || !target) return []
  const after = started.comparison?.targetSequence ?? 0
  const mine = new Set(operation.switched?.lots.map(({ lotId }) => lotId))
  const came = target.lotStays.some(
    ({ lotId, from, to }) => from > after && to === undefined && !mine.has(lotId),
  )
  return [
    ...(mine.size > 1 ? ['lots moved together'] : []),
    ...(came ? ['lot came before the switch'] : []),
    ...(aside > usersPerBatch ? ['batches set aside'] : []),
  ]
}

/** A target that is itself being emptied has no seat to give. */
export function freeIn({ state, operationId, seats }: Subscription): number {
  return state === 'active' && operationId === null ? seats.available : 0
}

export function lotIdOf({ operation }: JobRecord): LotId {
  return operation.id as string as LotId
}

export function targetOf(operation: Operation): SubscriptionId | undefined {
  return operation.kind === 'moveUsers' ? operation.targetSubscriptionId : undefined
}
