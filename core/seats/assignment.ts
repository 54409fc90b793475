import { changes } from '../kernel/changes.ts'
import type { LotId, OperationId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Comparison, DocumentBase, Stored, Write } from '../ports/documents.ts'
import { epochOf, isUntil, type LotStay, type Moment } from '../subscriptions/lots.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Id `{subscription at creation}:{userId}`. The seat is the only part that changes. */
export interface Assignment extends DocumentBase {
  readonly type: 'assignment'
  readonly userId: UserId
  readonly userPrincipalName: string
  readonly displayName: string
  /** Whole, so that one patch operation changes it. */
  readonly seat: Seat
  readonly createdAt: Instant
}

/** How long a seat has been in a lot. */
export interface Membership {
  readonly lotId: LotId
  /** The seat sequence of the subscription in which it was given; lots get seats in their first epoch only. */
  readonly given: number
  /** When it was taken away; absent while it is held, as far as the lot is. */
  readonly left?: Moment
  /** The operation that took it away. */
  readonly leftBy?: OperationId
}

export interface Seat extends Membership {
  /** A seat of a lot whose subscription is deleted is held by nobody, whatever stands here. */
  readonly state: 'active' | 'revoked'
  /** In which subscription, and with which of its seat sequences, it was last given or taken away. */
  readonly touched: string
  /** What it was before, so that what an operation did stays readable. */
  readonly earlier?: readonly Membership[]
  readonly earlierLotIds?: readonly LotId[]
}

export const isAssignment: Comparison = { field: 'type', is: '=', value: 'assignment' }

type Holding = Pick<Subscription, 'state' | 'lotIds'>

const isActive: Comparison = { field: 'seat.state', is: '=', value: 'active' }

/** The comparisons that find who holds a seat of a subscription, also while the licence does not work. */
export function heldIn({ state, lotIds }: Holding): Comparison[] {
  return heldInLots(state === 'deleted' ? [] : lotIds)
}

export function heldInLots(lotIds: readonly LotId[]): Comparison[] {
  return [isAssignment, { field: 'seat.lotId', is: 'in', values: lotIds }, isActive]
}

/** Whether the seat is one of the subscription. */
export function isHeldIn({ seat }: Pick<Assignment, 'seat'>, { state, lotIds }: Holding): boolean {
  return seat.state === 'active' && state !== 'deleted' && lotIds.includes(seat.lotId)
}

/** Whether the seat was one of the subscription until it was taken away. */
export function isRevokedIn({ state, touched }: Seat, { id }: Pick<Subscription, 'id'>): boolean {
  return state === 'revoked' && touched.startsWith(`${id}:`)
}

/** Who held a seat of a subscription: it was taken away from them, or from all with the subscription's end. (R168) */
export function revokedIn(
  { id, lotIds }: Pick<Subscription, 'id' | 'lotIds'>,
  isAtEnd: boolean,
): Comparison[] {
  const one: Comparison = {
    allOf: [
      { field: 'seat.touched', is: 'startsWith', value: `${id}:` },
      { field: 'seat.state', is: '=', value: 'revoked' },
    ],
  }
  if (!isAtEnd) return [isAssignment, one]
  const all: Comparison = { allOf: [{ field: 'seat.lotId', is: 'in', values: lotIds }, isActive] }
  return [isAssignment, { anyOf: [one, all] }]
}

/** Whose seat was given or taken away in the subscription after one of its seat sequences, up to another one. */
export function touchedIn({ id }: Pick<Subscription, 'id'>, after: number, until: number): Comparison[] {
  return [
    isAssignment,
    { field: 'seat.touched', is: '>', value: touchedAt(id, after) },
    { field: 'seat.touched', is: '<=', value: touchedAt(id, until) },
  ]
}

/**
 * Finds who held a seat of a subscription when its seat sequence was so, if they hold it still or it was this
 * subscription in which that has changed since; whether they did is for `wasHeldAt` to say.
 */
export function heldSince(
  { id }: Pick<Subscription, 'id'>,
  stays: readonly LotStay[],
  sequence: number,
): Comparison[] {
  const still: Comparison = {
    allOf: [{ field: 'seat.lotId', is: 'in', values: stays.map(({ lotId }) => lotId) }, isActive],
  }
  const [, ...touched] = touchedIn({ id }, sequence, sequenceMax)
  return [isAssignment, { anyOf: [still, { allOf: touched }] }]
}

/** Whoever ever had a seat in one of the lots. */
export function everIn(lotIds: readonly LotId[]): Comparison[] {
  const earlier = lotIds.map(
    (lotId): Comparison => ({ field: 'seat.earlierLotIds', is: 'contains', value: lotId }),
  )
  return [isAssignment, { anyOf: [{ field: 'seat.lotId', is: 'in', values: lotIds }, ...earlier] }]
}

const sequenceMax = 999_999_999_999

/** Text of which the order is that of the sequences. */
export function touchedAt(id: SubscriptionId, sequence: number): string {
  return `${id}:${String(sequence).padStart(12, '0')}`
}

/** Every stay of a seat in a lot, the present one last. */
export function membershipsOf({ seat }: Pick<Assignment, 'seat'>): readonly Membership[] {
  return [...(seat.earlier ?? []), seat]
}

/** Whether the stay lasted at that moment. Only in its first epoch does a lot get new seats. */
export function lastedAt({ given, left }: Membership, moment: Moment): boolean {
  return (moment.epoch > 0 || given <= moment.sequence) && (left === undefined || !isUntil(left, moment))
}

/** Whether the person held a seat of one of these lots at that sequence of the subscription that they were in. */
export function wasHeldAt(
  assignment: Pick<Assignment, 'seat'>,
  stays: readonly Pick<LotStay, 'lotId' | 'epoch'>[],
  sequence: number,
): boolean {
  return membershipsOf(assignment).some((membership) =>
    stays.some(({ lotId, epoch }) => lotId === membership.lotId && lastedAt(membership, { epoch, sequence })),
  )
}

/** The seat of somebody who had none here. */
export function newSeat(subscription: Pick<Subscription, 'id' | 'openLotId'>, sequence: number): Seat {
  return {
    state: 'active',
    lotId: subscription.openLotId,
    given: sequence,
    touched: touchedAt(subscription.id, sequence),
  }
}

/** Changes the seat of an assignment that is still as it was read. */
export function seatWrite(assignment: Stored<Assignment>, seat: Seat, more: Partial<Assignment> = {}): Write {
  const set = changes(assignment, { ...assignment, ...more, seat })
  return { kind: 'patch', id: assignment.id, set, ifMatch: assignment._etag }
}

/** The change that takes a seat away or puts it into another lot: in which subscription, as which of its sequences. */
export interface Touch {
  readonly subscription: Pick<Subscription, 'id' | 'lotStays'>
  readonly sequence: number
  readonly operationId?: OperationId
}

export function revokedSeat(seat: Seat, { subscription, sequence, operationId }: Touch): Seat {
  return {
    ...seat,
    state: 'revoked',
    left: { epoch: epochOf(subscription, seat.lotId), sequence },
    ...(operationId ? { leftBy: operationId } : {}),
    touched: touchedAt(subscription.id, sequence),
  }
}

/** A seat that was taken away, given again in another lot; what it was before stays readable. */
export function givenAgain(
  before: Seat,
  to: { readonly subscription: Pick<Subscription, 'id' | 'openLotId'>; readonly sequence: number },
): Seat {
  return after(before, to.subscription.openLotId, to)
}

/** A seat that goes into another lot, in the same subscription or another one. */
export function putIntoLot(
  before: Seat,
  lotId: LotId,
  from: Touch,
  to: { readonly subscription: Pick<Subscription, 'id'>; readonly sequence: number } = from,
): Seat {
  return after(revokedSeat(before, from), lotId, to)
}

function after(
  { state: _, touched: __, earlier = [], earlierLotIds: ___, ...stay }: Seat,
  lotId: LotId,
  { subscription, sequence }: { readonly subscription: Pick<Subscription, 'id'>; readonly sequence: number },
): Seat {
  const stays = remembered([...earlier, stay])
  return {
    state: 'active',
    lotId,
    given: sequence,
    touched: touchedAt(subscription.id, sequence),
    earlier: stays,
    earlierLotIds: [...new Set(stays.map((one) => one.lotId))],
  }
}

const staysMax = 100

/**
 * Beyond that many the oldest is forgotten that was over before its lot changed hands: nobody comes and goes so often while
 * an operation is kept. The others tell the audit trail, for good, who lost a licence by that change.
 */
function remembered(stays: readonly Membership[]): readonly Membership[] {
  if (stays.length <= staysMax) return stays
  const oldest = stays.findIndex(({ left }) => left?.epoch === 0)
  return oldest === -1 ? stays : stays.toSpliced(oldest, 1)
}
