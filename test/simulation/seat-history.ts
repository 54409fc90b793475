import type { LotId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

/** Who held each subscription at each of its seat sequences, and which of these there ever were at one time. */
export class SeatHistory {
  readonly #holders = new Map<string, ReadonlySet<UserId>>()
  readonly #sequences = new Map<SubscriptionId, number>()
  readonly #together: ReadonlyMap<SubscriptionId, number>[] = []

  /** Takes who holds a subscription now; the reason why that cannot be. */
  note({ id, seatSequence }: Subscription, holders: ReadonlyMap<UserId, number>): string | undefined {
    const before = this.#sequences.get(id) ?? 0
    if (seatSequence < before) return `${id} went from sequence ${before} to ${seatSequence}`
    const known = this.heldAt(id, seatSequence)
    const isSame =
      !known || (known.size === holders.size && [...holders.keys()].every((one) => known.has(one)))
    if (!isSame) return `${id} has other users under the same sequence ${seatSequence}`
    if (known) return undefined
    this.#holders.set(`${id} ${seatSequence}`, new Set(holders.keys()))
    this.#sequences.set(id, seatSequence)
    return undefined
  }

  /** What has been noted since the last time holds at one time. */
  together(): void {
    this.#together.push(new Map(this.#sequences))
  }

  heldAt(id: SubscriptionId, sequence: number): ReadonlySet<UserId> | undefined {
    return this.#holders.get(`${id} ${sequence}`)
  }

  wereTogether(all: readonly { readonly id: SubscriptionId; readonly sequence: number }[]): boolean {
    return this.#together.some((one) => all.every(({ id, sequence }) => one.get(id) === sequence))
  }
}

/** Why the list of the lots and that of their stays do not fit; undefined when they do. */
export function lotsDoNotFit({ state, openLotId, lotIds, lotStays }: Subscription): string | undefined {
  const there = lotStays.filter(({ to }) => to === undefined).map(({ lotId }) => lotId)
  if (there.join() !== lotIds.join()) return `lots ${lotIds.join()}, stays ${there.join()}`
  if (state === 'active' && !lotIds.includes(openLotId)) return `the open lot ${openLotId} is not there`
  const twice = lotIds.find((lotId: LotId, at) => lotIds.indexOf(lotId) !== at)
  return twice && `${twice} is there twice`
}
