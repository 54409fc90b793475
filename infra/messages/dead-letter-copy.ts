import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus'

/** Why the broker gave up on it: a copy starts anew. */
const ofTheBroker = new Set(['DeadLetterReason', 'DeadLetterErrorDescription'])

/** The same message under another id: its own one would be dropped as a duplicate of itself. */
export function copyOf(message: ServiceBusReceivedMessage, newMessageId: string): ServiceBusMessage {
  const { body, contentType, correlationId, sessionId, subject } = message
  const properties = Object.entries(message.applicationProperties ?? {}).filter(
    ([name]) => !ofTheBroker.has(name),
  )
  return {
    messageId: newMessageId,
    body,
    ...(contentType === undefined ? {} : { contentType }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(subject === undefined ? {} : { subject }),
    applicationProperties: Object.fromEntries(properties),
  }
}
