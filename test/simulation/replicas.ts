import type { Reads, SimulatedDocuments } from '../support/simulated/documents.ts'
import type { Chance } from './chance.ts'
import { count, type Faults, type Tally } from './faults.ts'
import type { Session, Task } from './tasks.ts'
import type { Timeline } from './timeline.ts'

/** Less than a message about something unknown is given before it counts as a bad one. */
const behindMaxMs = 3_000

/** Jobs rest on what their session has seen; money does not rest on that alone. */
const aboutMoney = /^(buy|raise|sweeper)/

/** The replicas that reads come from. Within a session none answers that is further behind than the session has seen. */
export class Replicas {
  /** How often a read meets one that is behind, in seeds where they are. */
  behindRate = 0
  /** Eventual consistency: any of them may answer, so that a read may be older than the one before it. */
  eventual = false
  readonly #documents: SimulatedDocuments
  readonly #timeline: Timeline
  readonly #chance: Chance
  readonly #faults: Faults
  readonly #tally: Tally
  /** What was there before the run. */
  #least = 0

  constructor(
    documents: SimulatedDocuments,
    timeline: Timeline,
    chance: Chance,
    faults: Faults,
    tally: Tally,
  ) {
    this.#documents = documents
    this.#timeline = timeline
    this.#chance = chance
    this.#faults = faults
    this.#tally = tally
  }

  /** All of them have what is there now. */
  level(): void {
    this.#least = this.#documents.version
  }

  /** Of a process that has just started. */
  newSession(): Session {
    return { seen: this.#least }
  }

  /** What a read of that task asks for at least: nothing where the library has lost its session's token. */
  demandOf({ name, session }: Task): number {
    if (this.eventual) return this.#least
    const forgets = aboutMoney.test(name) && this.#faults.strikes('sessionForgotten')
    return forgets ? this.#least : session.seen
  }

  /** What answers a read that was sent when the session had seen that much. */
  answer(session: Session, demanded: number): Reads {
    const { version } = this.#documents
    const reached = Math.max(demanded, this.#reached(version))
    session.seen = Math.max(session.seen, reached)
    if (reached < version) count(this.#tally, 'read of an older state')
    return this.#documents.asOf(reached)
  }

  #reached(version: number): number {
    if (version === this.#least || !this.#faults.strikes('behind', this.behindRate)) return version
    const { nowMs } = this.#timeline
    return Math.max(this.#least, this.#documents.versionAt(nowMs - this.#chance.whole(1, behindMaxMs)))
  }
}
