import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus'

type SequenceNumber = NonNullable<ServiceBusReceivedMessage['sequenceNumber']>

/** Looks at the messages of a queue from a number on, or its first one, without locking any. One for each client. */
export type Peeker = (
  receiver: ServiceBusReceiver,
  from?: string,
) => AsyncIterable<readonly ServiceBusReceivedMessage[]>

/**
 * A client goes on where its last peek of that queue ended, with a new receiver too
 * (https://github.com/Azure/azure-sdk-for-js/issues/22687), unless it is told where to begin. Its number type is no
 * dependency of ours, but a number that was seen makes a zero, and that any other; as long as none was seen, no peek
 * has moved on.
 */
export function peeker(): Peeker {
  let zero: SequenceNumber | undefined
  return async function* (receiver, start = '0') {
    if (!zero) {
      const [first] = await receiver.peekMessages(1)
      if (!first?.sequenceNumber) return
      zero = first.sequenceNumber.subtract(first.sequenceNumber)
    }
    let from = zero.add(start)
    for (;;) {
      const some = await receiver.peekMessages(perRequest, { fromSequenceNumber: from })
      const last = some.at(-1)?.sequenceNumber
      // The broker may give fewer than asked for; none means that there are no more.
      if (!last) return
      from = last.add(1)
      yield some
    }
  }
}

const perRequest = 100

/** Service Bus numbers messages with 63 bits; another number is of no message. */
export function isSequenceNumber(text: string): boolean {
  return /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n
}
