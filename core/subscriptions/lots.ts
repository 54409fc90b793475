import type { LotId, SubscriptionId } from '../kernel/ids.ts'

/**
 * A lot is a set of seats that were given in one subscription. An assignment says which lot its seat is of, and a
 * subscription says which lots are its own, so that a whole subscription changes hands by two lists that change:
 * see docs/decisions/001-lots.md. New seats are given in the open lot; a lot that has changed hands is closed.
 */

/** A point in the life of a lot: how often it had changed hands, and the seat sequence of the subscription it was in. */
export interface Moment {
  readonly epoch: number
  readonly sequence: number
}

/** One stay of a lot in a subscription, by the subscription's seat sequence. */
export interface LotStay {
  readonly lotId: LotId
  readonly epoch: number
  /** It came with the change that made the sequence so. */
  readonly from: number
  /** It went with the change that made the sequence so; absent while it is there. */
  readonly to?: number
  /** It came back by an undo of that by which it had left: as if it had been there all the time. (B20) */
  readonly restored?: true
}

/** What a subscription says of its lots. */
export interface Lots {
  /** Goes up by one with everything that changes who holds a seat, and with each lot that comes or goes. */
  readonly seatSequence: number
  readonly openLotId: LotId
  /** The lots that are here, in the order in which they came. Which subscription a seat is of is asked by it. */
  readonly lotIds: readonly LotId[]
  readonly lotStays: readonly LotStay[]
}

/** A subscription begins with its open lot, which bears its name. */
export function newLots(subscriptionId: SubscriptionId): Lots {
  const openLotId = subscriptionId as string as LotId
  return {
    seatSequence: 0,
    openLotId,
    lotIds: [openLotId],
    lotStays: [{ lotId: openLotId, epoch: 0, from: 0 }],
  }
}

/** The lots that were there once the sequence was so. */
export function lotsAt({ lotStays }: Pick<Lots, 'lotStays'>, sequence: number): readonly LotStay[] {
  return lotStays.filter(({ from, to }) => from <= sequence && (to === undefined || to > sequence))
}

/** How often a lot that is here has changed hands. */
export function epochOf({ lotStays }: Pick<Lots, 'lotStays'>, lotId: LotId): number {
  const stay = lotStays.find((stay) => stay.lotId === lotId && stay.to === undefined)
  if (!stay) throw new Error(`Lot ${lotId} is not here.`)
  return stay.epoch
}

/** How often it had changed hands when it came to stay here: what was undone since counts for nothing. */
export function epochOfStay({ lotStays }: Pick<Lots, 'lotStays'>, lotId: LotId): number {
  const stay = lotStays.findLast((one) => one.lotId === lotId && !one.restored)
  if (!stay) throw new Error(`Lot ${lotId} never came here.`)
  return stay.epoch
}

/** With one change more of who holds a seat. */
export function withLots<L extends Lots>(
  lots: L,
  change: {
    readonly come?: readonly Pick<LotStay, 'lotId' | 'epoch' | 'restored'>[]
    readonly go?: readonly LotId[]
  },
): L {
  const { come = [], go = [] } = change
  const sequence = lots.seatSequence + 1
  return {
    ...lots,
    seatSequence: sequence,
    lotIds: [...lots.lotIds.filter((id) => !go.includes(id)), ...come.map(({ lotId }) => lotId)],
    lotStays: [
      ...lots.lotStays.map((stay) =>
        stay.to === undefined && go.includes(stay.lotId) ? { ...stay, to: sequence } : stay,
      ),
      ...come.map((stay) => ({ ...stay, from: sequence })),
    ],
  }
}

/** Whether one point in the life of a lot is not later than another one. */
export function isUntil(one: Moment, other: Moment): boolean {
  return one.epoch < other.epoch || (one.epoch === other.epoch && one.sequence <= other.sequence)
}
