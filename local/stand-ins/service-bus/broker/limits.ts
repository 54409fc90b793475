import { maxMessageBytes } from '../amqp/link.ts'
import { Refusal } from '../amqp/refusal.ts'
import { readText } from '../amqp/scalars.ts'
import type { Arrival, Content } from '../amqp/sections.ts'
import { split } from '../amqp/slices.ts'
import type { Raw } from '../amqp/values.ts'

/**
 * How much a message may carry (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas), and what
 * Service Bus says to more, as far as it is publicly known.
 */

const headerMaxBytes = 65_536
const propertyMaxBytes = 32_768
const idMaxLength = 128
const batchMaxMessages = 4_500
/** Ours; what the service gives at once is not known. */
const answerMaxBytes = 16 * 2 ** 20

/** Everything in front of the body, and each application property by itself. */
export function checkContent(content: Content, sequence: number): void {
  const { annotations, properties, applicationProperties } = content
  const pairs = split(applicationProperties)
  for (let i = 0; i + 1 < pairs.length; i += 2) checkProperty(pairs[i], pairs[i + 1])
  const headerBytes = annotations.length + properties.length + applicationProperties.length
  if (headerBytes > headerMaxBytes)
    throw new Refusal(
      'amqp:link:message-size-exceeded',
      `A serialization error occurred while processing the message header stream with sequence number ${sequence}. The serialization process return the following message: The size quota for this stream (${headerMaxBytes}) has been exceeded.`,
    )
}

export function checkIds({ messageId, sessionId, partitionKey, replyToSessionId }: Arrival): void {
  for (const [name, id] of Object.entries({ messageId, sessionId, partitionKey, replyToSessionId }))
    if (id !== undefined && id.length > idMaxLength)
      throw new Refusal(
        'com.microsoft:argument-error',
        `Length of '${name}' property on the message cannot be greater than ${idMaxLength} characters.`,
      )
}

export function checkBatch(messages: readonly unknown[]): void {
  if (messages.length > batchMaxMessages) throw unable(`${messages.length} messages are in one batch`)
}

/** A few bytes can ask for many messages in one answer. */
export function checkTogether(contents: readonly Content[]): void {
  const bytes = contents.reduce((sum, { body, properties }) => sum + body.length + properties.length, 0)
  if (bytes > answerMaxBytes)
    throw new Refusal(
      'amqp:resource-limit-exceeded',
      `The messages have ${bytes} bytes together: more than ${answerMaxBytes} are not given in one answer.`,
    )
}

export function tooLarge(deliveryId: number, bytes: number): Refusal {
  return new Refusal(
    'amqp:link:message-size-exceeded',
    `The received message (delivery-id:${deliveryId}, size:${bytes} bytes) exceeds the limit (${maxMessageBytes} bytes) currently allowed on the link.`,
  )
}

function checkProperty(key: Raw | undefined, value: Raw | undefined): void {
  if (!key || !value) return
  const type = unsupported.get(value[0] ?? 0)
  if (type !== undefined)
    throw new Refusal(
      'amqp:link:message-size-exceeded',
      `Serialization operation failed due to unsupported type ${type}.`,
    )
  if (value.length > propertyMaxBytes)
    throw unable(`the application property ${readText(key)} has more than ${propertyMaxBytes} bytes`)
}

/** The service keeps the reason to itself; here it stands where the service puts its reference. */
function unable(reason: string): Refusal {
  return new Refusal(
    'amqp:internal-error',
    `The service was unable to process the request; please retry the operation. For more information on exception types and proper exception handling, please refer to http://go.microsoft.com/fwlink/?LinkId=761101 Reference: ${reason}.`,
  )
}

/** What an application property cannot be. */
const unsupported: ReadonlyMap<number, string> = new Map([
  ...[0xa0, 0xb0].map((code) => [code, 'System.Byte[]'] as const),
  ...[0x45, 0xc0, 0xd0].map((code) => [code, 'list'] as const),
  ...[0xc1, 0xd1].map((code) => [code, 'map'] as const),
  ...[0xe0, 0xf0].map((code) => [code, 'array'] as const),
])
