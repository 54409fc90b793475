import type { ServiceBusReceivedMessage } from '@azure/service-bus'
import type { InputData } from './core-api.ts'
import type { Call } from './invocation.ts'

/** A message as the real Service Bus extension hands it to a Node function; the library camel-cases the names. */
export function toCall(message: ServiceBusReceivedMessage): Call {
  const properties = message.applicationProperties ?? {}
  const text = (name: string) => {
    const value = properties[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    input: { string: bodyText(message.body) },
    triggerMetadata: metadataOf(message),
    traceParent: text('traceparent') ?? text('Diagnostic-Id'),
    traceState: text('tracestate'),
  }
}

/** The host gives a string on, and the library parses it when it is JSON. */
function bodyText(body: unknown): string {
  if (typeof body === 'string') return body
  if (Buffer.isBuffer(body)) return body.toString('utf8')
  if (Array.isArray(body) && body.every((part) => Buffer.isBuffer(part)))
    return Buffer.concat(body).toString('utf8')
  return body === undefined || body === null ? '' : JSON.stringify(body)
}

function metadataOf(message: ServiceBusReceivedMessage): Record<string, InputData> {
  const applicationProperties = { json: JSON.stringify(message.applicationProperties ?? {}) }
  const metadata: Record<string, InputData> = {
    // .NET counts deliveries from 1, the AMQP header that the JavaScript client shows counts failures.
    DeliveryCount: { int: (message.deliveryCount ?? 0) + 1 },
    ApplicationProperties: applicationProperties,
    UserProperties: applicationProperties,
  }
  const texts = {
    DeadLetterSource: message.deadLetterSource,
    LockToken: message.lockToken,
    MessageId: message.messageId?.toString(),
    ContentType: message.contentType,
    ReplyTo: message.replyTo,
    To: message.to,
    Subject: message.subject,
    Label: message.subject,
    CorrelationId: message.correlationId?.toString(),
    SessionId: message.sessionId,
    ReplyToSessionId: message.replyToSessionId,
    PartitionKey: message.partitionKey,
  }
  for (const [name, value] of Object.entries(texts))
    if (value !== undefined) metadata[name] = { string: value }
  const times = {
    ExpiresAtUtc: message.expiresAtUtc,
    ExpiresAt: message.expiresAtUtc,
    EnqueuedTimeUtc: message.enqueuedTimeUtc,
    EnqueuedTime: message.enqueuedTimeUtc,
  }
  for (const [name, value] of Object.entries(times))
    if (value !== undefined) metadata[name] = { json: JSON.stringify(value) }
  if (message.sequenceNumber !== undefined)
    metadata['SequenceNumber'] = { int: message.sequenceNumber.toNumber() }
  return metadata
}
