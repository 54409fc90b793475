import { changes } from '../kernel/changes.ts'
import type { Instant } from '../kernel/time.ts'
import type { Delivery } from '../operations/operation.ts'
import { changedTo, stepped } from '../operations/step.ts'
import type { Stored, Write } from '../ports/documents.ts'
import {
  asAdd,
  assigning,
  both,
  changed as changedSeats,
  enough,
  releasing,
  unassigning,
} from '../seats/seats.ts'
import { epochOf, withLots } from '../subscriptions/lots.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type Ending, endJob } from './end-job.ts'
import {
  type CancelOperation,
  type LotThen,
  lotOf,
  type MoveUsersOperation,
  type TakeOverOperation,
} from './operations.ts'

/**
 * The one batch of a whole move or a cancel: whatever the number of users, before it all of them are on the source, and
 * after it nobody is. Each document in it carries what was read of it. See docs/decisions/001-lots.md.
 */

interface Switching<O extends TakeOverOperation> {
  readonly operation: O
  readonly ending: Ending
  readonly worker: Delivery
  readonly at: Instant
}

export interface SwitchTo extends Switching<MoveUsersOperation> {
  /** As it was when it had last been looked at: its seat sequence is that of the comparison. */
  readonly target: Stored<Subscription>
  /** How many of the source's seats are of users who hold the target too. */
  readonly aside: number
}

/** Why a whole move cannot end well: nobody moves, and the source stays. */
export type SwitchProblem =
  | { readonly code: 'NotEnoughLicenses'; readonly missing: number }
  | { readonly code: 'SubscriptionDeleted' }
  | { readonly code: 'SubscriptionNotActive' }
  | { readonly code: 'OperationInProgress' }

/** Moves the lots of the source into the target, but for that of users who hold both, and deletes the source. (R069) */
export function switchTo(asked: SwitchTo):
  | {
      readonly writes: readonly Write[]
      /** Which of them stops the batch where the target has changed since. */
      readonly targetAt: number
      readonly moved: number
    }
  | { readonly problem: SwitchProblem } {
  const { operation, target, aside, ending } = asked
  if (target.state === 'deleted') return { problem: { code: 'SubscriptionDeleted' } }
  if (target.state !== 'active') return { problem: { code: 'SubscriptionNotActive' } }
  if (target.operationId) return { problem: { code: 'OperationInProgress' } }
  const moved = ending.source.seats.assigned - aside
  const change = both(releasing(operation.reserved), assigning(moved))
  const missing = moved - operation.reserved - target.seats.available
  if (missing > 0) return { problem: { code: 'NotEnoughLicenses', missing } }
  const lots = lotsToMove(ending.source, operation)
  // Lots in which nobody is any more would only make the target's lists longer.
  const moving = moved > 0 ? lots : []
  const arrived = withLots(target, { come: moving.map(({ lotId, epoch }) => ({ lotId, epoch: epoch + 1 })) })
  const enter: Write = {
    kind: 'patch',
    id: target.id,
    set: changes(target, arrived),
    add: asAdd(change),
    when: [
      { field: 'state', is: '=', value: 'active' },
      { field: 'operationId', is: '=', value: null },
      // Whoever was given a seat there, or lost one, since it was looked at makes this batch fail.
      { field: 'seatSequence', is: '=', value: target.seatSequence },
      ...enough(change),
    ],
  }
  const writes = endingWrites({ ...asked, succeeded: moved, lots, go: moving, more: [enter] })
  return { writes, targetAt: writes.indexOf(enter), moved }
}

/** Takes all lots of the source away with it. (R070) */
export function switchOff(asked: Switching<CancelOperation>): readonly Write[] {
  const { source } = asked.ending
  const lots = source.lotIds.map((lotId) => ({ lotId, epoch: epochOf(source, lotId) }))
  return endingWrites({ ...asked, succeeded: source.seats.assigned, lots, go: [], more: [] })
}

function lotsToMove(source: Subscription, operation: MoveUsersOperation): readonly LotThen[] {
  return source.lotIds
    .filter((lotId) => lotId !== lotOf(operation))
    .map((lotId) => ({ lotId, epoch: epochOf(source, lotId) }))
}

function endingWrites({
  operation,
  ending,
  worker,
  at,
  succeeded,
  lots,
  go,
  more,
}: Switching<TakeOverOperation> & {
  readonly succeeded: number
  readonly lots: readonly LotThen[]
  readonly go: readonly LotThen[]
  readonly more: readonly Write[]
}): readonly Write[] {
  const { source } = ending
  const afterwards: TakeOverOperation = {
    ...stepped(operation, worker, at),
    // A patch takes ten fields. What stood here is not shown of an operation that nobody has to look at.
    error: operation.error,
    switched: { lots, sequence: source.seatSequence },
    progress: { ...operation.progress, succeeded },
  }
  const end = endJob(afterwards, ending, at)
  const emptied: Subscription = {
    ...withLots(end.source.after, { go: go.map(({ lotId }) => lotId) }),
    seats: changedSeats(source.seats, unassigning(source.seats.assigned)),
  }
  const { writes } = changedTo(operation, end.operation, [
    // Whoever leaves the source meanwhile, or takes control of it, makes this batch fail; so does a source that was read
    // before the operation held it, or after: that has another version, or the operation another sequence.
    { kind: 'replace', document: emptied, ifMatch: source._etag },
    ...more,
    ...end.creates,
  ])
  return writes
}
