import type { Operation } from '#core/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { isLastDelivery } from '#functions/jobs/back-off.ts'
import { PoisonMessage } from '#functions/jobs/message.ts'
import { jobs } from '#functions/jobs.ts'
import type { Delivery } from '../support/simulated/messages.ts'
import type { Chance } from './chance.ts'
import type { Cloud } from './cloud.ts'
import { count, type Faults, isSimulated, type Tally } from './faults.ts'
import { Poison } from './known-poison.ts'
import type { QueueWorker } from './queue-workers.ts'
import type { Ended, Host } from './tasks.ts'

export interface WorkerPoolOptions {
  readonly cloud: Cloud
  readonly chance: Chance
  readonly faults: Faults
  readonly tally: Tally
  readonly hosts: readonly Host[]
  /** Invocations that one process runs at a time. */
  readonly perHost: number
  /** A planted bug: the message is settled before its work is done. */
  readonly completesFirst: boolean
  readonly workers: readonly QueueWorker[]
}

/** What the Functions host does: takes messages, runs the handler, completes or gives back. */
export class WorkerPool {
  /** Deliveries after a crash of the one before. */
  restarts = 0
  deliveriesMax = 0
  readonly poison = new Poison()
  /** What became of every message that was ever taken: it must be one of these, or a dead letter. */
  readonly completed = new Set<number>()
  readonly taken = new Set<number>()
  /** Dead letters that the operator has dealt with. */
  readonly lookedAfter = new Set<number>()
  readonly #options: WorkerPoolOptions
  readonly #free: Host[]
  readonly #crashed = new Set<number>()
  readonly #lastTries = new Set<string>()
  /** Which deliveries of a good message came before what it is about could be seen. */
  readonly #tooEarly = new Map<number, Set<number>>()
  #looksAtMs: number | undefined
  #copies = 0

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#free = options.hosts.flatMap((host) => Array.from({ length: options.perHost }, () => host))
    options.cloud.onSent = () => this.wake()
  }

  get idle(): boolean {
    const all = this.#options.hosts.length * this.#options.perHost
    return this.#free.length === all && this.#copies === 0
  }

  /** Whether the operation may be in want of a person: one of its own messages was on its last try. */
  mayWantAttention({ kind, id }: Operation): boolean {
    return this.#lastTries.has(`${jobs.queueOf(kind)} ${id}`)
  }

  /** Makes sure that somebody looks when the next message becomes visible. */
  wake(): void {
    const { timeline, messages } = this.#options.cloud
    if (this.#free.length === 0) return
    const nextMs = messages.nextVisibleAtMs()
    if (nextMs === undefined) return
    const atMs = Math.max(nextMs, timeline.nowMs + 1)
    if (this.#looksAtMs !== undefined && this.#looksAtMs <= atMs) return
    this.#looksAtMs = atMs
    timeline.after(atMs - timeline.nowMs, () => {
      if (this.#looksAtMs !== atMs) return
      this.#looksAtMs = undefined
      this.#take()
      this.wake()
      return undefined
    })
  }

  #take(): void {
    const { cloud, chance, faults, tally } = this.#options
    const waiting = this.#options.workers.filter(({ queue }) => cloud.messages.visible(queue) > 0)
    if (waiting.length === 0 || this.#free.length === 0) return
    const worker = chance.pick(waiting)
    const reorder = faults.strikes('reorder')
    const delivery = cloud.messages.takeNext(worker.queue, (found) =>
      reorder ? chance.whole(0, found - 1) : 0,
    )
    if (!delivery) return
    const { sequenceNumber, deliveryCount } = delivery
    this.taken.add(sequenceNumber)
    this.deliveriesMax = Math.max(this.deliveriesMax, deliveryCount)
    count(tally, 'delivery')
    const { operationId, attempt = 0 } = delivery.message.body as { operationId?: string; attempt?: number }
    if (isLastDelivery(cloud.calm, deliveryCount) || attempt >= 10)
      this.#lastTries.add(`${worker.queue} ${operationId}`)
    if (deliveryCount > 1) count(tally, 'delivered again')
    if (this.#crashed.delete(sequenceNumber)) this.restarts += 1
    this.#run(worker, delivery)
    // The broker may hand the same message to two: the copy is settled by nobody.
    if (faults.strikes('duplicate')) {
      const copy = this.#options.hosts[chance.whole(0, this.#options.hosts.length - 1)] as Host
      this.#copies += 1
      cloud.timeline.after(chance.whole(0, chance.happens(0.2) ? 60_000 : 60), () => {
        this.#start(worker, delivery, copy, `copy of #${sequenceNumber}`, (ended) => {
          this.#copies -= 1
          this.#check(delivery, ended)
        })
        return undefined
      })
    }
  }

  #run(worker: QueueWorker, delivery: Delivery): void {
    const { cloud, chance, faults, completesFirst } = this.#options
    const host = this.#free.splice(chance.whole(0, this.#free.length - 1), 1)[0] as Host
    const name = `${delivery.queue} #${delivery.sequenceNumber}.${delivery.deliveryCount} on ${host.name}`
    const { sequenceNumber } = delivery
    if (completesFirst && cloud.messages.complete(delivery)) this.completed.add(sequenceNumber)
    if (faults.strikes('lockLost')) {
      cloud.timeline.after(chance.whole(1, 80), () => {
        if (cloud.messages.expireLock(delivery)) {
          // The next one comes before this one has done its waiting.
          this.#tooEarly.delete(sequenceNumber)
          this.wake()
        }
        return undefined
      })
    }
    this.#start(worker, delivery, host, name, (ended) => {
      this.#free.push(host)
      this.#check(delivery, ended)
      if (ended.how === 'crashed') this.#crashed.add(sequenceNumber)
      else if (ended.how === 'failed') cloud.messages.abandon(delivery)
      else if (cloud.messages.complete(delivery)) this.completed.add(sequenceNumber)
      this.wake()
    })
  }

  #start(worker: QueueWorker, delivery: Delivery, host: Host, name: string, ended: (ended: Ended) => void) {
    const { cloud } = this.#options
    const { message, deliveryCount } = delivery
    cloud.tasks.start(
      name,
      host,
      (task) => worker.handle(cloud.servicesOf(task, deliveryCount), message.body, deliveryCount),
      ended,
    )
  }

  /** A handler may throw what was thrown at it, and call a bad message bad. Anything else is a bug. */
  #check(delivery: Delivery, ended: Ended): void {
    if (ended.how !== 'failed') return
    const { queue, message, deliveryCount } = delivery
    const { error } = ended
    this.#options.cloud.trace(`${queue} ${message.id} delivery ${deliveryCount} threw ${error}`)
    if (isSimulated(error) || (error instanceof Unavailable && !this.#options.faults.over)) return
    if (error instanceof PoisonMessage && this.poison.has(queue, message.body)) return
    if (error instanceof PoisonMessage && this.#mayBeTooEarly(delivery)) return
    const stack = error instanceof Error ? error.stack : String(error)
    this.#options.cloud.breaks('only expected failures', `${queue}: ${stack}`)
  }

  /** Replicas may be behind, but not for as long as a message waits over all of its deliveries. */
  #mayBeTooEarly({ sequenceNumber, deliveryCount, message }: Delivery): boolean {
    const { cloud, faults, tally } = this.#options
    if (!faults.on.has('behind')) return false
    count(tally, 'message before its document')
    const early = this.#tooEarly.get(sequenceNumber) ?? new Set()
    this.#tooEarly.set(sequenceNumber, early.add(deliveryCount))
    if (early.size >= cloud.calm.settings.deliveriesMax)
      cloud.breaks('a good message is waited for', `${message.id} was not`)
    return true
  }
}
