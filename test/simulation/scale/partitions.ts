import { createHash } from 'node:crypto'

/**
 * The request units of physical partitions. A budget fills continuously up to one second's worth, and a request may
 * overdraw it: the next one is refused until it is above nothing again. The stand-in counts in the same way.
 */
export class Partitions {
  readonly #nowMs: () => number
  readonly #perSecond: number
  readonly #budgets: { units: number; atMs: number; spent: number }[]
  readonly #places = new Map<string, number>()

  constructor(nowMs: () => number, count: number, perSecond: number) {
    this.#nowMs = nowMs
    this.#perSecond = perSecond
    this.#budgets = Array.from({ length: count }, () => ({ units: perSecond, atMs: nowMs(), spent: 0 }))
  }

  get count(): number {
    return this.#budgets.length
  }

  /** What the busiest has given in all. */
  get mostSpent(): number {
    return Math.max(...this.#budgets.map(({ spent }) => spent))
  }

  /** Where an organisation lies. */
  placeOf(tenantId: string): number {
    let place = this.#places.get(tenantId)
    if (place === undefined) {
      place = createHash('sha256').update(tenantId).digest().readUInt32BE(0) % this.count
      this.#places.set(tenantId, place)
    }
    return place
  }

  /** After how many milliseconds to ask again; 0 when it answers. */
  refusesFor(place: number): number {
    const { units } = this.#filled(place)
    return units > 0 ? 0 : Math.max(1, Math.ceil((-units / this.#perSecond) * 1_000))
  }

  spend(place: number, units: number): void {
    const budget = this.#filled(place)
    budget.units -= units
    budget.spent += units
  }

  #filled(place: number) {
    const budget = this.#budgets[place]
    if (!budget) throw new Error(`There is no physical partition ${place}.`)
    const nowMs = this.#nowMs()
    budget.units = Math.min(this.#perSecond, budget.units + ((nowMs - budget.atMs) / 1_000) * this.#perSecond)
    budget.atMs = nowMs
    return budget
  }
}
