import { isRefusal, type RefusalCode } from '#core/kernel/refusals.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Reply } from '#functions/http/reply.ts'
import type { Ask } from './calls.ts'
import type { Chance } from './chance.ts'
import type { Cloud } from './cloud.ts'
import { count, type Faults, isSimulated, type Tally } from './faults.ts'
import type { Ended, Host } from './tasks.ts'

/** What a person tries again after a while. */
const passes: readonly RefusalCode[] = ['PreconditionFailed', 'OperationInProgress', 'PaymentOutcomeUnknown']
const triesMax = 12

/** People at their screens: they ask, and ask again when the answer was lost or said "not now". */
export class Clients {
  /** Requests that have had no final answer yet. */
  open = 0
  readonly #cloud: Cloud
  readonly #chance: Chance
  readonly #faults: Faults
  readonly #tally: Tally
  readonly #hosts: readonly Host[]

  constructor(cloud: Cloud, chance: Chance, faults: Faults, tally: Tally, hosts: readonly Host[]) {
    this.#cloud = cloud
    this.#chance = chance
    this.#faults = faults
    this.#tally = tally
    this.#hosts = hosts
  }

  /** `whenDone` is given the answer, or nothing when the client gave up; `tries`: how often it asks for want of one. */
  request(
    name: string,
    delayMs: number,
    ask: () => Ask | undefined,
    whenDone: (reply: Reply | undefined) => void = () => {},
    tries = triesMax,
  ): void {
    this.open += 1
    const done = (reply: Reply | undefined) => {
      this.open -= 1
      whenDone(reply)
    }
    this.#try(name, delayMs, ask, triesMax - tries + 1, done)
  }

  #try(
    name: string,
    delayMs: number,
    ask: () => Ask | undefined,
    tries: number,
    done: (reply: Reply | undefined) => void,
  ): void {
    this.#cloud.timeline.after(delayMs, () => {
      const asked = ask()
      if (!asked) {
        done(undefined)
        return
      }
      let reply: Reply | undefined
      this.#cloud.tasks.start(
        name,
        this.#chance.pick(this.#hosts),
        async (task) => {
          reply = await asked(this.#cloud.servicesOf(task))
        },
        (ended) => {
          this.#cloud.trace(
            `${name}: ${reply === undefined ? ended.how : JSON.stringify(reply).slice(0, 160)}`,
          )
          this.#check(name, ended)
          if (this.#isFinal(ended, reply) || tries >= triesMax) {
            count(this.#tally, reply && !isRefusal(reply) ? `done: ${name}` : `not done: ${name}`)
            done(reply)
          } else {
            this.#try(name, this.#chance.whole(5, 50 * 2 ** Math.min(tries, 7)), ask, tries + 1, done)
          }
        },
      )
      return undefined
    })
  }

  /** After a crash the person sees a broken connection and asks again. */
  #isFinal(ended: Ended, reply: Reply | undefined): boolean {
    if (ended.how !== 'done') return false
    return !isRefusal(reply) || !passes.includes(reply.refused)
  }

  #check(name: string, ended: Ended): void {
    if (ended.how !== 'failed') return
    const { error } = ended
    if (isSimulated(error) || (error instanceof Unavailable && !this.#faults.over)) return
    const stack = error instanceof Error ? error.stack : String(error)
    this.#cloud.breaks('only expected failures', `${name}: ${stack}`)
  }
}
