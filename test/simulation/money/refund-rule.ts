import type { SubscriptionId } from '#core/kernel/ids.ts'
import { type Day, daysBetween } from '#core/kernel/time.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'

/** Seats that were paid for together, as the charge says. */
interface Paid {
  readonly chargeKey: string
  readonly on: Day
  /** From that day to the end of the term. */
  readonly days: number
  readonly seats: number
  readonly net: number
  readonly total: number
  returned: number
  returnedNet: number
}

const refundedForDays = 7

/**
 * What the seven-day rule makes payable, worked out from what was charged and when, and from nothing that the product
 * has stored of it: whole cents, by seats and days, those bought last first; the tax is that of what stays paid. (B25)
 */
export class RefundRule {
  readonly #paid = new Map<SubscriptionId, Paid[]>()

  /** A term that begins leaves that of before behind. */
  paid({ chargeKey, bill, amount, subscriptionId, kind }: Purchase, on: Day): void {
    const { days, seats, net } = bill
    const before = kind === 'moreLicenses' ? (this.#paid.get(subscriptionId) ?? []) : []
    const line = { chargeKey, on, days, seats, net: net.amount, total: amount.amount }
    this.#paid.set(subscriptionId, [...before, { ...line, returned: 0, returnedNet: 0 }])
  }

  /** Nothing of the running term goes back any more. */
  isOver(id: SubscriptionId): void {
    this.#paid.delete(id)
  }

  /** What has to go back of each charge for so many seats that are given up on that day. */
  giveUp(id: SubscriptionId, seats: number, on: Day, termEnd: Day): ReadonlyMap<string, number> {
    const back = new Map<string, number>()
    let left = seats
    // What is too old once seats are given up is so for good, also where somebody puts the clock back.
    if (seats > 0) {
      const young = (this.#paid.get(id) ?? []).filter((line) => daysBetween(line.on, on) <= refundedForDays)
      this.#paid.set(id, young)
    }
    for (const line of [...(this.#paid.get(id) ?? [])].reverse()) {
      const count = Math.min(left, line.seats - line.returned)
      if (count === 0) continue
      left -= count
      const days = Math.min(line.days, Math.max(0, daysBetween(on, termEnd)))
      const worth = (of: number) => Math.floor((line.net * of * days) / (line.seats * line.days))
      const before = stillPaid(line)
      line.returnedNet += Math.min(
        worth(line.returned + count) - worth(line.returned),
        line.net - line.returnedNet,
      )
      line.returned += count
      const amount = before - stillPaid(line)
      if (amount > 0) back.set(line.chargeKey, amount)
    }
    return back
  }
}

/** What is left of the net, and its tax at the rate that was charged. */
function stillPaid({ net, total, returnedNet }: Paid): number {
  const left = net - returnedNet
  return left === net ? total : left + Math.floor((left * taxRateIn(net, total) + 5_000) / 10_000)
}

/** Hundredths of a per cent; rates are whole or half per cents. */
function taxRateIn(net: number, total: number): number {
  return net === 0 ? 0 : Math.round(((total - net) / net) * 200) * 50
}
