interface Event {
  readonly atMs: number
  readonly tie: number
  readonly run: () => Promise<void> | undefined
}

/** Virtual time: it stands still while something runs and jumps to whatever comes next. */
export class Timeline {
  nowMs: number
  readonly #tie: () => number
  /** A binary heap, the next event first. */
  readonly #events: Event[] = []

  /** `tie` orders what happens in the same millisecond: by chance. */
  constructor(startsAtMs: number, tie: () => number) {
    this.nowMs = startsAtMs
    this.#tie = tie
  }

  /** What runs gives a promise when it set something going: time goes on once that rests. */
  after(delayMs: number, run: () => Promise<void> | undefined): void {
    const events = this.#events
    const event = { atMs: this.nowMs + Math.ceil(Math.max(0, delayMs)), tie: this.#tie(), run }
    let at = events.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!comesBefore(event, events[parent] as Event)) break
      events[at] = events[parent] as Event
      at = parent
    }
    events[at] = event
  }

  /** Runs the next event; false when there is none. */
  async step(): Promise<boolean> {
    const event = this.#takeFirst()
    if (!event) return false
    this.nowMs = event.atMs
    const resting = event.run()
    if (resting) await resting
    return true
  }

  #takeFirst(): Event | undefined {
    const events = this.#events
    const first = events[0]
    const last = events.pop()
    if (!first || !last || events.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= events.length) break
      const right = left + 1
      const smaller =
        right < events.length && comesBefore(events[right] as Event, events[left] as Event) ? right : left
      if (!comesBefore(events[smaller] as Event, last)) break
      events[at] = events[smaller] as Event
      at = smaller
    }
    events[at] = last
    return first
  }
}

function comesBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.tie < b.tie)
}
