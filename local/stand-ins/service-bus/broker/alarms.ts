import { Heap } from './heap.ts'

/** A moment at which something happens, unless it is cancelled before. */
export interface Alarm {
  cancel(): void
}

interface Entry {
  readonly at: number
  run: (() => void) | undefined
}

/** Longer waits overflow setTimeout. */
const longestWaitMs = 2 ** 31 - 1

/**
 * All times of the broker behind one timer. Lock ends, due times and times to live are mostly cancelled, and may lie
 * months ahead; so a cancelled entry lets go of its message at once and the heap is swept when half of it is dead.
 */
export class Alarms {
  readonly #entries = new Heap<Entry>((entry) => entry.at)
  #timer: NodeJS.Timeout | undefined
  #timerAt = Number.POSITIVE_INFINITY
  #cancelled = 0

  at(epochMs: number, run: () => void): Alarm {
    const entry: Entry = { at: epochMs, run }
    this.#entries.push(entry)
    this.#arm()
    return {
      cancel: () => {
        if (entry.run === undefined) return
        entry.run = undefined
        this.#cancelled += 1
        if (this.#cancelled > 1_000 && this.#cancelled * 2 > this.#entries.size) this.#sweep()
      },
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timerAt = Number.NEGATIVE_INFINITY
  }

  #sweep(): void {
    this.#entries.retain((entry) => entry.run !== undefined)
    this.#cancelled = 0
  }

  #arm(): void {
    const next = this.#entries.peek()
    if (next === undefined || next.at >= this.#timerAt) return
    clearTimeout(this.#timer)
    this.#timerAt = next.at
    const waitMs = Math.min(Math.max(next.at - Date.now(), 0), longestWaitMs)
    this.#timer = setTimeout(() => this.#ring(), waitMs)
  }

  #ring(): void {
    this.#timerAt = Number.POSITIVE_INFINITY
    const now = Date.now()
    for (let next = this.#entries.peek(); next && next.at <= now; next = this.#entries.peek()) {
      this.#entries.pop()
      const run = next.run
      if (run === undefined) this.#cancelled -= 1
      next.run = undefined
      run?.()
    }
    this.#arm()
  }
}
