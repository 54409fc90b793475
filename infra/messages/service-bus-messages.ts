import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus'
import type { Message, Messages, QueueName } from '#core/ports/messages.ts'
import type { ServiceBusOptions } from './open-service-bus.ts'
import { serviceBusConnection } from './service-bus-connection.ts'
import { failure } from './service-bus-failures.ts'

/** Sends to the queues of Service Bus. Sending a message again after a failure is safe: its id tells the copies apart. */
export function serviceBusMessages(options: ServiceBusOptions): Messages & { close(): Promise<void> } {
  const { queuePrefix = '' } = options
  const connection = serviceBusConnection(options)
  const senders = new Map<QueueName, Promise<ServiceBusSender>>()
  const senderOf = (queue: QueueName) => {
    const known =
      senders.get(queue) ?? connection.client().then((client) => client.createSender(queuePrefix + queue))
    senders.set(queue, known)
    return known
  }
  return {
    async send(queue, message, { delayMs = 0 } = {}) {
      const sender = await senderOf(queue)
      try {
        await sender.sendMessages(outgoing(message, delayMs))
      } catch (error) {
        throw failure(`take message ${message.id} into ${queue}`, error)
      }
    },
    close: () => connection.close(),
  }
}

function outgoing({ id, body, traceparent }: Message, delayMs: number): ServiceBusMessage {
  return {
    messageId: id,
    contentType: 'application/json',
    body,
    ...(traceparent === undefined ? {} : { applicationProperties: trace(traceparent) }),
    ...(delayMs > 0 ? { scheduledEnqueueTimeUtc: new Date(Date.now() + delayMs) } : {}),
  }
}

/**
 * Neither the library nor the Functions host carries a trace through a queue. `Diagnostic-Id` is what Azure's own
 * tools look for; a worker reads `traceparent`, because the host changes the case of the other one.
 */
function trace(traceparent: string): Record<string, string> {
  return { 'Diagnostic-Id': traceparent, traceparent }
}
