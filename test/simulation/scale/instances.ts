import type { Chance } from '../chance.ts'
import type { Host } from '../tasks.ts'
import type { Timeline } from '../timeline.ts'
import type { Scaling } from './model.ts'

/** One process: it works on several things at once, on one thread. */
export interface Instance extends Host {
  working: number
  /** When its thread has done what it was asked so far. */
  busyUntilMs: number
}

/** What a group of instances works on. */
export interface Work {
  /** How much there is, what is being worked on included. */
  active(): number
  /** Begins one piece on that instance, and calls `done` when it is over; false when there is none. */
  begin(on: Instance, done: () => void): boolean
}

export interface GroupOptions {
  readonly name: string
  readonly timeline: Timeline
  readonly chance: Chance
  readonly scaling: Scaling
  readonly most: number
  /** So many are there from the beginning, and stay. */
  readonly alwaysReady: number
  readonly work: Work
}

/** The instances of one function, which come by what there is to do: messages divided by what one works on at once. */
export class Group {
  mostInstances = 0
  readonly #options: GroupOptions
  readonly #instances: Instance[] = []
  #coming = 0
  #decides = false
  #numbered = 0

  constructor(options: GroupOptions) {
    this.#options = options
    for (let ready = 0; ready < options.alwaysReady; ready += 1) this.#add()
  }

  /** To be called whenever there is more to do. */
  wake(): void {
    const { work, scaling } = this.#options
    for (;;) {
      const free = this.#leastBusy()
      if (!free || free.working >= scaling.concurrency) break
      free.working += 1
      const done = () => {
        free.working -= 1
        this.wake()
      }
      if (work.begin(free, done)) continue
      free.working -= 1
      break
    }
    this.#decideSoon()
  }

  #leastBusy(): Instance | undefined {
    let least: Instance | undefined
    for (const one of this.#instances) if (!least || one.working < least.working) least = one
    return least
  }

  /** At the controller's next look; it looks on as long as there is something to do. */
  #decideSoon(): void {
    const { timeline, scaling, work } = this.#options
    if (this.#decides || work.active() === 0) return
    this.#decides = true
    const every = scaling.decidesEveryMs
    timeline.after(every - (timeline.nowMs % every), () => {
      this.#decides = false
      this.#decide()
      this.#decideSoon()
      return undefined
    })
  }

  #decide(): void {
    const { timeline, scaling, chance, most, work } = this.#options
    const wanted = Math.min(most, Math.ceil(work.active() / scaling.concurrency))
    const missing = wanted - this.#instances.length - this.#coming
    for (let more = Math.min(missing, scaling.atOnce); more > 0; more -= 1) {
      this.#coming += 1
      timeline.after(chance.whole(...scaling.coldStartMs), () => {
        this.#coming -= 1
        this.#add()
        this.wake()
        return undefined
      })
    }
  }

  #add(): void {
    const { name, timeline } = this.#options
    this.#numbered += 1
    const session = { seen: 0 }
    const busyUntilMs = timeline.nowMs
    this.#instances.push({ name: `${name} ${this.#numbered}`, skewMs: 0, session, working: 0, busyUntilMs })
    this.mostInstances = Math.max(this.mostInstances, this.#instances.length)
  }
}
