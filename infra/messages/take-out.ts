import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus'
import { Unavailable } from '#core/ports/failures.ts'
import type { Peeker } from './peeker.ts'
import type { SettlementGate } from './settlement-gate.ts'

interface Tools {
  /** Another receiver of the queue; whoever gave this closes it. */
  readonly open: () => ServiceBusReceiver
  /** Told of every answer, so that whoever waits knows that it goes on. */
  readonly alive: () => void
  readonly gate: SettlementGate
  readonly peek: Peeker
}

/** A message with the receiver that it came by: no other one settles it. */
interface Received {
  readonly message: ServiceBusReceivedMessage
  readonly by: ServiceBusReceiver
}

const perTurn = 100
/** A receiver stands still with 2,048 unsettled messages: the client library's buffer is full then. */
const perReceiver = 2_000
const waitMs = 2_000

/**
 * Takes one message out of a dead-letter queue: completes it once `before` has succeeded. False when it is not there.
 *
 * Service Bus hands out only the first messages of a queue, so those ahead of the wanted one are locked meanwhile and
 * given back. That counts as a delivery of theirs, which means nothing among dead letters: they go nowhere else.
 */
export async function takeOut(
  tools: Tools,
  sequenceNumber: string,
  before: (message: ServiceBusReceivedMessage) => Promise<void>,
): Promise<boolean> {
  const { gate } = tools
  const ahead = await countAhead(tools, sequenceNumber)
  if (ahead === undefined) return false
  const others: Received[] = []
  try {
    const wanted = await receiveUpTo(tools, sequenceNumber, ahead + 1, others)
    if (!wanted) throw new Unavailable(`Somebody else has dead letter ${sequenceNumber} in hands just now.`)
    try {
      await before(wanted.message)
    } catch (error) {
      others.push(wanted)
      throw error
    }
    await gate('complete', () => wanted.by.completeMessage(wanted.message))
    return true
  } finally {
    // One that cannot be given back comes back by itself when its lock ends.
    await Promise.allSettled(
      others.map(({ message, by }) =>
        gate('abandon', async () => {
          await by.abandonMessage(message)
          tools.alive()
        }),
      ),
    )
  }
}

/** How many messages stand before it; undefined when it is not there. */
async function countAhead({ open, alive, peek }: Tools, sequenceNumber: string): Promise<number | undefined> {
  let ahead = 0
  for await (const page of peek(open())) {
    alive()
    const place = page.findIndex((message) => String(message.sequenceNumber) === sequenceNumber)
    if (place >= 0) return ahead + place
    ahead += page.length
  }
  return undefined
}

/** Receives until it meets the wanted one; what it meets on the way is added to `others`. */
async function receiveUpTo(
  { open, alive }: Tools,
  sequenceNumber: string,
  count: number,
  others: Received[],
): Promise<Received | undefined> {
  let wanted: Received | undefined
  let by = open()
  let unsettled = 0
  for (let left = count; left > 0 && !wanted; ) {
    if (unsettled + perTurn > perReceiver) {
      by = open()
      unsettled = 0
    }
    const some = await by.receiveMessages(Math.min(left, perTurn), { maxWaitTimeInMs: waitMs })
    if (some.length === 0) break
    alive()
    left -= some.length
    unsettled += some.length
    for (const message of some) {
      if (String(message.sequenceNumber) === sequenceNumber) wanted = { message, by }
      else others.push({ message, by })
    }
  }
  return wanted
}
