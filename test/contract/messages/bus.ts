import { randomUUID } from 'node:crypto'
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus'
import type { DeadLetter, DeadLetters, Messages, QueueName } from '#core/ports/messages.ts'

/** The queues of the product, wherever they are, and what a test may expect of the way there. */
export interface Bus {
  readonly messages: Messages
  readonly deadLetters: DeadLetters
  /** The library itself, for what the functions host does in production. */
  readonly client: ServiceBusClient
  /** What stands before the name of every queue there. */
  readonly queuePrefix: string
  readonly lockDurationMs: number
  /** What is there has come after that long. */
  readonly patienceMs: number
  /** How far its clock may be from this machine's. */
  readonly clockSkewMs: number
  close(): Promise<void>
}

export interface Hands {
  /** An id that no other run has used: a broker remembers ids for ten minutes. */
  id(name: string): string
  /** Takes what is there, and settles each in that way. */
  drain(
    queue: QueueName,
    settle: 'complete' | 'abandon' | 'deadLetter',
    waitMs?: number,
  ): Promise<ServiceBusReceivedMessage[]>
  /** The first ten dead letters. */
  letters(queue: QueueName): Promise<readonly DeadLetter[]>
  /** Drops what `letters` gives. */
  dropAll(queue: QueueName): Promise<void>
}

export function handsOn({ client, deadLetters, patienceMs, queuePrefix }: Bus): Hands {
  const mark = randomUUID().slice(0, 8)
  const letters = async (queue: QueueName) => (await deadLetters.page(queue, { size: 10 })).letters
  return {
    id: (name) => `${name}-${mark}`,
    async drain(queue, settle, waitMs = patienceMs) {
      const receiver = client.createReceiver(queuePrefix + queue, { maxAutoLockRenewalDurationInMs: 0 })
      const all: ServiceBusReceivedMessage[] = []
      for (;;) {
        const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs })
        if (!message) break
        all.push(message)
        if (settle === 'complete') await receiver.completeMessage(message)
        else if (settle === 'abandon') await receiver.abandonMessage(message)
        else
          await receiver.deadLetterMessage(message, {
            deadLetterReason: 'Poison',
            deadLetterErrorDescription: 'No.',
          })
      }
      await receiver.close()
      return all
    },
    letters,
    async dropAll(queue) {
      for (const { sequenceNumber } of await letters(queue)) await deadLetters.drop(queue, sequenceNumber)
    },
  }
}
