import type { TenantId } from '#core/kernel/ids.ts'
import { fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { DocumentBase, Documents, Page, Query, Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Throttle } from '#core/ports/throttle.ts'
import type { Services } from '#functions/jobs/job.ts'
import { createThrottle } from '#functions/jobs/throttle.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { charges } from '../../support/simulated/charges.ts'
import type { SimulatedDocuments } from '../../support/simulated/documents.ts'
import { simulatedServices } from '../../support/simulated/services.ts'
import type { Chance } from '../chance.ts'
import { type Task, Tasks } from '../tasks.ts'
import { Timeline } from '../timeline.ts'
import type { Instance } from './instances.ts'
import { type Model, throttledRetriesMax, throttledWaitMaxMs } from './model.ts'
import { Namespace } from './namespace.ts'
import { Partitions } from './partitions.ts'

const deliveriesAsDeployed = queues.UserConfig.Namespaces[0]?.Queues[0]?.Properties.MaxDeliveryCount ?? 0

/** A Monday, before anybody has begun. */
const startsAt = '2026-01-05T08:00:00.000Z' as Instant
/** What Cosmos DB adds to a document. */
const systemBytes = 180

/** The outside of many instances, with the limits that it has: units of partitions, messages and mails a second. */
export class Cloud {
  readonly timeline: Timeline
  readonly tasks: Tasks
  readonly documents: SimulatedDocuments
  readonly partitions: Partitions
  readonly namespace: Namespace
  /** Without limits and without time: to prepare, and to look. */
  readonly calm: Services
  requests = 0
  requestUnits = 0
  /** Answers that said 429. */
  throttled = 0
  /** When each was taken. */
  readonly mails: number[] = []
  readonly #model: Model
  readonly #sizes = new WeakMap<object, number>()
  readonly #paces = new WeakMap<Instance, Pace>()

  constructor(model: Model, chance: Chance) {
    this.#model = model
    this.timeline = new Timeline(toMilliseconds(startsAt), chance.next)
    this.tasks = new Tasks(this.timeline, () => false)
    const base = simulatedServices({
      nowMs: () => this.timeline.nowMs,
      settings: {
        workSliceMs: model.workSliceMs,
        forgottenAfterMs: model.workSliceMs + 5_000,
        deliveriesMax: deliveriesAsDeployed,
      },
    })
    this.documents = base.documents
    this.calm = base.services
    this.partitions = new Partitions(() => this.timeline.nowMs, model.partitions, model.requestUnitsPerSecond)
    const { deliveriesMax } = base.services.settings
    this.namespace = new Namespace(this.timeline, model.messagesPerSecond, deliveriesMax)
  }

  /** The services as one invocation on that instance sees it. */
  servicesOf(task: Task, on: Instance): Services {
    const sleep = (ms: number) => this.tasks.point(task, 'sleep', ms)
    const clock = { now: () => fromMilliseconds(this.timeline.nowMs), sleep }
    return {
      ...this.calm,
      clock,
      machineClock: clock,
      throttle: this.#paceOf(on).forTask(sleep),
      documents: this.#documentsOf(task, on),
      acrossTenants: {
        page: (query, from) => this.#across(task, on, () => this.calm.acrossTenants.page(query, from)),
        count: (query) => this.#across(task, on, () => this.calm.acrossTenants.count(query)),
        sum: (query, field) => this.#across(task, on, () => this.calm.acrossTenants.sum(query, field)),
      },
      messages: {
        send: async (queue, message, { delayMs = 0 } = {}) => {
          await this.#wait(task, on, 'send', this.#model.latencyMs.message + this.namespace.turnMs())
          this.namespace.enqueue(queue, message, delayMs)
        },
      },
      mailer: { send: () => this.#mail(task, on) },
    }
  }

  #paceOf(on: Instance): Pace {
    const known = this.#paces.get(on)
    if (known) return known
    const pace = new Pace(() => this.timeline.nowMs, this.#model)
    this.#paces.set(on, pace)
    return pace
  }

  /** The thread first, then the way there and back. */
  #wait(task: Task, on: Instance, point: string, ms: number, cpuMs = this.#model.cpuMs.request) {
    const { nowMs } = this.timeline
    on.busyUntilMs = Math.max(on.busyUntilMs, nowMs) + cpuMs
    return this.tasks.point(task, point, on.busyUntilMs - nowMs + ms)
  }

  #documentsOf(task: Task, on: Instance): Documents {
    const { latencyMs } = this.#model
    const { documents } = this.calm
    const ask = <T>(tenantId: string, ms: number, effect: () => Promise<T>, unitsOf: (answer: T) => number) =>
      this.#ask(task, on, tenantId, ms, effect, unitsOf)
    const readUnits = (found: object | undefined) =>
      found ? charges.read(this.#bytesOf(found)) : charges.failed
    const page = async <D extends DocumentBase>(
      tenantId: Parameters<Documents['page']>[0],
      query: Query,
      from: Parameters<Documents['page']>[2],
      isFirst: boolean,
    ): Promise<Page<D>> => {
      // Every new query begins with its plan, which is asked for without units.
      if (isFirst) await this.#wait(task, on, 'plan', latencyMs.read)
      this.requests += isFirst ? 1 : 0
      const found = await ask(
        tenantId,
        latencyMs.query,
        () => documents.page<D>(tenantId, query, from),
        ({ requestUnits }) => requestUnits,
      )
      const rowsMs = found.items.length * this.#model.cpuMs.row
      if (rowsMs >= 1) await this.#wait(task, on, 'rows', 0, rowsMs)
      return found
    }
    return {
      read: (tenantId, id) =>
        ask(tenantId, latencyMs.read, () => documents.read(tenantId, id), readUnits) as never,
      readTogether: (tenantId, ids) =>
        ask(
          tenantId,
          latencyMs.read,
          () => documents.readTogether<DocumentBase[]>(tenantId, ids),
          (found) => found.reduce((sum, one) => sum + readUnits(one), 0),
        ) as never,
      page: (tenantId, query, from) => page(tenantId, query, from, true),
      async *pages<D extends DocumentBase>(
        tenantId: Parameters<Documents['page']>[0],
        query: Query,
        size: number,
        continuation?: string,
      ) {
        let from: Parameters<Documents['page']>[2] = {
          size,
          ...(continuation === undefined ? {} : { continuation }),
        }
        for (let isFirst = true; ; isFirst = false) {
          const found = await page<D>(tenantId, query, from, isFirst)
          yield found
          if (found.continuation === undefined) return
          from = { size, continuation: found.continuation }
        }
      },
      count: (tenantId, query) =>
        ask(
          tenantId,
          latencyMs.query,
          () => documents.count(tenantId, query),
          () => charges.query(0, 0),
        ),
      commit: async (tenantId, writes) => {
        const beginnings = this.#beginningsIn(tenantId, writes)
        for (const _ of beginnings) {
          await this.#wait(task, on, 'begin to count', latencyMs.batch)
          this.requests += 1
        }
        // What a batch does before the one that stops it is charged as well.
        const again = beginnings.reduce((sum, at) => sum + at / writes.length, 0)
        return ask(
          tenantId,
          latencyMs.batch,
          () => documents.commit(tenantId, writes),
          ({ requestUnits }) => requestUnits * (1 + again) + beginnings.length * charges.failed,
        )
      },
    }
  }

  /** Where a batch counts in a document that is not there yet: the adapter sends it once more for each of them. */
  #beginningsIn(tenantId: TenantId, writes: readonly Write[]): readonly number[] {
    return writes.flatMap((write, at) =>
      write.kind === 'count' && !this.documents.peek(tenantId, write.document.id) ? [at] : [],
    )
  }

  async #ask<T>(
    task: Task,
    on: Instance,
    tenantId: string,
    ms: number,
    effect: () => Promise<T>,
    unitsOf: (answer: T) => number,
  ): Promise<T> {
    const place = this.partitions.placeOf(tenantId)
    let waitedMs = 0
    for (let tries = 0; ; tries += 1) {
      await this.#wait(task, on, 'store', ms)
      this.requests += 1
      const refusedForMs = this.partitions.refusesFor(place)
      if (refusedForMs === 0) break
      this.throttled += 1
      waitedMs += refusedForMs
      if (tries >= throttledRetriesMax || waitedMs > throttledWaitMaxMs)
        throw new Unavailable('Simulated: 429.', { retryAfterMs: refusedForMs })
      await this.tasks.point(task, 'refused', refusedForMs)
    }
    const answer = await effect()
    const units = unitsOf(answer)
    this.requestUnits += units
    this.partitions.spend(place, units)
    return answer
  }

  /** Each physical partition is asked, one after another. */
  async #across<T>(task: Task, on: Instance, effect: () => Promise<T>): Promise<T> {
    const { count } = this.partitions
    await this.#wait(task, on, 'across', count * this.#model.latencyMs.acrossPartition)
    for (let place = 0; place < count; place += 1) {
      this.requests += 1
      this.requestUnits += charges.query(0, 0)
      this.partitions.spend(place, charges.query(0, 0))
    }
    return effect()
  }

  async #mail(task: Task, on: Instance) {
    await this.#wait(task, on, 'mail', this.#model.latencyMs.mail)
    const { mailsPerMinute, mailsPerHour } = this.#model
    const isOver = [
      this.#mailsIn(60_000) >= mailsPerMinute,
      this.#mailsIn(3_600_000) >= mailsPerHour,
    ].includes(true)
    if (isOver) return { postponed: '451 4.4.2 Too many mails.' } as const
    this.mails.push(this.timeline.nowMs)
    return { sent: true } as const
  }

  /** How many were taken in the minute, or the hour, that is now. */
  #mailsIn(ms: number): number {
    const sinceMs = this.timeline.nowMs - (this.timeline.nowMs % ms)
    let count = 0
    while (Number(this.mails.at(-1 - count)) >= sinceMs) count += 1
    return count
  }

  #bytesOf(document: object): number {
    const known = this.#sizes.get(document)
    if (known !== undefined) return known
    const bytes = JSON.stringify(document).length + systemBytes
    this.#sizes.set(document, bytes)
    return bytes
  }
}

/** The product's own pace, one for all that an instance works on; whoever it makes wait does that in its own task. */
class Pace {
  readonly #throttle: Throttle
  readonly #slowsDown: boolean
  #sleep: (ms: number) => Promise<void> = async () => {}

  constructor(nowMs: () => number, model: Model) {
    const clock = { now: () => fromMilliseconds(nowMs()), sleep: (ms: number) => this.#sleep(ms) }
    this.#throttle = createThrottle(clock, model.tenantRequestUnitsPerSecond, model.throttleShare)
    this.#slowsDown = model.slowsDown
  }

  forTask(sleep: (ms: number) => Promise<void>): Throttle {
    return {
      spend: (tenantId, requestUnits) => {
        // It sleeps before it gives anything else a turn.
        this.#sleep = sleep
        return this.#throttle.spend(tenantId, requestUnits)
      },
      slowDown: (tenantId) => {
        if (this.#slowsDown) this.#throttle.slowDown(tenantId)
      },
    }
  }
}
