import type { ServiceBusReceivedMessage } from '@azure/service-bus'
import type { InputData } from './core-api.ts'
import { isObject } from './settings.ts'

type Metadata = Record<string, InputData>

/** What the real host tells of a message beside its body; the library camel-cases the names. */
export function triggerMetadata(message: ServiceBusReceivedMessage, body: string): Metadata {
  const metadata = ofMessage(message)
  applyBody(metadata, body)
  return metadata
}

/** ServiceBusTriggerBindingStrategy of the extension. The sender chooses names in the body, hence no prototype. */
function ofMessage(message: ServiceBusReceivedMessage): Metadata {
  const applicationProperties = { json: JSON.stringify(message.applicationProperties ?? {}) }
  const metadata: Metadata = Object.assign(Object.create(null), {
    // .NET counts deliveries from 1, the AMQP header that the JavaScript client shows counts failures.
    DeliveryCount: { int: (message.deliveryCount ?? 0) + 1 },
    ApplicationProperties: applicationProperties,
    UserProperties: applicationProperties,
  })
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
  const times = { ExpiresAt: message.expiresAtUtc, EnqueuedTime: message.enqueuedTimeUtc }
  for (const [name, value] of Object.entries(times)) {
    if (value === undefined) continue
    const time = dotNetTime(value)
    metadata[name] = { json: JSON.stringify(`${time}+00:00`) }
    // A DateTime that has lost its zone: https://github.com/Azure/azure-functions-nodejs-library/issues/351
    metadata[`${name}Utc`] = { json: JSON.stringify(time) }
  }
  if (message.sequenceNumber !== undefined)
    metadata['SequenceNumber'] = { int: message.sequenceNumber.toNumber() }
  return metadata
}

/**
 * Utility.ApplyBindingData of the host: each top-level field of a JSON body that is neither null nor a list is put
 * beside the metadata, or in the place of what has its name, whatever the case:
 * https://github.com/Azure/azure-functions-host/issues/7119
 */
function applyBody(metadata: Metadata, body: string): void {
  for (const [name, value] of Object.entries(fieldsOf(body))) {
    if (value === null || Array.isArray(value)) continue
    const known = Object.keys(metadata).find((key) => key.toLowerCase() === name.toLowerCase())
    metadata[known ?? name] = isObject(value)
      ? { json: JSON.stringify(value) }
      : { string: dotNetText(value) }
  }
}

function fieldsOf(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body)
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** How Newtonsoft makes a text of a field: whatever looks like an ISO time has become one on the way. */
function dotNetText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  const text = String(value)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d(:?\d\d)?)?$/.test(text)) return text
  const ms = Date.parse(/[Z+]|-\d\d(:?\d\d)?$/.test(text.slice(19)) ? text : `${text}Z`)
  if (Number.isNaN(ms)) return text
  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${month}/${day}/${year} ${time.slice(0, 8)}`
}

/** As Newtonsoft writes it: no zeros at the end of the fraction. */
function dotNetTime(time: Date): string {
  return time.toISOString().replace(/\.?0*Z$/, '')
}
