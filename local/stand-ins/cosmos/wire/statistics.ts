import type { Kind } from './headers.ts'

type Count = { requests: number; requestUnits: number }

/** What clients asked and what it cost, for tests and benchmarks: `GET /_local/statistics`. */
export class Statistics {
  #byKind = new Map<Kind, Count>()
  #throttled = 0

  /** A request that was answered 429; it is among the requests as well. */
  noteThrottled(): void {
    this.#throttled++
  }

  note(kind: Kind, requestUnits: number): void {
    const count = this.#byKind.get(kind) ?? { requests: 0, requestUnits: 0 }
    count.requests++
    count.requestUnits += requestUnits
    this.#byKind.set(kind, count)
  }

  reset(): void {
    this.#byKind = new Map()
    this.#throttled = 0
  }

  /** The totals are of all kinds; a benchmark that counts storage requests leaves out `metadata` and `plan`. */
  read(): object {
    const counts = [...this.#byKind.values()]
    const total = (name: keyof Count) => counts.reduce((sum, count) => sum + count[name], 0)
    return {
      requests: total('requests'),
      requestUnits: round(total('requestUnits')),
      throttled: this.#throttled,
      byKind: Object.fromEntries(
        [...this.#byKind].map(([kind, { requests, requestUnits }]) => [
          kind,
          { requests, requestUnits: round(requestUnits) },
        ]),
      ),
    }
  }
}

function round(requestUnits: number): number {
  return Math.round(requestUnits * 100) / 100
}
