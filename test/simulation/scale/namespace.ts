import type { Message, QueueName } from '#core/ports/messages.ts'
import { jobs } from '#functions/jobs.ts'
import type { Timeline } from '../timeline.ts'

/** A message in a worker's hands; its lock is renewed for as long as it works, as the host does. */
export interface Delivery {
  readonly queue: QueueName
  readonly message: Message
  readonly enqueuedAtMs: number
  readonly deliveryCount: number
}

interface Queue {
  /** Those from `first` on can be taken. */
  waiting: Delivery[]
  first: number
  inHand: number
  dead: number
  oldestMs: number
}

const duplicatesForgottenMs = 10 * 60_000

/** The queues of one namespace: what is in them, how long that waits, and how many messages a second go in and out. */
export class Namespace {
  /** Sent by anybody, not counting what was dropped as a duplicate. */
  sent = 0
  /** Called when a message can be taken. */
  onVisible: (queue: QueueName) => void = () => {}
  readonly #timeline: Timeline
  readonly #perSecond: number
  readonly #deliveriesMax: number
  readonly #queues: ReadonlyMap<QueueName, Queue>
  readonly #knownUntilMs = new Map<string, number>()
  #freeAtMs = 0
  #scheduled = 0

  constructor(timeline: Timeline, perSecond: number, deliveriesMax: number) {
    this.#timeline = timeline
    this.#perSecond = perSecond
    this.#deliveriesMax = deliveriesMax
    this.#queues = new Map(
      jobs.queues.map((queue) => [queue, { waiting: [], first: 0, inHand: 0, dead: 0, oldestMs: 0 }]),
    )
  }

  /** Nothing waits, is worked on, or is to come later. */
  get isEmpty(): boolean {
    return this.#scheduled === 0 && jobs.queues.every((queue) => this.active(queue) === 0)
  }

  /** How long one more message has to wait for its turn: so many go through in a second. */
  turnMs(): number {
    const { nowMs } = this.#timeline
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + 1_000 / this.#perSecond
    return this.#freeAtMs - nowMs
  }

  enqueue(queue: QueueName, message: Message, delayMs: number): void {
    const { nowMs } = this.#timeline
    const key = `${queue} ${message.id}`
    if ((this.#knownUntilMs.get(key) ?? 0) > nowMs) return
    this.#knownUntilMs.set(key, nowMs + duplicatesForgottenMs)
    this.sent += 1
    this.#scheduled += 1
    this.#timeline.after(delayMs, () => {
      this.#scheduled -= 1
      this.#put({ queue, message, enqueuedAtMs: this.#timeline.nowMs, deliveryCount: 1 })
      return undefined
    })
  }

  take(queue: QueueName): Delivery | undefined {
    const of = this.#of(queue)
    const delivery = of.waiting[of.first]
    if (!delivery) return undefined
    of.first += 1
    if (of.first > 1_000 && of.first * 2 > of.waiting.length) {
      of.waiting = of.waiting.slice(of.first)
      of.first = 0
    }
    of.inHand += 1
    if (delivery.deliveryCount === 1)
      of.oldestMs = Math.max(of.oldestMs, this.#timeline.nowMs - delivery.enqueuedAtMs)
    return delivery
  }

  complete({ queue }: Delivery): void {
    this.#of(queue).inHand -= 1
  }

  abandon(delivery: Delivery): void {
    const of = this.#of(delivery.queue)
    of.inHand -= 1
    if (delivery.deliveryCount >= this.#deliveriesMax) of.dead += 1
    else this.#put({ ...delivery, deliveryCount: delivery.deliveryCount + 1 })
  }

  waiting(queue: QueueName): number {
    const { waiting, first } = this.#of(queue)
    return waiting.length - first
  }

  /** As the scale controller counts them: those that are in somebody's hands too. */
  active(queue: QueueName): number {
    return this.waiting(queue) + this.#of(queue).inHand
  }

  dead(queue: QueueName): number {
    return this.#of(queue).dead
  }

  /** How long the one that waited longest waited for its first delivery. */
  oldestMs(queue: QueueName): number {
    return this.#of(queue).oldestMs
  }

  #put(delivery: Delivery): void {
    this.#of(delivery.queue).waiting.push(delivery)
    this.onVisible(delivery.queue)
  }

  #of(queue: QueueName): Queue {
    const found = this.#queues.get(queue)
    if (!found) throw new Error(`There is no queue ${queue}.`)
    return found
  }
}
