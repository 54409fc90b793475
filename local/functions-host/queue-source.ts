import { setTimeout as wait } from 'node:timers/promises'
import {
  isServiceBusError,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus'
import type { ServiceBusOptions } from './host-json.ts'
import type { Invoke } from './invocation.ts'
import { keepLocked } from './lock-renewal.ts'
import { describeError, type Logs } from './logs.ts'
import { toCall } from './queue-message.ts'
import { createSettlementGate, type Outcome } from './settlement-gate.ts'
import { createSlots } from './slots.ts'

export interface QueueSource {
  /** Takes no more messages, and waits for the running ones, but no longer than this. */
  stop(withinMs: number): Promise<void>
}

// Every attempt to come back costs next to nothing here, and a restarted broker should be found within a second.
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
  const client = new ServiceBusClient(connectionString, {
    // One attempt a cycle: a second settlement inside the client would pass by the gate.
    retryOptions: {
      maxRetries: 0,
      retryDelayInMs: reconnectMs,
      maxRetryDelayInMs: reconnectMs,
      timeoutInMs: options.retry.tryTimeoutMs,
    },
  })
  const receiver = client.createReceiver(queueName, {
    receiveMode: 'peekLock',
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: 0, // See keepLocked.
  })
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
  const outage = createOutage((error) => warn('receiving failed, trying again', error))

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
      if (outcome !== undefined) await settle(receiver, message, outcome, gate, options.retry)
    } catch (error) {
      warn(`message ${message.messageId} could not be settled, it will be delivered again`, error)
    } finally {
      release()
    }
  }

  const subscription = receiver.subscribe(
    {
      processMessage: (message) => {
        outage.over()
        const done = handle(message)
        running.add(done)
        return done.finally(() => running.delete(done))
      },
      processError: async ({ error }) => outage.report(error),
    },
    {
      autoCompleteMessages: false,
      maxConcurrentCalls: options.maxConcurrentCalls + options.prefetchCount,
    },
  )

  return {
    async stop(withinMs) {
      stopping = true
      outage.silence()
      const patience = wait(withinMs, undefined, { ref: false })
      await Promise.race([subscription.close(), patience])
      await Promise.race([Promise.allSettled(running), patience])
      // Without a broker the client waits for answers that cannot come.
      await Promise.race([client.close().catch(() => {}), wait(1_000, undefined, { ref: false })])
    },
  }
}

async function settle(
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  outcome: Outcome,
  gate: (outcome: Outcome) => Promise<void>,
  retry: ServiceBusOptions['retry'],
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await gate(outcome)
    try {
      return await (outcome === 'complete'
        ? receiver.completeMessage(message)
        : receiver.abandonMessage(message))
    } catch (error) {
      const lost = isServiceBusError(error) && error.code === 'MessageLockLost'
      if (lost || attempt >= retry.maxRetries) throw error
      await wait(Math.min(retry.maxDelayMs, retry.delayMs * (retry.exponential ? 2 ** attempt : 1)))
    }
  }
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
    silence() {
      toldAtMs = Number.POSITIVE_INFINITY
    },
  }
}
