import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus'
import { fromMilliseconds } from '#core/kernel/time.ts'
import { Unavailable, UnknownContinuation } from '#core/ports/failures.ts'
import type { DeadLetter, DeadLetters, QueueName } from '#core/ports/messages.ts'
import { copyOf } from './dead-letter-copy.ts'
import type { ServiceBusOptions } from './open-service-bus.ts'
import { isSequenceNumber, peeker } from './peeker.ts'
import { queueNames } from './queue-facts.ts'
import { serviceBusConnection } from './service-bus-connection.ts'
import { failure } from './service-bus-failures.ts'
import { settlementGate } from './settlement-gate.ts'
import { takeOut } from './take-out.ts'

/**
 * The dead letters of Service Bus. `counts` looks at messages one by one, as the queue protocol has no count: it stops
 * at 1,000 a queue and says so.
 */
export function serviceBusDeadLetters(options: ServiceBusOptions): DeadLetters & { close(): Promise<void> } {
  const { queuePrefix = '' } = options
  const connection = serviceBusConnection(options)
  const gate = settlementGate()
  const peek = peeker()

  /** Works with receivers of its own, and closes them: dead letters are looked at too seldom to keep links open. */
  async function using<T>(
    queue: QueueName,
    subQueue: 'deadLetter' | undefined,
    what: string,
    work: (open: () => ServiceBusReceiver, alive: () => void) => Promise<T>,
  ): Promise<T> {
    const client = await connection.client()
    const opened: ServiceBusReceiver[] = []
    const open = () => {
      const receiver = client.createReceiver(queuePrefix + queue, {
        receiveMode: 'peekLock',
        // A copy must have the very bytes of the dead letter, also when they are no JSON.
        skipParsingBodyAsJson: true,
        // Renewals are kept by message id, which two dead letters may share; nothing here takes long enough for one.
        maxAutoLockRenewalDurationInMs: 0,
        ...(subQueue ? { subQueueType: subQueue } : {}),
      })
      opened.push(receiver)
      return receiver
    }
    const patience = startPatience(what)
    try {
      return await Promise.race([work(open, patience.alive), patience.over])
    } catch (error) {
      throw error instanceof UnknownContinuation ? error : failure(what, error)
    } finally {
      // What is left of them ends with the connection.
      const closed = Promise.allSettled(opened.map((receiver) => receiver.close()))
      await Promise.race([closed, patience.over]).catch(() => {})
      patience.end()
    }
  }

  /** Takes one dead letter out of its queue after `before` has succeeded; false when it is not there. */
  function remove(
    queue: QueueName,
    sequenceNumber: string,
    before: (message: ServiceBusReceivedMessage) => Promise<void>,
  ): Promise<boolean> {
    return using(queue, 'deadLetter', `settle dead letter ${sequenceNumber} of ${queue}`, (open, alive) =>
      takeOut({ open, alive, gate, peek }, sequenceNumber, before),
    )
  }

  return {
    page: (queue, { size, continuation }) =>
      using(queue, 'deadLetter', `list the dead letters of ${queue}`, async (open) => {
        if (continuation !== undefined && !isSequenceNumber(continuation)) throw new UnknownContinuation()
        const messages = await firstOf(peek(open(), continuation), size + 1)
        const next = messages[size]?.sequenceNumber
        return {
          letters: messages.slice(0, size).map((message) => deadLetter(queue, message)),
          ...(next ? { continuation: String(next) } : {}),
        }
      }),
    find: (queue, sequenceNumber) =>
      using(queue, 'deadLetter', `find dead letter ${sequenceNumber} of ${queue}`, async (open) => {
        if (!isSequenceNumber(sequenceNumber)) return undefined
        const [message] = await firstOf(peek(open(), sequenceNumber), 1)
        const found = message && String(message.sequenceNumber) === sequenceNumber
        return found ? deadLetter(queue, message) : undefined
      }),
    resubmit: (queue, sequenceNumber, newMessageId) =>
      remove(queue, sequenceNumber, async (message) => {
        const sender = (await connection.client()).createSender(queuePrefix + queue)
        try {
          await sender.sendMessages(copyOf(message, newMessageId))
        } finally {
          await sender.close()
        }
      }),
    drop: (queue, sequenceNumber) => remove(queue, sequenceNumber, async () => {}),
    counts: () =>
      Promise.all(
        queueNames.map(async (queue) => {
          const what = `count ${queue}`
          const [waiting, dead] = await Promise.all([
            using(queue, undefined, what, (open) => firstOf(peek(open()), countMax)),
            using(queue, 'deadLetter', what, (open) => firstOf(peek(open()), countMax)),
          ])
          const active = waiting.filter(({ state }) => state === 'active')
          const oldestMs = Math.min(...active.map(({ enqueuedTimeUtc }) => enqueuedTimeUtc?.getTime() ?? 0))
          return {
            queue,
            active: active.length,
            deadLettered: dead.length,
            atLeast: waiting.length === countMax || dead.length === countMax,
            ...(active.length > 0 ? { oldestAt: fromMilliseconds(oldestMs) } : {}),
          }
        }),
      ),
    close: () => connection.close(),
  }
}

const countMax = 1_000

/** Whoever looks at dead letters is a person who waits; a queue that says nothing for that long says so. */
const patienceMs = 8_000

/** Runs out, unless it hears that something goes on; `over` rejects then. */
function startPatience(what: string) {
  const { promise: over, reject } = Promise.withResolvers<never>()
  over.catch(() => {})
  const giveUp = () => reject(new Unavailable(`Service Bus did not ${what} within ${patienceMs} ms.`))
  let timer = setTimeout(giveUp, patienceMs)
  return {
    over,
    alive() {
      clearTimeout(timer)
      timer = setTimeout(giveUp, patienceMs)
    },
    end: () => clearTimeout(timer),
  }
}

async function firstOf(
  pages: AsyncIterable<readonly ServiceBusReceivedMessage[]>,
  limit: number,
): Promise<ServiceBusReceivedMessage[]> {
  const found: ServiceBusReceivedMessage[] = []
  for await (const page of pages) {
    found.push(...page)
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

function deadLetter(queue: QueueName, message: ServiceBusReceivedMessage): DeadLetter {
  return {
    queue,
    sequenceNumber: String(message.sequenceNumber),
    messageId: String(message.messageId ?? ''),
    body: readBody(message.body),
    reason: message.deadLetterReason ?? '',
    description: message.deadLetterErrorDescription ?? '',
    deliveryCount: message.deliveryCount ?? 0,
    enqueuedAt: fromMilliseconds(message.enqueuedTimeUtc?.getTime() ?? 0),
  }
}

/** JSON as what it says; anything else as text, for an operator to look at. */
function readBody(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return body
  const text = body.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
