import { fromMilliseconds } from '#core/kernel/time.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import type { DeadLetter, DeadLetters, Message, Messages, QueueName } from '#core/ports/messages.ts'
import { jobs } from '#functions/jobs.ts'

export const queueNames: readonly QueueName[] = jobs.queues

/** A message in a worker's hands. It may be lost to another worker before this one is done. */
export interface Delivery {
  readonly queue: QueueName
  readonly message: Message
  readonly sequenceNumber: number
  /** 1 at the first delivery, as the Functions trigger shows it. */
  readonly deliveryCount: number
  readonly lockToken: number
}

export interface MessageFaults {
  beforeSend?: ((queue: QueueName, message: Message) => Promise<void>) | undefined
  /** Taken already: throwing here loses the answer. */
  afterSend?: ((queue: QueueName, message: Message) => Promise<void>) | undefined
}

interface Kept {
  readonly queue: QueueName
  readonly message: Message
  readonly sequenceNumber: number
  readonly enqueuedAtMs: number
  readonly visibleAtMs: number
  failedDeliveries: number
  lock?: { readonly token: number; readonly untilMs: number } | undefined
}

export interface SimulatedMessages {
  readonly messages: Messages
  readonly deadLetters: DeadLetters
  readonly faults: MessageFaults
  /** Locks one visible message and hands it out; `choose` picks its place among them (the first when absent). */
  takeNext(queue: QueueName, choose?: (count: number) => number): Delivery | undefined
  /** False when the lock was lost meanwhile: the message stays and will come again. */
  complete(delivery: Delivery): boolean
  /** Makes it available at once and counts the failure; the last one makes it a dead letter. */
  abandon(delivery: Delivery): boolean
  /** Takes the lock away, although the worker still works: the message comes again. */
  expireLock(delivery: Delivery): boolean
  renewLock(delivery: Delivery): boolean
  /** How many could be taken now. */
  visible(queue: QueueName): number
  /** When the next scheduled message or lost lock makes one visible; undefined when nothing is waiting. */
  nextVisibleAtMs(): number | undefined
  /** Everything that is not a dead letter, locked and scheduled ones included. */
  pending(): readonly { readonly queue: QueueName; readonly message: Message }[]
}

export interface SimulatedMessagesOptions {
  readonly nowMs: () => number
  readonly lockDurationMs?: number
  readonly deliveriesMax?: number
  readonly duplicateWindowMs?: number
}

/** Service Bus queues in memory, under the simulation's time. Messages do not expire here. */
export function simulatedMessages({
  nowMs,
  lockDurationMs = 30_000,
  deliveriesMax = 5,
  duplicateWindowMs = 600_000,
}: SimulatedMessagesOptions): SimulatedMessages {
  const waiting = new Map<QueueName, Map<number, Kept>>(queueNames.map((queue) => [queue, new Map()]))
  const dead = new Map<QueueName, Map<number, Kept>>(queueNames.map((queue) => [queue, new Map()]))
  const seenUntilMs = new Map<string, number>()
  const faults: MessageFaults = {}
  let counter = 0

  const of = (all: Map<QueueName, Map<number, Kept>>, queue: QueueName) => all.get(queue) as Map<number, Kept>

  function enqueue(queue: QueueName, message: Message, delayMs: number): void {
    const now = nowMs()
    const key = `${queue} ${message.id}`
    if ((seenUntilMs.get(key) ?? 0) > now) return
    seenUntilMs.set(key, now + duplicateWindowMs)
    const sequenceNumber = ++counter
    const kept = { queue, message, sequenceNumber, enqueuedAtMs: now, visibleAtMs: now + delayMs }
    of(waiting, queue).set(sequenceNumber, { ...kept, failedDeliveries: 0 })
  }

  function fail(kept: Kept): void {
    kept.lock = undefined
    kept.failedDeliveries += 1
    if (kept.failedDeliveries < deliveriesMax) return
    of(waiting, kept.queue).delete(kept.sequenceNumber)
    of(dead, kept.queue).set(kept.sequenceNumber, kept)
  }

  function available(queue: QueueName): Kept[] {
    const now = nowMs()
    const found: Kept[] = []
    for (const kept of of(waiting, queue).values()) {
      if (kept.lock && kept.lock.untilMs <= now) fail(kept)
      if (!kept.lock && kept.visibleAtMs <= now && kept.failedDeliveries < deliveriesMax) found.push(kept)
    }
    return found
  }

  function held(delivery: Delivery): Kept | undefined {
    const kept = of(waiting, delivery.queue).get(delivery.sequenceNumber)
    return kept?.lock?.token === delivery.lockToken ? kept : undefined
  }

  /** Ends a delivery; false when the worker no longer has it. */
  function settle(delivery: Delivery, how: (kept: Kept) => void): boolean {
    const kept = held(delivery)
    if (!kept?.lock) return false
    if (kept.lock.untilMs <= nowMs()) {
      fail(kept)
      return false
    }
    how(kept)
    return true
  }

  const messages: Messages = {
    async send(queue, message, options = {}) {
      // As Service Bus says of a MessageId.
      if (message.id.length > 128) throw new Error(`A message takes an id of 128 characters: ${message.id}`)
      if (faults.beforeSend) await faults.beforeSend(queue, message)
      enqueue(queue, message, options.delayMs ?? 0)
      if (faults.afterSend) await faults.afterSend(queue, message)
    },
  }

  const letterOf = (kept: Kept): DeadLetter => ({
    queue: kept.queue,
    sequenceNumber: String(kept.sequenceNumber),
    messageId: kept.message.id,
    body: kept.message.body,
    reason: 'MaxDeliveryCountExceeded',
    description: `Message could not be consumed after ${deliveriesMax} delivery attempts.`,
    deliveryCount: kept.failedDeliveries,
    enqueuedAt: fromMilliseconds(kept.enqueuedAtMs),
  })

  const deadLetters: DeadLetters = {
    async page(queue, { size, continuation }) {
      if (continuation !== undefined && !/^\d+$/.test(continuation)) throw new UnknownContinuation()
      const all = [...of(dead, queue).values()].filter(
        ({ sequenceNumber }) => sequenceNumber >= Number(continuation ?? 0),
      )
      const next = all[size]?.sequenceNumber
      return {
        letters: all.slice(0, size).map(letterOf),
        ...(next === undefined ? {} : { continuation: String(next) }),
      }
    },
    async find(queue, sequenceNumber) {
      const kept = of(dead, queue).get(Number(sequenceNumber))
      return kept && letterOf(kept)
    },
    async resubmit(queue, sequenceNumber, newMessageId) {
      const kept = of(dead, queue).get(Number(sequenceNumber))
      if (!kept) return false
      await messages.send(queue, { ...kept.message, id: newMessageId })
      return of(dead, queue).delete(kept.sequenceNumber)
    },
    async drop(queue, sequenceNumber) {
      return of(dead, queue).delete(Number(sequenceNumber))
    },
    async counts() {
      return queueNames.map((queue) => {
        const sinceMs = [...of(waiting, queue).values()].map(({ visibleAtMs }) => visibleAtMs)
        const oldestMs = Math.min(...sinceMs.filter((ms) => ms <= nowMs()))
        return {
          queue,
          active: sinceMs.length,
          deadLettered: of(dead, queue).size,
          atLeast: false,
          ...(Number.isFinite(oldestMs) ? { oldestAt: fromMilliseconds(oldestMs) } : {}),
        }
      })
    },
  }

  return {
    messages,
    deadLetters,
    faults,
    takeNext(queue, choose = () => 0) {
      const found = available(queue)
      if (found.length === 0) return undefined
      const kept = found[choose(found.length)]
      if (!kept) throw new Error(`There are ${found.length} messages to choose from.`)
      const lockToken = ++counter
      kept.lock = { token: lockToken, untilMs: nowMs() + lockDurationMs }
      const { message, sequenceNumber } = kept
      return { queue, message, sequenceNumber, deliveryCount: kept.failedDeliveries + 1, lockToken }
    },
    complete: (delivery) => settle(delivery, (kept) => of(waiting, kept.queue).delete(kept.sequenceNumber)),
    abandon: (delivery) => settle(delivery, fail),
    expireLock: (delivery) => settle(delivery, fail),
    renewLock: (delivery) =>
      settle(delivery, (kept) => {
        kept.lock = { token: delivery.lockToken, untilMs: nowMs() + lockDurationMs }
      }),
    visible: (queue) => available(queue).length,
    nextVisibleAtMs() {
      let next: number | undefined
      for (const queue of queueNames) {
        for (const kept of of(waiting, queue).values()) {
          const atMs = kept.lock?.untilMs ?? kept.visibleAtMs
          if (next === undefined || atMs < next) next = atMs
        }
      }
      return next
    },
    pending: () => queueNames.flatMap((queue) => [...of(waiting, queue).values()]),
  }
}
