import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus'
import { Unavailable } from '#core/ports/failures.ts'
import type { Peeker } from './peeker.ts'
import type { SettlementGate } from './settlement-gate.ts'

interface Tools {
  readonly receiver: ServiceBusReceiver
  readonly gate: SettlementGate
  readonly peek: Peeker
}

const perTurn = 100
const waitMs = 2_000

/**
 * Takes one message out of a dead-letter queue: completes it once `before` has succeeded. False when it is not there.
 *
 * Service Bus hands out only the first messages of a queue, so those ahead of the wanted one are locked meanwhile and
 * given back. That counts as a delivery of theirs, which means nothing among dead letters: they go nowhere else.
 */
export async function takeOut(
  { receiver, gate, peek }: Tools,
  sequenceNumber: string,
  before: (message: ServiceBusReceivedMessage) => Promise<void>,
): Promise<boolean> {
  const ahead = await countAhead(peek(receiver), sequenceNumber)
  if (ahead === undefined) return false
  const others: ServiceBusReceivedMessage[] = []
  try {
    const wanted = await receiveUpTo(receiver, sequenceNumber, ahead + 1, others)
    if (!wanted) throw new Unavailable(`Somebody else has dead letter ${sequenceNumber} in hands just now.`)
    try {
      await before(wanted)
    } catch (error) {
      others.push(wanted)
      throw error
    }
    await gate('complete', () => receiver.completeMessage(wanted))
    return true
  } finally {
    // One that cannot be given back comes back by itself when its lock ends.
    await Promise.allSettled(others.map((message) => gate('abandon', () => receiver.abandonMessage(message))))
  }
}

/** How many messages stand before it; undefined when it is not there. */
async function countAhead(
  pages: AsyncIterable<readonly ServiceBusReceivedMessage[]>,
  sequenceNumber: string,
): Promise<number | undefined> {
  let ahead = 0
  for await (const page of pages) {
    const place = page.findIndex((message) => String(message.sequenceNumber) === sequenceNumber)
    if (place >= 0) return ahead + place
    ahead += page.length
  }
  return undefined
}

/** Receives until it meets the wanted one; what it meets on the way is added to `others`. */
async function receiveUpTo(
  receiver: ServiceBusReceiver,
  sequenceNumber: string,
  count: number,
  others: ServiceBusReceivedMessage[],
): Promise<ServiceBusReceivedMessage | undefined> {
  let wanted: ServiceBusReceivedMessage | undefined
  for (let left = count; left > 0 && !wanted; ) {
    const some = await receiver.receiveMessages(Math.min(left, perTurn), { maxWaitTimeInMs: waitMs })
    if (some.length === 0) break
    left -= some.length
    for (const message of some) {
      if (String(message.sequenceNumber) === sequenceNumber) wanted = message
      else others.push(message)
    }
  }
  return wanted
}
