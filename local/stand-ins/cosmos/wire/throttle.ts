import { Failure } from '../answers.ts'

/** A budget that fills continuously up to one second's worth. A request may overdraw it: the next one waits. */
type Budget = { requestUnits: number; at: number }

/** Holds each logical partition to so many request units a second, as production does with 10,000. */
export class Throttle {
  readonly #perSecond: number
  readonly #budgets = new Map<string, Budget>()

  /** 0: no limit. */
  constructor(requestUnitsPerSecond: number) {
    this.#perSecond = requestUnitsPerSecond
  }

  requireBudget(partition: string): void {
    if (this.#perSecond === 0) return
    const { requestUnits } = this.#budget(partition)
    if (requestUnits > 0) return
    throw tooManyRequests(Math.max(1, Math.ceil((-requestUnits / this.#perSecond) * 1000)))
  }

  spend(partition: string, requestUnits: number): void {
    if (this.#perSecond === 0) return
    this.#budget(partition).requestUnits -= requestUnits
  }

  #budget(partition: string): Budget {
    const now = performance.now()
    let budget = this.#budgets.get(partition)
    if (budget === undefined) {
      budget = { requestUnits: this.#perSecond, at: now }
      this.#budgets.set(partition, budget)
    }
    const gained = ((now - budget.at) / 1000) * this.#perSecond
    budget.requestUnits = Math.min(this.#perSecond, budget.requestUnits + gained)
    budget.at = now
    return budget
  }
}

export function tooManyRequests(retryAfterMs: number): Failure {
  return new Failure(429, 'The request rate is large. More request units may be needed.', {
    substatus: 3200,
    headers: { 'x-ms-retry-after-ms': String(retryAfterMs) },
  })
}
