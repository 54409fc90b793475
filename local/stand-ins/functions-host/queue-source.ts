import { setTimeout as wait } from 'node:timers/promises'
import { isServiceBusError, type ServiceBusReceivedMessage } from '@azure/service-bus'
import type { ServiceBusOptions } from './host-json.ts'
import type { Invoke } from './invocation.ts'
import { keepLocked } from './lock-renewal.ts'
import { describeError, type Logs } from './logs.ts'
import { openQueueLink, type QueueLink } from './queue-link.ts'
import { toCall } from './queue-message.ts'
import { createSettlementGate, type Outcome } from './settlement-gate.ts'
import { createSlots } from './slots.ts'

export interface QueueSource {
  /** Takes no more messages, and waits for the running ones, but no longer than this. */
  stop(withinMs: number): Promise<void>
}

// An attempt to come back costs next to nothing on one machine, and a restarted broker should be found at once.
const reconnectMs = 250

/** Receives from one queue: returning completes the message, throwing abandons it. */
export function startQueue(
  functionName: string,
  queueName: string,
  connectionString: string,
  options: ServiceBusOptions,
  invoke: Invoke,
  logs: Logs,
): QueueSource {
  const gate = createSettlementGate()
  const slots = createSlots(options.maxConcurrentCalls)
  const running = new Set<Promise<void>>()
  let stopping = false
  const warn = (what: string, error: unknown) =>
    logs.write(
      `Function.${functionName}`,
      'warning',
      `Queue "${queueName}": ${what}: ${describeError(error)}`,
    )

  const open = () =>
    openQueueLink(
      connectionString,
      queueName,
      options.retry.tryTimeoutMs,
      options.maxConcurrentCalls + options.prefetchCount,
      (message) => {
        outage.over()
        const done = handle(message)
        running.add(done)
        return done.finally(() => running.delete(done))
      },
    )

  /** A message may outlive the link it came by: its lock token is good on the next link, too. */
  const receiver = () => link.receiver

  const handle = async (message: ServiceBusReceivedMessage): Promise<void> => {
    const release = await slots.take()
    try {
      // Prefetched, but not begun: it comes back when its lock ends.
      if (stopping) return
      const letGo = keepLocked(receiver, message, options.maxAutoLockRenewalDurationMs, (error) =>
        warn(`the lock of message ${message.messageId} could not be renewed`, error),
      )
      let outcome: Outcome | undefined
      try {
        await invoke(toCall(message))
        outcome = options.autoCompleteMessages ? 'complete' : undefined
      } catch {
        outcome = 'abandon' // Logged by the invocation.
      } finally {
        letGo()
      }
      if (outcome !== undefined) await settle(message, outcome)
    } catch (error) {
      warn(`message ${message.messageId} could not be settled, it will be delivered again`, error)
    } finally {
      release()
    }
  }

  const settle = async (message: ServiceBusReceivedMessage, outcome: Outcome): Promise<void> => {
    const { exponential, delayMs, maxDelayMs, maxRetries } = options.retry
    for (let attempt = 0; ; attempt++) {
      await gate(outcome)
      try {
        const settled =
          outcome === 'complete' ? receiver().completeMessage(message) : receiver().abandonMessage(message)
        await untilBroken(settled, link)
        return
      } catch (error) {
        const lost = isServiceBusError(error) && error.code === 'MessageLockLost'
        if (lost || attempt >= maxRetries) throw error
        await wait(Math.min(maxDelayMs, delayMs * (exponential ? 2 ** attempt : 1)))
      }
    }
  }

  const outage = createOutage((error) => warn('receiving failed, trying again', error))
  let link: QueueLink = open()
  const supervise = async () => {
    for (;;) {
      const error = await link.broken
      if (stopping) return
      outage.report(error)
      closeSoon(link)
      await wait(reconnectMs, undefined, { ref: false })
      if (stopping) return
      link = open()
    }
  }
  void supervise()

  return {
    async stop(withinMs) {
      stopping = true
      const patience = wait(withinMs, undefined, { ref: false })
      await Promise.race([link.pause(), link.broken, patience])
      await Promise.race([Promise.allSettled(running), patience])
      await closeSoon(link)
    },
  }
}

/** On a broken link the client may wait a minute for an answer that cannot come. */
async function untilBroken(settled: Promise<void>, link: QueueLink): Promise<void> {
  const lost = Symbol()
  const first = await Promise.race([settled, link.broken.then(() => lost)])
  settled.catch(() => {})
  if (first === lost) throw new Error('The connection broke before the answer.')
}

/** Without a broker the client waits for answers that cannot come. */
async function closeSoon(link: QueueLink): Promise<void> {
  await Promise.race([link.close().catch(() => {}), wait(1_000, undefined, { ref: false })])
}

/** Tells of an outage once, and again when it has lasted another minute. */
function createOutage(tell: (error: unknown) => void) {
  let toldAtMs = Number.NEGATIVE_INFINITY
  return {
    report(error: unknown) {
      if (Date.now() - toldAtMs < 60_000) return
      toldAtMs = Date.now()
      tell(error)
    },
    over() {
      toldAtMs = Number.NEGATIVE_INFINITY
    },
  }
}
